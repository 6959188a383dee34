"""The board of awards: what needs somebody now, what ends, and which evidence goes stale."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager

from accreditation.applications.models import Application
from accreditation.applications.models import State as Applied
from accreditation.awards import queries, rules
from accreditation.awards.models import Award, AwardNotice, AwardTerms, NoticeState
from accreditation.awards.rules import CURRENT, OPEN, State
from accreditation.declared.models import Declared
from accreditation.declared.models import Source as Said
from accreditation.scheme import queries as schemes
from crm.core import clock
from crm.core.db import session
from crm.core.formats import plural
from crm.employers.models import Employer
from crm.parity.models import CheckDue
from crm.people.models import Person

MOST = 500
LAPSED_SHOWN = timedelta(days=182)
FILLED_IN = (Applied.DRAFT, Applied.SUBMITTED, Applied.TAKEN)


@dataclass(frozen=True)
class Line:
    """One award on the board, with its owner, its last notice and a renewal under way."""

    award: Award
    owner: str
    told_on: date | None
    asked_at: datetime | None
    application: str
    why: str = ""

    @property
    def level(self) -> str:
        """Return the first word of the level."""
        title = schemes.ready(self.award.scheme_version).level_title(self.award.level)
        return title.partition(",")[0]

    @property
    def weeks(self) -> int:
        """Return for how many whole weeks it is overdue."""
        return rules.weeks_over(self.award.ends_on, clock.today())

    @property
    def days(self) -> int:
        """Return in how many days it ends; below 0 when it is over."""
        return (self.award.ends_on - clock.today()).days


@dataclass(frozen=True)
class Stale:
    """One piece of evidence of a holder that ends soon, or ended."""

    employer: Employer
    what: str
    on: date


@dataclass
class Board:
    """The parts of the board; an award stands in one of them."""

    terms: AwardTerms
    act: list[Line] = field(default_factory=list)
    over: list[Line] = field(default_factory=list)
    ending: list[Line] = field(default_factory=list)
    waiting: list[Line] = field(default_factory=list)
    running: list[Line] = field(default_factory=list)
    stale: Sequence[Stale] = ()

    def __bool__(self) -> bool:
        return any((self.act, self.over, self.ending, self.waiting, self.running))


def board() -> Board:
    """Return the board as of today."""
    today = clock.today()
    terms = queries.terms(today)
    found = Board(terms)
    horizon = today + timedelta(days=max(terms.notice_days, default=0))
    for award, owner, told_on, asked_at, applied in session.execute(_rows(today)).all():
        why = _why(award, terms, today)
        line = Line(award, owner or "", told_on, asked_at, applied or "", why)
        _part(found, line, today, horizon).append(line)
    found.stale = stale(today, terms.stale_days)
    return found


def _part(found: Board, line: Line, today: date, horizon: date) -> list[Line]:
    award = line.award
    if award.state is State.LAPSED or award.ends_on < today:
        return found.over
    if line.why:
        return found.act
    if award.state is State.PROVISIONAL:
        return found.waiting
    return found.ending if award.ends_on <= horizon else found.running


def _why(award: Award, terms: AwardTerms, today: date) -> str:
    """Say what somebody has to do about an award; nothing when it can be left."""
    if award.state is State.SUSPENDED:
        since = clock.to_london(award.state_since).date()
        days = (today - since).days
        if days > terms.suspend_days:
            return f"Suspended for {days} days: decide, take it away or end the suspension"
        return "Suspended"
    if award.review_ref:
        return f"A rule fails: {award.review_why}"
    if award.state is State.CONFIRMED and award.badge_id is None:
        return f"No badge: {award.badge_trouble or 'it was not issued'}"
    return ""


def _rows(today: date) -> sa.Select[Any]:
    told_on = (
        sa.select(sa.func.max(AwardNotice.due_on))
        .where(AwardNotice.award_id == Award.id, AwardNotice.state == NoticeState.SENT)
        .scalar_subquery()
    )
    renewal = _renewal()
    newer = aliased(Award)
    replaced = sa.exists().where(newer.employer_id == Award.employer_id, newer.id > Award.id)
    lapsed = sa.and_(
        Award.state == State.LAPSED, Award.ends_on >= today - LAPSED_SHOWN, sa.not_(replaced)
    )
    return (
        sa.select(Award, Person.name, told_on, renewal.c.asked_at, renewal.c.id)
        .join(Award.employer)
        .join(Award.scheme_version)
        .outerjoin(Person, Person.id == Employer.owner_id)
        .outerjoin(renewal, renewal.c.employer_id == Award.employer_id)
        .options(
            contains_eager(Award.employer),
            contains_eager(Award.scheme_version),
        )
        .where(sa.or_(Award.state.in_(OPEN), lapsed))
        .order_by(Award.ends_on, Award.id)
        .limit(MOST)
    )


def _renewal() -> sa.Subquery:
    """Return the newest open application of each employer that renews an award."""
    return (
        sa.select(
            Application.employer_id,
            sa.func.max(Application.id).label("id"),
            sa.func.max(Application.asked_at).label("asked_at"),
        )
        .where(Application.state.in_(FILLED_IN), Application.renewal_of != "")
        .group_by(Application.employer_id)
        .subquery()
    )


def stale(today: date, days: int) -> list[Stale]:
    """Return what holders declared, or are members of, that ends within some days, soonest first.

    Pay checks that are due stand there too. Each is read in one statement.
    """
    held = sa.exists().where(Award.employer_id == Employer.id, Award.state.in_(CURRENT))
    until = today + timedelta(days=days)
    found = [*_declared(held, until), *_member(held, until), *_pay(held, today)]
    return sorted(found, key=lambda one: (one.on, one.employer.id, one.what))[:MOST]


def _declared(held: Any, until: date) -> list[Stale]:
    newer = aliased(Declared)
    said_since = sa.exists().where(
        newer.employer_id == Declared.employer_id,
        newer.metric == Declared.metric,
        newer.id > Declared.id,
    )
    rows = session.execute(
        sa.select(Employer, Declared.metric, Declared.until)
        .join(Declared, Declared.employer_id == Employer.id)
        .where(held, Declared.until <= until, Declared.source != Said.NOT_APPLICABLE)
        .where(sa.not_(said_since))
        .order_by(Declared.until, Declared.id)
        .limit(MOST)
    ).all()
    version = schemes.in_force(clock.today()) if rows else None
    names = (
        {one.code: one.one for one in schemes.ready(version).metrics.values()} if version else {}
    )
    return [
        Stale(row[0], names.get(row.metric, row.metric).capitalize(), row.until) for row in rows
    ]


def _member(held: Any, until: date) -> list[Stale]:
    rows = session.scalars(
        sa.select(Employer)
        .where(held, Employer.disability_confident_until <= until)
        .order_by(Employer.disability_confident_until, Employer.id)
        .limit(MOST)
    )
    return [
        Stale(one, "Disability Confident membership", one.disability_confident_until)
        for one in rows
        if one.disability_confident_until
    ]


def _pay(held: Any, today: date) -> list[Stale]:
    rows = session.execute(
        sa.select(Employer, sa.func.min(CheckDue.due_on).label("on"), sa.func.count().label("n"))
        .join(CheckDue, CheckDue.employer_id == Employer.id)
        .where(held, CheckDue.closed_at.is_(None), CheckDue.due_on <= today)
        .group_by(Employer.id)
        .order_by(sa.func.min(CheckDue.due_on), Employer.id)
        .limit(MOST)
    ).all()
    return [Stale(row[0], f"{plural(row.n, 'fair pay check')} due", row.on) for row in rows]


def waiting_count() -> sa.Select[Any]:
    """Return the select of how many awards need somebody, for the menu."""
    return (
        sa.select(sa.func.count())
        .select_from(Award)
        .where(
            sa.or_(
                _is(State.SUSPENDED),
                sa.and_(_is(State.CONFIRMED), Award.review_ref != ""),
                sa.and_(_is(State.CONFIRMED), Award.badge_id.is_(None)),
            )
        )
    )


def _is(state: State) -> Any:
    """Ask with the word itself: indexes pick awards by state, and each time a value is bound to
    such a question SQLite plans the whole statement anew, that of the menu on every page.
    """
    return Award.state == sa.literal_column(repr(state.value))
