"""What is due, for whom, and what the week held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import contains_eager, joinedload

from crm.activity.models import Activity, real_contact
from crm.core import calendar, clock, pages, search
from crm.core.db import session
from crm.core.pages import Order, Page
from crm.employers.conditions import no_next_step
from crm.employers.models import Employer, Standing
from crm.followups import cover
from crm.followups.models import Away, FollowUp
from crm.followups.rules import Ended
from crm.reference import queries as reference

SHOWN = 20
SHOWN_UNPLANNED = 5
MOST_COUNTED = 100
RECENT = timedelta(days=90)
IS_OPEN = FollowUp.closed_at.is_(None)
BY_DAY = (FollowUp.due_on, FollowUp.due_time, FollowUp.id)


@dataclass(frozen=True)
class Section:
    """Some follow-ups of Today: the oldest rows, and how many there are."""

    rows: Sequence[Any]
    total: int


Sections = Mapping[str, Section]


def due_sections(owner_id: int, today: date, until: date) -> Sections:
    """Return a person's open follow-ups that are overdue, due today and due by ``until``.

    What waits on others stands apart until its day has come. What they cover is theirs meanwhile.
    """
    owners = [owner_id, *cover.covered(owner_id, today)]
    asked = {"owner": owner_id, "owners": owners, "today": today, "until": until}
    found = session.execute(_sections(), asked).all()
    for row in found:
        row.FollowUp.away = Away(row.shown, row.until, row.cover)
    return {
        name: Section(
            [row.FollowUp for row in found if row.part == name],
            next((row.total for row in found if row.part == name), 0),
        )
        for name in ("overdue", "today", "later", "waiting")
    }


@cache
def _sections() -> sa.Select[Any]:
    """Return the statement behind Today; built once, like the others of that page."""
    on: Any = sa.bindparam("today", type_=sa.Date)
    owner: Any = sa.bindparam("owner", type_=sa.Integer)
    shown = cover.shown_on(FollowUp.owner_id, FollowUp.due_on, FollowUp.due_time)
    waits = FollowUp.waiting_for != ""
    part = sa.case(
        (shown < on, "overdue"), (shown == on, "today"), (waits, "waiting"), else_="later"
    )
    by_day = (shown, FollowUp.due_time, FollowUp.id)
    ranked = (
        sa.select(
            FollowUp.id,
            part.label("part"),
            sa.func.row_number().over(partition_by=part, order_by=by_day).label("rank"),
            sa.func.count().over(partition_by=part).label("total"),
        )
        .where(
            FollowUp.owner_id.in_(sa.bindparam("owners", expanding=True)),
            cover.acting(FollowUp.owner_id, FollowUp.due_on, on) == owner,
            # Nothing is shown before it is due: this spares the many that are not due the question.
            sa.or_(FollowUp.due_on <= sa.bindparam("until"), waits),
            sa.or_(shown <= sa.bindparam("until"), waits),
            IS_OPEN,
        )
        .subquery()
    )
    return (
        sa.select(ranked.c.part, ranked.c.total, FollowUp, *_away(on))
        .join(ranked, ranked.c.id == FollowUp.id)
        .join(FollowUp.employer)
        .join(FollowUp.owner)
        .options(contains_eager(FollowUp.employer), contains_eager(FollowUp.owner))
        .where(ranked.c.rank <= SHOWN)
        .order_by(*BY_DAY)
    )


def _away(today: Any) -> tuple[Any, Any, Any]:
    return cover.told(FollowUp.owner_id, FollowUp.due_on, today, FollowUp.due_time)


def is_for(person: Any, today: Any) -> Any:
    """Return the condition that a follow-up waits for this person: their own, or covered."""
    return sa.and_(
        cover.perhaps(FollowUp.owner_id, person, today),
        cover.acting(FollowUp.owner_id, FollowUp.due_on, today) == person,
    )


@dataclass(frozen=True)
class Week:
    """What one person did since Monday."""

    contacts: int
    face_to_face: int
    with_hirers: int


def week_of(person_id: int, today: date) -> Week:
    """Return a person's tally since Monday morning in London; only real contact counts."""
    monday = today - timedelta(days=today.weekday())
    start = calendar.utc_from_london(datetime.combine(monday, time()))

    return Week(*session.execute(_week(), {"person": person_id, "start": start}).one())


@cache
def _week() -> sa.Select[Any]:
    def tally(*more: Any) -> Any:
        return sa.func.coalesce(sa.func.sum(sa.case((sa.and_(real_contact(), *more), 1))), 0)

    return sa.select(
        tally(), tally(Activity.face_to_face), tally(Activity.hiring_authority.is_(True))
    ).where(Activity.by_id == sa.bindparam("person"), Activity.happened_at >= sa.bindparam("start"))


@dataclass(frozen=True)
class Unplanned:
    """Some of a person's employers without a next step, and how many there are, to 100."""

    employers: Sequence[Any]
    total: int


def without_next_step(owner_id: int) -> Unplanned:
    """Return a person's employers that wait for nothing; lost and paused ones are left out."""
    rows = session.execute(_unplanned(), {"owner": owner_id}).all()
    return Unplanned(rows, rows[0].total if rows else 0)


@cache
def _unplanned() -> sa.Select[Any]:
    chosen = (
        sa.select(Employer.id, Employer.name, Employer.name_key)
        .join(Standing, Standing.employer_id == Employer.id)
        .where(
            Employer.owner_id == sa.bindparam("owner"),
            Employer.stage_code != "paused",
            no_next_step(),
        )
    )
    limited = chosen.limit(MOST_COUNTED).subquery()
    total = sa.select(sa.func.count()).select_from(limited).scalar_subquery()
    return (
        chosen.add_columns(total.label("total"))
        .order_by(Employer.name_key, Employer.id)
        .limit(SHOWN_UNPLANNED)
    )


FILTERS = {"whose": "For", "state": "State", "due": "Due"}
OLDEST_FIRST = Order((FollowUp.due_on, FollowUp.id), lambda row: (row.due_on, row.id))
CLOSED_LAST = Order(
    (FollowUp.closed_at, FollowUp.id), lambda row: (row.closed_at, row.id), descending=True
)


def page(asked: Mapping[str, str], person_id: int, today: date) -> Page[Any]:
    """Return the page of follow-ups the query string asks for: open ones first due first."""
    ended = {how.value: how for how in Ended}.get(asked.get("state", ""))
    statement = (
        sa.select(FollowUp)
        .join(FollowUp.employer)
        .join(FollowUp.owner)
        .options(contains_eager(FollowUp.employer), contains_eager(FollowUp.owner))
        .where(FollowUp.ended == ended if ended else IS_OPEN)
    )
    if asked.get("whose") != "all":
        mine = sa.or_(FollowUp.owner_id == person_id, is_for(sa.literal(person_id), today))
        statement = statement.where(mine if not ended else FollowUp.owner_id == person_id)
    due = {
        "overdue": FollowUp.due_on < today,
        "today": FollowUp.due_on == today,
        "week": FollowUp.due_on.between(today, today + timedelta(days=7)),
        "waiting": FollowUp.waiting_for != "",
    }
    if asked.get("due") in due:
        statement = statement.where(due[asked["due"]])
    if ended:
        return pages.page(statement, CLOSED_LAST)
    found = pages.page(statement, OLDEST_FIRST)
    by_hour = sorted(found.rows, key=lambda row: (row.due_on, row.due_time, row.id))
    return replace(found, rows=by_hour)


def followup_or_404(row_id: int) -> FollowUp:
    """Return one follow-up with its employer and owner, or answer 404."""
    row: FollowUp | None = session.scalar(
        sa.select(FollowUp)
        .options(joinedload(FollowUp.employer), joinedload(FollowUp.owner))
        .where(FollowUp.id == min(row_id, 2**31 - 1))
    )
    if row is None:
        abort(404)
    return row


def employers_to_log(person_id: int, query: str, *, most: int = 10) -> Sequence[Any]:
    """Return employers that match; else this person's for today, then those last in touch with."""
    chosen = sa.select(Employer.id, Employer.name, Standing.place).join(
        Standing, Standing.employer_id == Employer.id
    )
    if query:
        kind = next(k for k in search.kinds() if k.model is Employer)
        found = search.matching(kind, query)
        chosen = chosen.where(sa.false() if found is None else Employer.id.in_(found))
        return session.execute(chosen.order_by(Employer.name_key, Employer.id).limit(most)).all()
    newest = (
        sa.select(Activity.employer_id, sa.func.max(Activity.happened_at).label("at"))
        .where(Activity.by_id == person_id, Activity.happened_at > clock.now() - RECENT)
        .group_by(Activity.employer_id)
        .subquery()
    )
    work_on = calendar.roll_forward(clock.today(), reference.holidays())
    soon = Standing.next_on.between(clock.today(), work_on)
    today = chosen.where(Employer.owner_id == person_id, soon)
    recent = chosen.join(newest, newest.c.employer_id == Employer.id)
    parts = today.order_by(Employer.name_key), recent.order_by(newest.c.at.desc(), Employer.id)
    rows = [row for part in parts for row in session.execute(part.limit(most))]
    return list({row.id: row for row in rows}.values())[:most]


def open_of(employer_id: int, *, most: int = 6) -> Sequence[FollowUp]:
    """Return an employer's open follow-ups, the first due first."""
    asked = {"employer": employer_id, "most": most, "today": clock.today()}
    found = session.execute(_open_of(), asked).all()
    for row in found:
        row.FollowUp.away = Away(row.shown, row.until, row.cover)
    return [row.FollowUp for row in found]


@cache
def _open_of() -> sa.Select[Any]:
    return (
        sa.select(FollowUp, *_away(sa.bindparam("today", type_=sa.Date)))
        .join(FollowUp.owner)
        .options(contains_eager(FollowUp.owner))
        .where(FollowUp.employer_id == sa.bindparam("employer"), IS_OPEN)
        .order_by(*BY_DAY)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )
