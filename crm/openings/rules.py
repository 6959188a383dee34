"""A vacancy as a schema.org JobPosting, the form in which job boards read public pages. Pure.

Source: schema.org/JobPosting, and the properties that Google's job search asks for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any

from crm.pay.rules import Basis

FULL_TIME_FROM = Decimal(35)
"""Hours a week. Source: GOV.UK, "Part-time workers' rights": full time is usually 35 or more."""

UNITS = {Basis.HOURLY: "HOUR", Basis.WEEKLY: "WEEK", Basis.MONTHLY: "MONTH", Basis.ANNUAL: "YEAR"}
KINDS = {
    "temporary": "TEMPORARY",
    "seasonal": "TEMPORARY",
    "fixed term": "TEMPORARY",
    "supported internship": "INTERN",
    "apprenticeship": "OTHER",
    "work trial": "OTHER",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the work is; parts that are not known are empty."""

    address: str = ""
    town: str = ""
    region: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Wage:
    """Pay as it was stated, in pounds, and what it comes to by the hour."""

    amount: Decimal
    basis: Basis
    hourly: Decimal | None


@dataclass(frozen=True, slots=True)
class Advert:
    """What the public may know of a vacancy: nothing about any person."""

    ref: str
    url: str
    title: str
    employer: str
    website: str
    place: Place
    posted_on: date
    open_until: datetime | None
    wage: Wage | None = None
    contract: str = ""
    hours: Decimal | None = None
    hours_words: str = ""
    when: str = ""
    starts_on: date | None = None
    tasks: Sequence[str] = ()
    adjustments: Sequence[str] = ()
    transport: str = ""
    occupation: str = ""
    industry: str = ""


def posting(advert: Advert) -> dict[str, Any]:
    """Return the JobPosting; properties that are not known are left out."""
    employer = {"@type": "Organization", "name": advert.employer}
    if advert.website.startswith(("https://", "http://")):
        employer["sameAs"] = advert.website
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": advert.title,
        "description": description(advert),
        "identifier": {
            "@type": "PropertyValue",
            "name": advert.employer,
            "value": advert.ref,
        },
        "url": advert.url,
        "datePosted": advert.posted_on.isoformat(),
        "validThrough": advert.open_until.isoformat() if advert.open_until else None,
        "employmentType": employment_types(advert.contract, advert.hours),
        "hiringOrganization": employer,
        "jobLocation": _location(advert.place),
        "baseSalary": _salary(advert.wage),
        "directApply": False,
        "jobStartDate": advert.starts_on.isoformat() if advert.starts_on else None,
        "workHours": _hours(advert),
        "responsibilities": "; ".join(advert.tasks),
        "occupationalCategory": advert.occupation,
        "industry": advert.industry,
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def description(advert: Advert) -> str:
    """Return the description as simple HTML, every word of it escaped."""
    parts = [f"<p>{escape(advert.title)} at {escape(advert.employer)}.</p>"]
    parts += _listed("What you will do", advert.tasks)
    if hours := _hours(advert):
        parts.append(f"<p>Hours: {escape(hours)}.</p>")
    parts += _listed("What the employer can do to help", advert.adjustments)
    if advert.transport:
        parts.append(f"<p>Getting there: {escape(advert.transport)}</p>")
    return "".join(parts)


def employment_types(contract: str, hours: Decimal | None) -> list[str]:
    """Return how the work is contracted, in the words that job boards know."""
    found = []
    if hours is not None:
        found.append("FULL_TIME" if hours >= FULL_TIME_FROM else "PART_TIME")
    if kind := KINDS.get(contract):
        found.append(kind)
    return found


def _listed(title: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return [f"<p>{title}:</p><ul>{items}</ul>"]


def _hours(advert: Advert) -> str:
    week = f"{advert.hours_words} hours a week" if advert.hours_words else ""
    return ". ".join(part for part in (week, advert.when) if part)


def _location(place: Place) -> dict[str, Any]:
    address: Mapping[str, str] = {
        "streetAddress": place.address,
        "addressLocality": place.town,
        "addressRegion": place.region,
        "postalCode": place.postcode,
        "addressCountry": "GB",
    }
    known = {name: value for name, value in address.items() if value}
    return {"@type": "Place", "address": {"@type": "PostalAddress"} | known}


def _salary(wage: Wage | None) -> dict[str, Any] | None:
    """Return the pay; four-weekly pay, for which there is no unit, by the hour."""
    if wage is None:
        return None
    unit = UNITS.get(wage.basis)
    amount = wage.amount if unit else wage.hourly
    if not amount:
        return None
    value = {"@type": "QuantitativeValue", "value": f"{amount:.2f}", "unitText": unit or "HOUR"}
    return {"@type": "MonetaryAmount", "currency": "GBP", "value": value}
