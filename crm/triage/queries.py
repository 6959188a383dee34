"""What waits for an answer, what is held, and what was decided."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import aliased, joinedload

from crm.core import pages
from crm.core.db import session
from crm.core.pages import Order, Page
from crm.employers.merges import now_of
from crm.employers.models import Employer
from crm.interest.models import OPEN, DistrictOfficer, Draft, Enquiry, EnquiryStep, Told
from crm.interest.rules import Held
from crm.people.models import Person

BY_CLOCK = Order((Enquiry.reply_by, Enquiry.id), lambda row: (row.reply_by, row.id))
NEWEST = Order((Enquiry.id,), lambda row: (row.id,), descending=True)
MOST_HELD = 200


def queue(*, decided: bool) -> Page[Any]:
    """Return the open enquiries, the first reply due on top, or the decided ones, newest first."""
    like = aliased(Employer)
    statement: Any = (
        sa.select(
            Enquiry.id,
            Enquiry.code,
            Enquiry.business,
            Enquiry.name,
            Enquiry.state,
            Enquiry.posted_at,
            Enquiry.reply_by,
            Enquiry.decided_at,
            Enquiry.district_code,
            Enquiry.sector,
            Enquiry.size_band,
            Enquiry.proved_at,
            Enquiry.owner_id,
            Person.name.label("owner"),
            like.id.label("like_id"),
            like.name.label("like"),
        )
        .outerjoin(Person, Person.id == Enquiry.owner_id)
        .outerjoin(like, like.id == now_of(Enquiry.like_id))
        .where(Enquiry.state.not_in(OPEN) if decided else Enquiry.state.in_(OPEN))
    )
    return pages.page(statement, NEWEST if decided else BY_CLOCK, scalars=False)


def held(why: Held) -> Sequence[Draft]:
    """Return what was sent and is held for this reason, oldest first."""
    return session.scalars(
        sa.select(Draft)
        .where(Draft.held == why, Draft.submitted_at.is_not(None))
        .order_by(Draft.submitted_at, Draft.id)
        .limit(MOST_HELD)
    ).all()


@dataclass(frozen=True)
class Counts:
    """How many stand in each view of the queue."""

    waiting: int
    over_limit: int
    automatic: int


def counts() -> Counts:
    """Return the figures of the tabs in one statement."""
    sent = Draft.submitted_at.is_not(None)
    row = session.execute(
        sa.select(
            sa.select(sa.func.count()).where(Enquiry.state.in_(OPEN)).scalar_subquery(),
            sa.select(sa.func.count()).where(Draft.held == Held.LIMIT, sent).scalar_subquery(),
            sa.select(sa.func.count()).where(Draft.held == Held.AUTOMATIC, sent).scalar_subquery(),
        )
    ).one()
    return Counts(*row)


def enquiry_or_404(code: str, *, lock: bool = False) -> Enquiry:
    """Return one enquiry with owner and employer, or answer 404; ``lock`` holds its row."""
    statement = (
        sa.select(Enquiry)
        .options(joinedload(Enquiry.owner), joinedload(Enquiry.employer))
        .where(Enquiry.code == code)
    )
    found: Enquiry | None = re.fullmatch("IN-[0-9A-Z]{6}", code) and session.scalar(
        statement.with_for_update(of=Enquiry) if lock else statement
    )
    if found is None:
        abort(404)
    return found


def held_or_404(draft_id: int) -> Draft:
    """Return one held registration, locked until the commit, or answer 404."""
    found = session.scalar(
        sa.select(Draft)
        .where(Draft.id == min(draft_id, 2**31 - 1), Draft.held != Held.NO)
        .where(Draft.submitted_at.is_not(None))
        .with_for_update()
    )
    if found is None:
        abort(404)
    return found


def last_passed_to(district_code: str) -> tuple[str, str]:
    """Return name and address of the service that took the last enquiry from a district."""
    row = session.execute(
        sa.select(EnquiryStep.to_name, EnquiryStep.to_email)
        .join(Enquiry, Enquiry.id == EnquiryStep.enquiry_id)
        .where(EnquiryStep.kind == Told.PASSED_ON, Enquiry.district_code == district_code)
        .order_by(EnquiryStep.id.desc())
        .limit(1)
    ).one_or_none()
    return (row[0], row[1]) if row else ("", "")


def district_officers() -> dict[str, int]:
    """Return who looks after each district that has somebody named."""
    rows = session.execute(sa.select(DistrictOfficer.district_code, DistrictOfficer.person_id))
    return {row[0]: row[1] for row in rows}
