"""What the public may know of a vacancy."""

from datetime import date, datetime, time
from enum import StrEnum

from flask import current_app, url_for

from crm.core import calendar
from crm.openings.rules import Advert, Place, Wage
from crm.pay import queries as pay
from crm.pay.rules import Standing
from crm.reference import queries as reference
from crm.vacancies import rules
from crm.vacancies.models import Contract, State, Vacancy


class Shown(StrEnum):
    """What the public page of a vacancy answers."""

    OPEN = "open"
    GONE = "gone"
    NEVER = "never"


def shown(vacancy: Vacancy | None, today: date) -> Shown:
    """Return whether everybody may see a vacancy, once could, or never.

    One that waits for a second check is shown to nobody until it was checked, and one whose pay
    came to be below the minimum wage until that is settled.
    """
    if vacancy is None or vacancy.public_by_id is None or vacancy.state is State.SECOND_CHECK:
        return Shown.NEVER
    open_still = vacancy.state is State.OPEN and (vacancy.closes_on or today) >= today
    if not vacancy.public_on or not open_still:
        return Shown.GONE
    return Shown.NEVER if underpaid(vacancy) else Shown.OPEN


def underpaid(vacancy: Vacancy) -> str:
    """Say that the pay is below the minimum wage; nothing when it is not.

    The rate of an apprentice depends on the person, so an apprenticeship is not judged here.
    """
    found, words = pay.verdict(vacancy.pay, vacancy.starts_on)
    below = found is Standing.BELOW and vacancy.contract is not Contract.APPRENTICESHIP
    return words if below else ""


def advert(vacancy: Vacancy) -> Advert:
    """Return the public's view of a vacancy, for its page and for job boards."""
    site, employer = vacancy.site, vacancy.employer
    occupation = reference.occupation(vacancy.soc_code)
    amount = vacancy.pay_amount
    return Advert(
        ref=vacancy.ref,
        url=address(vacancy),
        title=vacancy.title,
        employer=employer.trading_name or employer.name,
        website=employer.website,
        place=Place(
            address=site.address if site else "",
            town=site.town if site else "",
            region=reference.authority_names().get(site.district_code, "") if site else "",
            postcode=site.postcode if site else "",
        ),
        posted_on=vacancy.public_on or vacancy.created_at.date(),
        open_until=open_until(vacancy),
        wage=None if amount is None else Wage(amount, vacancy.pay_basis, vacancy.hourly),
        contract="" if vacancy.contract is Contract.UNKNOWN else vacancy.contract.value,
        hours=vacancy.hours_range[1],
        hours_words=vacancy.hours_words,
        when=vacancy.when,
        starts_on=vacancy.starts_on,
        tasks=[task.words for task in vacancy.task_lines],
        adjustments=rules.lines(vacancy.adjustments),
        transport=vacancy.transport,
        occupation=occupation.title if occupation else "",
        industry=reference.section_name(employer.sic_section),
    )


def open_until(vacancy: Vacancy) -> datetime | None:
    """Return the last moment of the closing date, or of the day on which it was closed."""
    last = vacancy.closed_on or vacancy.closes_on
    return calendar.utc_from_london(datetime.combine(last, time(23, 59))) if last else None


def address(vacancy: Vacancy) -> str:
    """Return the public address of a vacancy, the same wherever it is asked from."""
    return str(current_app.config["BASE_URL"]) + url_for("openings.show", ref=vacancy.ref)
