"""Questions about employers, answered for the pages that show them."""

import re
from collections import namedtuple
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from crm.core import pages, search
from crm.core.db import session
from crm.core.journal import Entry, Operation
from crm.core.pages import Order, Page
from crm.employers.conditions import condition
from crm.employers.merges import lead_on
from crm.employers.models import Contact, Employer, Site, Stage, Standing
from crm.people.models import Person


def find_by_ref(ref: str) -> Employer | None:
    """Return the employer called ``E-00042``, with owner and stage."""
    match = re.fullmatch(r"E-([0-9]{5,9})", ref, re.ASCII)
    if match is None:
        return None
    found: Employer | None = session.scalar(_employer(), {"employer": int(match[1])})
    return found


@cache
def _employer() -> sa.Select[Any]:
    """Return the statement; built once, as is all that the page of an employer asks."""
    return (
        sa.select(Employer)
        .options(joinedload(Employer.owner), joinedload(Employer.stage))
        .where(Employer.id == sa.bindparam("employer"))
    )


def employer_or_404(ref: str) -> Employer:
    """Return the employer called ``ref``, or answer 404."""
    found = find_by_ref(ref)
    if found is None or found.ref != ref:
        lead_on(ref)
    return found


@dataclass(frozen=True)
class Group:
    """The group of an employer: the name of its head, and what all of it holds in sum."""

    head: str
    size: int
    openings: int
    in_work: int


@dataclass(frozen=True)
class Record:
    """An employer with the facts that stand at the head of its page."""

    employer: Employer
    standing: Standing | None
    sites: Sequence[Site]
    group: Group
    before: int | None = None
    after: int | None = None


def record_or_404(
    ref: str, beside: Callable[[int], Sequence[Any]] = lambda _employer_id: ()
) -> Record:
    """Return the employer with its head facts in one statement, or answer 404.

    ``beside`` takes its id and returns more columns: its neighbours in a list.
    """
    match = re.fullmatch(r"E-([0-9]{5,9})", ref, re.ASCII)
    if match is None:
        lead_on(ref)
    employer_id = int(match[1])
    statement = _record().add_columns(*more) if (more := beside(employer_id)) else _record()
    rows = session.execute(statement, {"employer": employer_id}).all()
    if not rows or rows[0][0].ref != ref:
        lead_on(ref)
    employer, standing, _, head, *more = rows[0]
    group = Group(head or employer.name, *more[:3])
    return Record(employer, standing, [row[2] for row in rows if row[2]], group, *more[3:])


@cache
def _record() -> Any:
    head, one, its = aliased(Employer), aliased(Employer), aliased(Standing)
    head_id = sa.func.coalesce(Employer.parent_id, Employer.id)
    size = sa.select(sa.func.count()).select_from(one).where(one.parent_id == head_id)

    def group(figure: Any) -> Any:
        # The head and the others apart: asked with "or", SQLite reads every employer.
        of_head = sa.select(figure).where(its.employer_id == head_id)
        of_others = (
            sa.select(sa.func.sum(figure))
            .join(one, one.id == its.employer_id)
            .where(one.parent_id == head_id)
        )
        return _figure(of_head) + _figure(of_others)

    return (
        sa.select(
            Employer,
            Standing,
            Site,
            head.name,
            1 + _figure(size),
            group(its.openings),
            group(its.in_work),
        )
        .outerjoin(head, head.id == Employer.parent_id)
        .options(joinedload(Employer.owner), joinedload(Employer.stage))
        .outerjoin(Standing, Standing.employer_id == Employer.id)
        .outerjoin(Site, Site.employer_id == Employer.id)
        .where(Employer.id == sa.bindparam("employer"))
        .order_by(Site.is_main.desc(), Site.id)
        .limit(MOST_SITES)
    )


def _figure(statement: sa.Select[Any]) -> Any:
    return sa.func.coalesce(statement.correlate(Employer).scalar_subquery(), 0)


MOST_SITES = 100
ROW = (
    Employer.id,
    Employer.name,
    Employer.name_key,
    Employer.size_band,
    Employer.sic_section,
    Employer.tier,
    Standing.place,
    Standing.district_code,
    Standing.district_certainty,
    Standing.next_on,
    Standing.next_title,
    Standing.last_contact_on,
    Standing.spoken_on,
    Standing.quiet_on,
    Standing.openings,
    Standing.in_work,
    Standing.level,
    Standing.award_level,
    Standing.stage_on,
    Employer.stage_code,
    Stage.name.label("stage"),
    Person.name.label("owner"),
)
#: A row of the list as Python's own tuple: the template asks twenty values of each.
Listed = namedtuple("Listed", [column.key for column in ROW])  # type: ignore[misc]
NAME = Order((Employer.name_key, Employer.id), lambda row: (row.name_key, row.id))
NEXT = Order((Standing.next_on, Standing.employer_id), lambda row: (row.next_on, row.id))
SPOKEN = Order((Standing.spoken_on, Standing.employer_id), lambda row: (row.spoken_on, row.id))
QUIET = Order((Standing.quiet_on, Standing.employer_id), lambda row: (row.quiet_on, row.id))
AGE = Order((Standing.stage_on, Standing.employer_id), lambda row: (row.stage_on, row.id))
OPENINGS = Order(
    (Standing.openings, Standing.employer_id), lambda row: (row.openings, row.id), descending=True
)
SORTS = {
    "name": NAME,
    "next": NEXT,
    "contact": SPOKEN,
    "quiet": QUIET,
    "age": AGE,
    "openings": OPENINGS,
}


def listing(asked: dict[str, str], query: str, today: date, districts: Sequence[str]) -> Any:
    """Return the select of the list under these filters; ``districts`` are the county's own."""
    statement = _listing()
    if query:
        kind = next(k for k in search.kinds() if k.model is Employer)
        found = search.matching(kind, query)
        statement = statement.where(sa.false() if found is None else Employer.id.in_(found))
    return statement.where(*(condition(k, v, today, districts) for k, v in asked.items()))


@cache
def _listing() -> Any:
    return (
        sa.select(*ROW)
        .join(Standing, Standing.employer_id == Employer.id)
        .join(Stage, Stage.code == Employer.stage_code)
        .outerjoin(Person, Person.id == Employer.owner_id)
    )


def page(statement: Any, sort: str) -> Page[Any]:
    """Return the page of the list that the query string asks for."""
    order = SORTS.get(sort, NAME)
    if order is AGE:  # a stage without a day has no age, and no place in a keyset
        statement = statement.where(Standing.stage_on.is_not(None))
    found = pages.page(statement, order, scalars=False)
    return replace(found, rows=[Listed._make(row) for row in found.rows])


@dataclass(frozen=True)
class Options:
    """What the filters and forms offer."""

    stages: Sequence[tuple[str, str]]
    owners: Sequence[tuple[str, str]]


def options() -> Options:
    """Return stages in order and active staff by name, in one statement."""
    rows = session.execute(_options()).all()
    found = sorted(rows, key=lambda row: (row.place, row.name.casefold()))
    return Options(
        stages=[(row.value, row.name) for row in found if row.kind == "stage"],
        owners=[(row.value, row.name) for row in found if row.kind == "owner"],
    )


@cache
def _options() -> Any:
    stages = sa.select(
        sa.literal("stage").label("kind"),
        Stage.code.label("value"),
        Stage.name.label("name"),
        Stage.position.label("place"),
    )
    owners = sa.select(
        sa.literal("owner"), sa.cast(Person.id, sa.Text), Person.name, sa.literal(0)
    ).where(Person.locked_at.is_(None))
    return sa.union_all(stages, owners)


def sites(employer_id: int) -> Sequence[Site]:
    """Return the sites, the main one first."""
    return session.scalars(_sites(), {"employer": employer_id}).all()


@cache
def _sites() -> sa.Select[Any]:
    return (
        sa.select(Site)
        .where(Site.employer_id == sa.bindparam("employer"))
        .order_by(Site.is_main.desc(), Site.id)
        .limit(100)
    )


def contacts(employer_id: int) -> Sequence[Contact]:
    """Return the contacts: those in a role first, people who hire on top, leavers last."""
    return session.scalars(_contacts(), {"employer": employer_id}).all()


@cache
def _contacts() -> sa.Select[Any]:
    return (
        sa.select(Contact)
        .where(Contact.employer_id == sa.bindparam("employer"))
        .order_by(
            Contact.to_on.is_not(None),
            sa.case((Contact.can_hire.is_(True), 0), else_=1),
            Contact.name,
            Contact.id,
        )
        .limit(100)
    )


def contacts_of(email_key: str) -> Sequence[Any]:
    """Return the contact rows of an address with employer's name, and how and when each came."""
    first = sa.and_(
        Entry.table_name == "contact", Entry.row_id == Contact.id, Entry.change == "insert"
    )
    return session.execute(
        sa.select(Contact, Employer.name, Operation.kind, Operation.at)
        .join(Employer, Employer.id == Contact.employer_id)
        .outerjoin(Entry, first)
        .outerjoin(Operation, Operation.id == Entry.operation_id)
        .where(sa.func.lower(Contact.email) == email_key)
        .order_by(Contact.id, Entry.id)
        .limit(50)
    ).all()


def next_days(ids: Sequence[int]) -> Sequence[Any]:
    """Return id and day of the next step of these employers."""
    return session.execute(
        sa.select(Standing.employer_id, Standing.next_on).where(Standing.employer_id.in_(ids))
    ).all()
