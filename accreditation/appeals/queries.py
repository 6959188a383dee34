"""Questions about appeals: what may be appealed against, the board, and figures to publish."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from accreditation.appeals.models import Appeal
from accreditation.appeals.rules import LEAST, About, Outcome, State
from accreditation.awards import letters
from accreditation.awards import queries as awards
from accreditation.awards.models import Award, AwardEvent
from accreditation.awards.rules import Move
from accreditation.decisions.models import Decision
from accreditation.decisions.sending import PURPOSE as DECISION
from crm.core import calendar, clock, links, refs
from crm.core.db import session
from crm.employers.models import Employer
from crm.people.models import Person
from crm.reference import queries as reference
from webinars.feedback.rules import few, hide

MOST = 300
ABOUT = {
    Move.SUSPEND: About.SUSPENSION,
    Move.REVOKE: About.REVOCATION,
    Move.DROP: About.DROPPED,
}
WHOLE = (
    joinedload(Appeal.employer),
    joinedload(Appeal.decision).joinedload(Decision.scheme_version),
    joinedload(Appeal.award).joinedload(Award.scheme_version),
    joinedload(Appeal.reviewer),
    joinedload(Appeal.answered_by),
)


@dataclass(frozen=True)
class Subject:
    """What a business may ask a review of, until which day, and what it asked already."""

    about: About
    decision: Decision | None
    line: AwardEvent | None
    award: Award | None
    until: date
    appeal: Appeal | None

    @property
    def open(self) -> bool:
        """Tell whether a review of it may be asked for today."""
        return self.appeal is None and clock.today() <= self.until


def employer_behind(token: str) -> Employer | None:
    """Return the employer behind a link to its status page or to a letter about a decision."""
    if (contact := letters.behind(token)) is not None:
        return session.get(Employer, contact.employer_id)
    link = links.find(token, DECISION)
    if link is None:
        return None
    return session.scalar(
        sa.select(Employer)
        .join(Decision, Decision.employer_id == Employer.id)
        .where(Decision.assessment_id == link.subject_id)
    )


def subject(employer_id: int) -> Subject | None:
    """Return the newest thing that a review may be asked of: a decision, or a move by hand."""
    line = session.scalars(
        sa.select(AwardEvent)
        .join(Award, Award.id == AwardEvent.award_id)
        .where(
            Award.employer_id == employer_id,
            AwardEvent.kind.in_(ABOUT),
            AwardEvent.by_id.is_not(None),
            AwardEvent.reason != "",
        )
        .order_by(AwardEvent.id.desc())
        .limit(1)
    ).first()
    decision = session.scalars(
        sa.select(Decision)
        .where(Decision.employer_id == employer_id)
        .options(joinedload(Decision.scheme_version), joinedload(Decision.approver))
        .order_by(Decision.id.desc())
        .limit(1)
    ).first()
    if line is not None and (decision is None or line.at >= decision.decided_at):
        return _of_line(line)
    return _of_decision(decision) if decision else None


def _of_line(line: AwardEvent) -> Subject:
    on = clock.to_london(line.at).date()
    until = calendar.add_working_days(on, awards.terms(on).appeal_days, reference.holidays())
    award = session.get_one(Award, line.award_id)
    asked = _one(Appeal.event_id == line.id)
    return Subject(ABOUT[line.kind], None, line, award, until, asked)


def _of_decision(decision: Decision) -> Subject:
    award = session.scalar(
        sa.select(Award).where(Award.decision_ref == decision.ref).order_by(Award.id).limit(1)
    )
    asked = _one(Appeal.decision_id == decision.id)
    return Subject(About.DECISION, decision, None, award, decision.appeal_until, asked)


def _one(*which: Any) -> Appeal | None:
    return session.scalar(
        sa.select(Appeal).where(*which).options(*WHOLE).order_by(Appeal.id.desc()).limit(1)
    )


def appeal_or_404(ref: str, *, lock: bool = False) -> Appeal:
    """Return an appeal with all that its page shows; ``lock`` holds it and reads it anew."""
    number = refs.number_in(ref, "X")
    if lock:
        session.get(Appeal, number or 0, with_for_update=True, populate_existing=True)
    return _one(Appeal.id == number) or abort(404)


def board() -> Sequence[Appeal]:
    """Return the appeals that are open, the one promised first on top."""
    return session.scalars(
        sa.select(Appeal)
        .where(Appeal.state != State.ANSWERED)
        .options(*WHOLE)
        .order_by(Appeal.answer_by, Appeal.id)
        .limit(MOST)
    ).all()


def answered() -> Sequence[Appeal]:
    """Return the appeals that were answered, the newest first."""
    return session.scalars(
        sa.select(Appeal)
        .where(Appeal.state == State.ANSWERED)
        .options(*WHOLE)
        .order_by(Appeal.answered_at.desc(), Appeal.id.desc())
        .limit(50)
    ).all()


def waiting_count() -> sa.Select[Any]:
    """Return the select of how many appeals are open, for the menu."""
    return sa.select(sa.func.count()).select_from(Appeal).where(Appeal.state != State.ANSWERED)


def people(appeal: Appeal) -> dict[int, str]:
    """Return the names of who worked on what is appealed against, by id."""
    rows = session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(appeal.involved)))
    return {row.id: row.name for row in rows}


@dataclass(frozen=True)
class Figures:
    """What is published of reviews: counts as text, small ones hidden."""

    asked: str
    open: str
    outcomes: Sequence[tuple[str, str]]
    in_time: str


def figures() -> Figures:
    """Return how many reviews were asked for, how they ended and how many came in time.

    Invented ones are not counted. What is few is hidden, and with it as much as keeps the sums from
    telling it.
    """
    rows = session.execute(
        sa.select(Appeal.state, Appeal.outcome, Appeal.answered_at, Appeal.answer_by).where(
            Appeal.made_up.is_(False)
        )
    ).all()
    ended = Counter(row.outcome for row in rows if row.outcome is not None)
    late = sum(
        1
        for row in rows
        if row.answered_at and clock.to_london(row.answered_at).date() > row.answer_by
    )
    counts = [len(rows) - sum(ended.values()), *(ended[one] for one in Outcome)]
    (running, *ends), total = hide(counts, [few(count, LEAST) for count in counts], LEAST)
    in_time = sum(ended.values()) - late
    tells = running is None or total is None or few(in_time, LEAST) or few(late, LEAST)
    return Figures(
        _said(total),
        _said(running),
        [(one.value, _said(end)) for one, end in zip(Outcome, ends, strict=True)],
        _said(None if tells else in_time),
    )


def _said(count: int | None) -> str:
    return "not shown" if count is None else str(count)


def timeline(employer_id: Any) -> Any:
    """Return the appeals of one employer for the timeline."""
    return sa.select(
        Appeal.asked_at.label("at"),
        Appeal.id.label("row_id"),
        (sa.literal("A review was asked for: ") + sa.cast(Appeal.state, sa.Text)).label("head"),
        Appeal.answer.label("body"),
        sa.literal("The employer").label("who"),
    ).where(Appeal.employer_id == employer_id)
