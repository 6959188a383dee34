"""How often an employer was approached lately, by anybody and by mailings: before the next time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from crm.activity.models import Activity, ContactCap
from crm.activity.rules import Kind, free_again_on, in_window, say_day
from crm.core import clock, formats
from crm.core.calendar import london_date
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.features import installed
from crm.people.models import Person

LAST = 5
MOST = 60
AT_ONCE = 400


@dataclass(frozen=True)
class Touch:
    """One time somebody was approached: when, how and by whom."""

    at: datetime
    what: str
    who: str


@dataclass(frozen=True)
class Load:
    """What an employer was asked lately, the newest first, and the cap in force."""

    touches: Sequence[Touch]
    contacts: int
    days: int

    @property
    def last(self) -> Sequence[Touch]:
        """Return the last five."""
        return self.touches[:LAST]

    def count(self, on: date) -> int:
        """Return how many lie in the days of the cap that end on a day."""
        return in_window((london_date(t.at) for t in self.touches), on, self.days)

    def over(self, on: date) -> bool:
        """Return whether one more on that day goes over the cap."""
        return 0 < self.contacts <= self.count(on)

    def free_on(self) -> date | None:
        """Return the first day on which one more keeps to the cap."""
        return free_again_on([london_date(t.at) for t in self.touches], self.contacts, self.days)

    def and_one(self, what: str, at: datetime) -> "Load":
        """Return the load after one more contact, such as the one being logged."""
        return replace(self, touches=[Touch(at, what, ""), *self.touches])

    def words(self, on: date) -> str:
        """Return ``3 contacts in 10 days already``."""
        return _already(self.count(on), self.days)

    def refuse(self, on: date, reason: str) -> None:
        """Raise ``RuleBroken`` when one more on that day goes over the cap without a reason."""
        if self.over(on) and not reason.strip():
            free = self.free_on()
            later = f", or choose {say_day(free)} or later" if free else ""
            raise RuleBroken(
                f"{self.words(on)}, the cap is {self.contacts}. Say why one more{later}.",
                "cap_reason",
            )


def cap_on(today: date) -> ContactCap | None:
    """Return the cap in force on a day."""
    return session.scalar(
        sa.select(ContactCap)
        .where(ContactCap.from_on <= today)
        .order_by(ContactCap.from_on.desc())
        .limit(1)
    )


def load_of(employer_id: int) -> Load:
    """Return the load of one employer."""
    return loads([employer_id])[employer_id]


def loads(employer_ids: Iterable[int]) -> dict[int, Load]:
    """Return the load of some employers, in two statements."""
    ids = sorted(set(employer_ids))
    cap = cap_on(clock.today())
    contacts, days = (cap.contacts, cap.days) if cap else (0, 0)
    found: defaultdict[int, list[Touch]] = defaultdict(list)
    every = _every(ids, None)
    newest = sa.select(every).order_by(every.c.at.desc()).limit(MOST * len(ids))
    for row in session.execute(newest) if ids else ():
        found[row.employer_id].append(Touch(row.at, row.what, row.who))
    return {i: Load(found[i], contacts, days) for i in ids}


def often(employer_ids: Iterable[int], today: date) -> dict[int, str]:
    """Return for each employer at the cap what was counted: contacts and mailings together."""
    cap = cap_on(today)
    if cap is None:
        return {}
    ids = sorted(set(employer_ids))
    since = clock.now() - timedelta(days=cap.days)
    counts: dict[int, int] = {}
    for start in range(0, len(ids), AT_ONCE):
        every = _every(ids[start : start + AT_ONCE], since)
        number = sa.select(every.c.employer_id, sa.func.count()).group_by(every.c.employer_id)
        counts |= {row[0]: row[1] for row in session.execute(number)}
    return {
        employer_id: _already(number, cap.days)
        for employer_id, number in counts.items()
        if number >= cap.contacts
    }


def contacts_made(employer_ids: Sequence[int], since: datetime | None) -> Any:
    """Return what officers did with these employers; a note is no contact."""
    chosen = (
        sa.select(
            Activity.employer_id.label("employer_id"),
            Activity.happened_at.label("at"),
            sa.cast(Activity.kind, sa.Text).label("what"),
            Person.name.label("who"),
        )
        .join(Person, Person.id == Activity.by_id)
        .where(Activity.employer_id.in_(employer_ids), Activity.kind != Kind.NOTE)
    )
    return chosen.where(Activity.happened_at >= since) if since else chosen


def _already(number: int, days: int) -> str:
    return f"{formats.plural(number, 'contact')} in {days} days already"


def _every(ids: Sequence[int], since: datetime | None) -> Any:
    return sa.union_all(*(select(ids, since) for select in installed("touches"))).subquery()
