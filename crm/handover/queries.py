"""What somebody holds, and who would take it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from crm.core.db import session
from crm.employers.models import Employer, Standing
from crm.followups.models import FollowRule, FollowUp
from crm.handover.rules import Held, How, split
from crm.people.models import Person

Pairs = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Book:
    """All that a person holds: employers, open follow-ups and repeating ones.

    Follow-ups come as ``(id, employer_id)``; ``owners`` says whose the employers are that do not
    belong to the leaver.
    """

    held: Sequence[Held]
    follow_ups: Pairs
    rules: Pairs
    owners: Mapping[int, int | None]

    @property
    def empty(self) -> bool:
        """Say whether there is nothing to hand over."""
        return not (self.held or self.follow_ups or self.rules)

    def mark(self) -> str:
        """Return a few characters that change when the book does."""
        parts = (len(self.held), len(self.follow_ups), len(self.rules))
        last = max((row_id for row_id, _ in self.follow_ups), default=0)
        held = sum(one.employer_id for one in self.held)
        return "-".join(str(part) for part in (*parts, last, held))


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
    """Return what a person holds, in four statements."""
    held = session.execute(
        sa.select(Employer.id, Standing.district_code)
        .outerjoin(Standing, Standing.employer_id == Employer.id)
        .where(Employer.owner_id == person_id)
        .order_by(Employer.name_key, Employer.id)
    )
    found = [Held(row[0], row[1] or "") for row in held]
    steps = _pairs(FollowUp, person_id, FollowUp.closed_at.is_(None))
    rules = _pairs(FollowRule, person_id, FollowRule.ended_at.is_(None))
    elsewhere = {employer_id for _, employer_id in (*steps, *rules)}
    elsewhere -= {one.employer_id for one in found}
    owners: dict[int, int | None] = {}
    if elsewhere:
        wanted = sa.select(Employer.id, Person.id).outerjoin(
            Person, sa.and_(Person.id == Employer.owner_id, Person.locked_at.is_(None))
        )
        rows = session.execute(wanted.where(Employer.id.in_(elsewhere)))
        owners = {row[0]: row[1] for row in rows}
    return Book(found, steps, rules, owners)


def _pairs(kind: type[FollowUp] | type[FollowRule], person_id: int, is_open: object) -> Pairs:
    rows = session.execute(
        sa.select(kind.id, kind.employer_id)
        .where(kind.owner_id == person_id, is_open)  # type: ignore[arg-type]
        .order_by(kind.id)
    )
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True)
class Share:
    """What one person takes."""

    person_id: int
    employers: int
    follow_ups: int
    rules: int


@dataclass(frozen=True)
class Plan:
    """Who takes what: person ids by the id of the employer, follow-up or repeating one."""

    employers: Mapping[int, int]
    follow_ups: Mapping[int, int]
    rules: Mapping[int, int]

    def shares(self) -> list[Share]:
        """Return the counts by person, who takes most first."""
        parts = [Counter(part.values()) for part in (self.employers, self.follow_ups, self.rules)]
        people = sorted(set().union(*parts), key=lambda p: (-parts[0][p], -parts[1][p], p))
        return [Share(p, *(part[p] for part in parts)) for p in people]


def plan(found: Book, people: Sequence[int], how: How) -> Plan:
    """Return who takes what. A step goes with its employer, else to that employer's own owner.

    Steps with an employer that nobody holds are dealt out in turn.
    """
    employers = split(found.held, people, how)

    def taken(pairs: Pairs) -> dict[int, int]:
        return {
            row_id: employers.get(employer_id)
            or found.owners.get(employer_id)
            or people[n % len(people)]
            for n, (row_id, employer_id) in enumerate(pairs)
        }

    return Plan(employers, taken(found.follow_ups), taken(found.rules))
