"""What was typed, what was sent, and who should answer it."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.activity import queries as activity
from crm.core import clock
from crm.core.db import session
from crm.core.links import OneTimeLink
from crm.core.permissions import Role
from crm.followups import cover
from crm.followups.models import FollowUp
from crm.interest import rules
from crm.interest.models import OPEN, DistrictOfficer, Draft, Enquiry, EnquiryStep, State
from crm.interest.rules import Officer
from crm.people.models import Person
from crm.reference import queries as reference

REGISTRATION = "registration"
RESUME = "carry on a registration"
DAYS_IF_NO_ROW = 2


def digest(token: str) -> str:
    """Return what a visitor's token is kept as."""
    return hashlib.sha256(token.encode()).hexdigest()


def draft_of(token: str, *, lock: bool = False) -> Draft | None:
    """Return the draft of a visitor, sent or not; held until the commit when ``lock`` is set."""
    statement = sa.select(Draft).where(Draft.digest == digest(token))
    return session.scalar(statement.with_for_update() if lock else statement)


def enquiry_of(token: str) -> Enquiry | None:
    """Return the enquiry that became of a visitor's draft, with its owner."""
    return session.scalar(
        sa.select(Enquiry).options(joinedload(Enquiry.owner)).where(Enquiry.digest == digest(token))
    )


def enquiry_of_draft(draft_id: int | None) -> Enquiry | None:
    """Return the enquiry that a draft became, with its owner."""
    return session.scalar(
        sa.select(Enquiry).options(joinedload(Enquiry.owner)).where(Enquiry.draft_id == draft_id)
    )


def link_of(draft_id: int) -> OneTimeLink | None:
    """Return the open link to the status page of a registration."""
    return session.scalar(
        sa.select(OneTimeLink).where(
            OneTimeLink.purpose == REGISTRATION,
            OneTimeLink.subject_id == draft_id,
            OneTimeLink.used_at.is_(None),
        )
    )


def steps(enquiry_id: int) -> Sequence[EnquiryStep]:
    """Return what happened to an enquiry, oldest first."""
    return session.scalars(
        sa.select(EnquiryStep)
        .where(EnquiryStep.enquiry_id == enquiry_id)
        .order_by(EnquiryStep.id)
        .limit(200)
    ).all()


def reply_by(on: date) -> date:
    """Return the last day for the first reply to what is confirmed on a day."""
    wait = activity.waits(on).get(rules.FIRST_REPLY)
    return rules.reply_by(on, wait.count if wait else DAYS_IF_NO_ROW, reference.holidays())


def suggested_owner(district_code: str) -> tuple[int | None, str]:
    """Return who should take an enquiry from a district, and why."""
    named = session.scalar(
        sa.select(DistrictOfficer.person_id).where(DistrictOfficer.district_code == district_code)
    )
    covers = {person: away.cover_id for person, away in cover.away_now(clock.today()).items()}
    return rules.suggest_owner(officers(), named, covers)


def with_whom(owner: Person | None) -> str:
    """Return the name of who answers for an owner today: they themselves or their cover."""
    if owner is None:
        return ""
    away = cover.away_now(clock.today()).get(owner.id)
    return away.cover if away and away.cover else owner.name


def officers() -> list[Officer]:
    """Return who may take enquiries with what waits for them; managers where there is no officer.

    What waits is open follow-ups and open enquiries.
    """
    tasks = (
        sa.select(sa.func.count())
        .where(FollowUp.owner_id == Person.id, FollowUp.closed_at.is_(None))
        .scalar_subquery()
    )
    asked = (
        sa.select(sa.func.count())
        .where(Enquiry.owner_id == Person.id, Enquiry.state.in_(OPEN))
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(Person.id, Person.name, Person.role, tasks + asked)
        .where(Person.locked_at.is_(None), Person.role.in_([Role.OFFICER, Role.MANAGER]))
        .order_by(Person.name, Person.id)
    ).all()
    first = [row for row in rows if row.role is Role.OFFICER] or rows
    return [Officer(row[0], row[1], row[3]) for row in first]


def waiting() -> int:
    """Return how many enquiries wait for staff, also those held for a person."""
    return session.scalar(waiting_count()) or 0


def waiting_count() -> Any:
    """Return the select of that number, for the menu."""
    new = sa.select(sa.func.count()).select_from(Enquiry).where(Enquiry.state == State.NEW)
    held = sa.select(sa.func.count()).where(
        Draft.held == rules.Held.LIMIT, Draft.submitted_at.is_not(None)
    )
    return sa.select(new.scalar_subquery() + held.scalar_subquery())


def forget_before() -> sa.ColumnElement[bool]:
    """Return which drafts are over: a week old, and not one that an officer must look at."""
    old = Draft.saved_at < clock.now() - rules.DRAFT_LASTS
    must_look = sa.and_(Draft.submitted_at.is_not(None), Draft.held == rules.Held.LIMIT)
    return sa.and_(old, sa.not_(must_look))


def timeline(employer_id: int) -> Any:
    """Return the five columns of the registrations that led to an employer."""
    return sa.select(
        Enquiry.posted_at.label("at"),
        Enquiry.id.label("row_id"),
        Enquiry.code.label("head"),
        Enquiry.notes.label("body"),
        Enquiry.name.label("who"),
    ).where(Enquiry.employer_id == employer_id)
