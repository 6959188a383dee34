"""What the public and staff templates show of a registration."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from crm.core.db import session
from crm.core.features import Holding
from crm.interest import rules
from crm.interest.models import Draft, Enquiry
from crm.reference import queries as reference

LABELS = {
    "business": "Business name",
    "name": "Your name",
    "role": "Job title",
    "email": "Work email address",
    "phone": "Work phone number",
    "postcode": "Postcode of your main site",
    "size_band": "People who work for you",
    "sector": "What your business does",
    "offers": "What you would like to offer",
    "roles": "Jobs or places in 12 months",
    "adjustments": "What you already change",
    "ways": "How we may contact you",
    "newsletter": "News and invitations",
    "notes": "Anything else",
}


def rows(answers: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return every answer with its label and the page on which it is changed."""
    return [
        {"label": LABELS[name], "value": said(name, answers.get(name)), "step": step.name}
        for step in rules.STEPS
        for name in step.asks
    ]


def said(name: str, value: Any) -> str:
    """Return one answer in words."""
    if name == "newsletter":
        return "Yes" if value else "No"
    if value in (None, "", []):
        return "Not given"
    words = {
        "size_band": lambda v: rules.SIZES.get(v, v),
        "sector": lambda v: reference.section_short(v) or "Not given",
        "offers": lambda v: rules.in_words(v, rules.OFFERS),
        "ways": lambda v: rules.in_words(v, rules.WAYS),
    }
    return str(words[name](value) if name in words else value)


def place_of(enquiry: Enquiry) -> str:
    """Return the district of an enquiry with how sure it is, or that it is outside the county."""
    if not enquiry.district_code:
        return "Outside the county and its neighbours"
    name = reference.authority_names().get(enquiry.district_code, enquiry.district_code)
    outside = "" if enquiry.district_code in reference.county_codes() else ": outside the county"
    return f"{name}{outside}"


def is_outside(enquiry: Enquiry) -> bool:
    """Return whether a business works in another service's area."""
    return enquiry.district_code not in reference.county_codes()


def held_about(email_key: str) -> list[Holding]:
    """Return the registrations of an address, also those not confirmed yet, and the news choice."""
    drafts = session.scalars(
        sa.select(Draft).where(Draft.email_key == email_key).order_by(Draft.id).limit(50)
    )
    sent = session.scalars(
        sa.select(Enquiry).where(Enquiry.email_key == email_key).order_by(Enquiry.id).limit(50)
    )
    found = [_holding(str(d.code), d.answers, d.submitted_at, "") for d in drafts]
    return found + [
        _holding(e.code, {n: getattr(e, n) for n in LABELS}, e.posted_at, e.newsletter_text)
        for e in sent
    ]


def _holding(code: str, told: Mapping[str, Any], at: datetime | None, agreed: str) -> Holding:
    facts = [(LABELS[name], said(name, told.get(name))) for name in LABELS if told.get(name)]
    if agreed:
        facts.append(("You agreed to", agreed))
    return Holding(
        f"Registration {code}", facts, f"You sent it with our public form on {at:%d/%m/%Y}."
    )
