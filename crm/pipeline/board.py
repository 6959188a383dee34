"""The board: a column for each stage, with its first cards and its true count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from crm.core.db import session
from crm.employers.models import Employer, Standing

#: Cards in one column; the rest is one link away, so that the page stays the same size.
SHOWN = 8
NOBODY = "none"
EVERYBODY = "all"


@dataclass(frozen=True)
class Card:
    """One employer on the board, with its next step and how long it stands there."""

    id: int
    name: str
    next_on: date
    next_title: str
    stage_on: date | None
    place: str
    tier: str

    @property
    def ref(self) -> str:
        """Return the short reference, like E-00042."""
        return f"E-{self.id:05d}"


@dataclass(frozen=True)
class Column:
    """One stage: its first cards, the soonest next step on top, and how many there are in all."""

    code: str
    name: str
    cards: Sequence[Card]
    total: int


FACTS = (
    Employer.id,
    Employer.name,
    Standing.next_on,
    Standing.next_title,
    Standing.stage_on,
    Standing.place,
    Employer.tier,
)


def columns(stages: dict[str, str], owner: str, tier: str) -> list[Column]:
    """Return the board of one owner's employers (by id, or nobody's, or everybody's).

    It takes two statements. Everybody's cards come in order from the index by stage and next step.
    """
    parts = [_first(code, owner, tier) for code in stages]
    rows = session.execute(sa.union_all(*parts)).all()
    counts = dict(_counts(owner, tier))
    found: dict[str, list[Any]] = {code: [] for code in stages}
    for row in rows:
        found[row[0]].append(row)
    return [
        Column(code, name, _cards(found[code]), counts.get(code, 0))
        for code, name in stages.items()
    ]


def _cards(rows: Sequence[Any]) -> list[Card]:
    return [Card(*row[1:]) for row in sorted(rows, key=lambda row: (row.next_on, row.id))]


def _first(code: str, owner: str, tier: str) -> Any:
    chosen = sa.select(sa.literal(code).label("code"), *FACTS).join(
        Standing, Standing.employer_id == Employer.id
    )
    by_owner = owner not in (EVERYBODY, NOBODY)
    at_stage = Employer.stage_code == code if by_owner else Standing.stage_code == code
    chosen = chosen.where(at_stage, *_conditions(owner, tier))
    first = chosen.order_by(Standing.next_on, Standing.employer_id).limit(SHOWN).subquery()
    return sa.select(first)


def _counts(owner: str, tier: str) -> Any:
    return session.execute(
        sa.select(Employer.stage_code, sa.func.count())
        .where(*_conditions(owner, tier))
        .group_by(Employer.stage_code)
    ).all()


def _conditions(owner: str, tier: str) -> list[Any]:
    found: list[Any] = []
    if owner == NOBODY:
        found.append(Employer.owner_id.is_(None))
    elif owner != EVERYBODY:
        found.append(Employer.owner_id == int(owner))
    if tier:
        found.append(Employer.tier == tier)
    return found
