"""The board of fair pay: what is due, what waits for whom, and what is to be put right."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from crm.core import clock
from crm.core.db import session
from crm.employers.models import Employer
from crm.evidence import queries as evidence
from crm.evidence.models import EvidenceFile, EvidenceRequest
from crm.parity.models import CheckDue, CheckFile, ParityCheck, PayDays, Review
from crm.parity.opening import opened, working
from crm.parity.openings import FAULTS
from crm.parity.reviewers import waiting_for
from crm.people.models import Person
from crm.placements.models import Placement

MOST = 200


@dataclass
class Line:
    """One placement in a part of the board: what is open there, the first due first."""

    placement: Placement
    employer: Employer
    owner: Person | None
    rows: list[CheckDue]
    sent_back_id: int | None = None
    came: int = 0

    @property
    def due_on(self) -> date:
        """Return the first day on which something here is due."""
        return min(row.due_on for row in self.rows)

    @property
    def weeks(self) -> int:
        """Return for how many whole weeks it is overdue."""
        return max(0, (clock.today() - self.due_on).days // 7)

    @property
    def asked_at(self) -> datetime | None:
        """Return when the employer was last asked."""
        return max((row.asked_at for row in self.rows if row.asked_at), default=None)


@dataclass
class Board:
    """The parts of the board; each placement stands in one part, its faults apart."""

    faults: list[Line] = field(default_factory=list)
    review: Sequence[ParityCheck] = ()
    due: list[Line] = field(default_factory=list)
    asked: list[Line] = field(default_factory=list)
    unknown: Sequence[Placement] = ()

    def __bool__(self) -> bool:
        return bool(self.faults or self.review or self.due or self.asked or self.unknown)


def board() -> Board:
    """Return the board in three statements."""
    review = in_review()
    found = Board(review=review, unknown=_unknown())
    with_reviewer = {check.placement_id for check in review}
    lines: dict[tuple[int, bool], Line] = {}
    waiting = set()
    for row, placement, owner, sent_back_id, asked, came in session.execute(_open()).all():
        fault = row.reason in FAULTS
        if not fault and row.placement_id in with_reviewer:
            continue
        key = (row.placement_id, fault)
        if key in lines:
            lines[key].rows.append(row)
            continue
        lines[key] = Line(placement, row.employer, owner, [row], sent_back_id, came)
        if asked and not came:
            waiting.add(row.placement_id)
    for (number, fault), line in lines.items():
        part = found.faults if fault else found.asked if number in waiting else found.due
        part.append(line)
    return found


def _open() -> sa.Select[Any]:
    later = aliased(ParityCheck)
    newer = sa.exists().where(
        later.placement_id == CheckDue.placement_id, later.id > ParityCheck.id
    )
    came_back = (
        sa.select(ParityCheck.id)
        .where(
            ParityCheck.placement_id == CheckDue.placement_id,
            ParityCheck.review == Review.SENT_BACK,
            sa.not_(newer),
        )
        .scalar_subquery()
    )
    about = sa.and_(
        EvidenceRequest.subject_kind == "placement",
        EvidenceRequest.subject_id == CheckDue.placement_id,
    )
    asked = sa.exists().where(about, evidence.is_open())
    used = sa.exists().where(CheckFile.file_id == EvidenceFile.file_id)
    came = (
        sa.select(sa.func.count(EvidenceFile.id))
        .join(EvidenceRequest, EvidenceRequest.id == EvidenceFile.request_id)
        .where(about, sa.not_(used))
        .scalar_subquery()
    )
    return (
        sa.select(CheckDue, Placement, Person, came_back, asked, came)
        .join(CheckDue.placement)
        .join(CheckDue.employer)
        .outerjoin(Person, Person.id == Employer.owner_id)
        .options(contains_eager(CheckDue.employer))
        .where(opened(), sa.or_(CheckDue.reason.in_(FAULTS), working(clock.today())))
        .order_by(CheckDue.due_on, CheckDue.id)
        .limit(MOST)
    )


def in_review() -> Sequence[ParityCheck]:
    """Return the checks that wait for a second person, the oldest first."""
    return session.scalars(
        sa.select(ParityCheck)
        .options(
            joinedload(ParityCheck.employer),
            joinedload(ParityCheck.placement),
            joinedload(ParityCheck.checked_by),
        )
        .where(ParityCheck.review == Review.WAITING)
        .order_by(ParityCheck.id)
        .limit(MOST)
    ).all()


def _unknown() -> Sequence[Placement]:
    """Return placements in paid work whose pay days nobody has said and whose pay none checked."""
    checked = sa.exists().where(ParityCheck.placement_id == Placement.id, ParityCheck.latest)
    return session.scalars(
        sa.select(Placement)
        .outerjoin(PayDays, PayDays.placement_id == Placement.id)
        .options(joinedload(Placement.employer))
        .where(working(clock.today()), PayDays.id.is_(None), sa.not_(checked))
        .order_by(Placement.started_on, Placement.id)
        .limit(MOST)
    ).all()


def for_review() -> Any:
    """Return the select of how many checks wait for ``:person``, for the menu."""
    return _for_review(sa.func.count())


def oldest_for_review() -> Any:
    """Return the select of when the oldest of them was made."""
    return _for_review(sa.func.min(ParityCheck.checked_at))


def _for_review(what: Any) -> Any:
    person: Any = sa.bindparam("person", type_=sa.Integer)
    return (
        sa.select(what)
        .select_from(ParityCheck)
        .join(Employer, Employer.id == ParityCheck.employer_id)
        .join(Person, Person.id == person)
        .where(ParityCheck.review == Review.WAITING, waiting_for(person))
    )


def open_rows(placement_id: int) -> Sequence[CheckDue]:
    """Return what is open for a placement, for its page."""
    return session.scalars(
        sa.select(CheckDue)
        .where(CheckDue.placement_id == placement_id, opened())
        .order_by(CheckDue.due_on, CheckDue.id)
    ).all()
