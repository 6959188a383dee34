"""Questions about fair pay checks."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.core import clock, pages
from crm.core.db import get_or_404, session
from crm.core.pages import Order, Page
from crm.employers.models import Employer
from crm.parity.dated import HOLDS_FOR_A_YEAR, WORDS, status_on
from crm.parity.models import ParityCheck, PayDays, Review
from crm.parity.rules import Status
from crm.pay import queries as pay
from crm.pay.rates import months_of
from crm.people.models import Person
from crm.vault.rules import later

NEWEST = Order((ParityCheck.id,), lambda row: (row.id,), descending=True)
WAITING = "waiting"
FILTERS = {WAITING: "Waiting for a second check"} | {
    status.value.lower(): words for status, words in WORDS.items()
}


def check_or_404(check_id: int) -> ParityCheck:
    """Return the check with all that its page shows, or answer 404."""
    get_or_404(ParityCheck, check_id)
    return session.scalars(
        sa.select(ParityCheck)
        .options(
            joinedload(ParityCheck.employer),
            joinedload(ParityCheck.placement),
            joinedload(ParityCheck.checked_by),
            joinedload(ParityCheck.reviewed_by),
        )
        .where(ParityCheck.id == check_id)
    ).one()


def find_sent_back(check_id: int | None, placement_id: int) -> ParityCheck | None:
    """Return a check of the placement that came back from its reviewer, if it is one."""
    return session.scalar(
        sa.select(ParityCheck).where(
            ParityCheck.id == check_id,
            ParityCheck.placement_id == placement_id,
            ParityCheck.review == Review.SENT_BACK,
        )
    )


def find_pay_days(placement_id: int) -> PayDays | None:
    """Return when the person of a placement is paid, if somebody said so."""
    return session.scalar(sa.select(PayDays).where(PayDays.placement_id == placement_id))


def page(asked: str, employer: Employer | None) -> Page[ParityCheck]:
    """Return a page of the newest check of each placement and those that wait for a person.

    ``asked`` is a key of ``FILTERS``, or empty for all.
    """
    statement = sa.select(ParityCheck).options(
        joinedload(ParityCheck.employer), joinedload(ParityCheck.placement)
    )
    return pages.page(statement.where(*_asked(asked), *_of(employer)), NEWEST)


def _of(employer: Employer | None) -> list[Any]:
    return [ParityCheck.employer_id == employer.id] if employer else []


def _asked(asked: str) -> list[Any]:
    if asked == WAITING:
        return [ParityCheck.review == Review.WAITING]
    status = next((found for found in Status if found.value.lower() == asked), None)
    if status is None:
        return [sa.or_(ParityCheck.latest, ParityCheck.review == Review.WAITING)]
    return [ParityCheck.latest, _says(status, clock.today())]


def _says(status: Status, on: date) -> Any:
    """Return the condition that a check says ``status`` on ``on``, as ``dated.status_on`` does."""
    tested_on = sa.func.coalesce(ParityCheck.period_start, ParityCheck.checked_on)
    lapsed = sa.or_(
        ParityCheck.checked_on < later(on, -pay.check_months(on)),
        tested_on < pay.last_change(on),
        ParityCheck.reopened != "",
    )
    if status is Status.EXPIRED:
        return sa.and_(ParityCheck.status.in_(HOLDS_FOR_A_YEAR), lapsed)
    if status in HOLDS_FOR_A_YEAR:
        return sa.and_(ParityCheck.status == status, sa.not_(lapsed))
    return ParityCheck.status == status


def says(check: ParityCheck, last_change: date | None = None, months: int | None = None) -> Status:
    """Return what a check says today; EXPIRED once its time is over.

    ``last_change`` is the day the legal rates last changed, ``months`` how long a check holds;
    without them the rates are asked.
    """
    today = clock.today()
    return status_on(
        check.status,
        checked_on=check.checked_on,
        period_start=check.period_start,
        on=today,
        last_change=last_change or pay.last_change(today),
        months=months or pay.check_months(today),
        reopened=bool(check.reopened),
    )


def latest(employer_id: int, *, most: int = 200) -> Sequence[tuple[ParityCheck, Status]]:
    """Return the newest final check of each of an employer's placements, and what it says today.

    Newest first, in one statement.
    """
    asked = {"employer": employer_id, "today": clock.today(), "most": most}
    rows = session.execute(_latest(), asked)
    return [
        (check, says(check, changed or date.min, months_of(months)))
        for check, changed, months in rows
    ]


@cache
def _latest() -> sa.Select[Any]:
    """Return the statement, built once: every page of an employer asks it."""
    return (
        sa.select(
            ParityCheck,
            pay.last_change_column(sa.bindparam("today")),
            pay.check_months_column(sa.bindparam("today")),
        )
        .options(joinedload(ParityCheck.placement))
        .where(ParityCheck.employer_id == sa.bindparam("employer"), ParityCheck.latest)
        .order_by(ParityCheck.id.desc())
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


def of_placement(placement_id: int, *, most: int = 20) -> Sequence[ParityCheck]:
    """Return the checks of one placement, newest first."""
    return session.scalars(
        sa.select(ParityCheck)
        .where(ParityCheck.placement_id == placement_id)
        .order_by(ParityCheck.id.desc())
        .limit(most)
    ).all()


def timeline(employer_id: Any) -> Any:
    """Return when fair pay was checked and what came out, for the employer's timeline."""
    return (
        sa.select(
            ParityCheck.checked_at.label("at"),
            ParityCheck.id.label("row_id"),
            sa.cast(ParityCheck.status, sa.Text).label("head"),
            sa.cast(ParityCheck.review, sa.Text).label("body"),
            sa.func.coalesce(Person.name, "The system").label("who"),
        )
        .outerjoin(Person, Person.id == ParityCheck.checked_by_id)
        .where(ParityCheck.employer_id == employer_id)
    )
