"""What somebody holds, and who would take it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from crm.core import features
from crm.core.db import session
from crm.core.features import Owned
from crm.employers.models import Employer, Standing
from crm.handover.rules import Held, How, Step, split, taken
from crm.people.models import Person


@dataclass(frozen=True)
class Book:
    """All that a person holds: employers, and of each kind that a feature declares the open rows.

    ``owners`` says whose the employers of those rows are that do not belong to the leaver.
    """

    held: Sequence[Held]
    steps: Mapping[int, Sequence[Step]]
    owners: Mapping[int, int | None]

    @property
    def empty(self) -> bool:
        """Say whether there is nothing to hand over."""
        return not (self.held or self.steps)

    @property
    def titles(self) -> list[str]:
        """Return the names of the kinds held."""
        kinds = features.installed("owned")
        return [kinds[n].title for n in self.steps]

    def mark(self) -> str:
        """Return a few characters that change when the book does."""
        return hashlib.sha256(repr((self.held, self.steps)).encode()).hexdigest()[:16]


def holders() -> Sequence[tuple[str, str]]:
    """Return everybody on the staff list by name, also who has left, as ``(id, name)``."""
    rows = session.execute(sa.select(Person.id, Person.name).order_by(Person.name, Person.id))
    return [(str(row.id), row.name) for row in rows]


def takers(but: int | None) -> Sequence[tuple[str, str]]:
    """Return the active staff who edit employers, by name, but one."""
    rows = session.scalars(
        sa.select(Person).where(Person.locked_at.is_(None)).order_by(Person.name, Person.id)
    )
    return [(str(p.id), p.name) for p in rows if p.id != but and p.role.value != "auditor"]


def book(person_id: int) -> Book:
    """Return what a person holds, in three statements."""
    rows = session.execute(
        sa.select(Employer.id, Standing.district_code)
        .outerjoin(Standing, Standing.employer_id == Employer.id)
        .where(Employer.owner_id == person_id)
        .order_by(Employer.name_key, Employer.id)
    )
    held = [Held(row[0], row[1] or "") for row in rows]
    steps = _steps(person_id)
    elsewhere = {one.employer_id for part in steps.values() for one in part if one.employer_id}
    elsewhere -= {one.employer_id for one in held}
    return Book(held, steps, _owners(elsewhere) if elsewhere else {})


def _steps(person_id: int) -> dict[int, list[Step]]:
    kinds = features.installed("owned")
    if not kinds:
        return {}
    parts = [_open(n, kind, person_id) for n, kind in enumerate(kinds)]
    found: dict[int, list[Step]] = {}
    for kind, *step in session.execute(sa.union_all(*parts).order_by("kind", "row_id")):
        found.setdefault(kind, []).append(Step(*step))
    return found


def _open(n: int, kind: Owned, person_id: int) -> sa.Select[Any]:
    nobody, nowhere = sa.cast(sa.null(), sa.Integer), sa.literal("")
    return sa.select(
        sa.literal(n).label("kind"),
        kind.owner.class_.id.label("row_id"),
        nobody if kind.employer is None else kind.employer,
        nowhere if kind.district is None else kind.district,
        nobody if kind.but is None else kind.but,
    ).where(kind.owner == person_id, kind.is_open())


def _owners(employer_ids: set[int]) -> dict[int, int | None]:
    active = sa.and_(Person.id == Employer.owner_id, Person.locked_at.is_(None))
    rows = session.execute(
        sa.select(Employer.id, Person.id)
        .outerjoin(Person, active)
        .where(Employer.id.in_(employer_ids))
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class Plan:
    """Who takes what: person ids by employer, and by row of each kind held."""

    employers: Mapping[int, int]
    steps: Mapping[int, Mapping[int, int]]

    def shares(self) -> list[tuple[int, list[int]]]:
        """Return each person's counts, employers and then each kind; who takes most first."""
        parts = [list(part.values()) for part in (self.employers, *self.steps.values())]
        people = {person for part in parts for person in part}
        found = [(person, [part.count(person) for part in parts]) for person in people]
        return sorted(found, key=lambda pair: ([-count for count in pair[1]], pair[0]))


def plan(found: Book, people: Sequence[int], how: How) -> Plan:
    """Return who takes what, as ``rules.taken`` says for each kind."""
    employers = split(found.held, people, how)
    kinds = {
        kind: taken(part, people, found.held, employers, found.owners)
        for kind, part in found.steps.items()
    }
    return Plan(employers, kinds)
