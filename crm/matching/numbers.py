"""The numbers of matching that a manager sets: what each is for and how far it may go. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from crm.matching.rules import LINES, Limits

WEIGHT = "weight."


class Number(NamedTuple):
    """One number: its words, its unit and the least and most it may be."""

    label: str
    unit: str
    least: int
    most: int


NUMBERS: Mapping[str, Number] = {
    "days_over": Number("Days that do not suit, still a stretch", "days", 0, 6),
    "minutes_over": Number("Minutes too early or too late, still a stretch", "minutes", 0, 240),
    "hours_over": Number("Hours a week apart, still a stretch", "hours", 0, 20),
    "miles_over": Number("Miles too far, still a stretch", "miles", 0, 50),
    "tasks_over": Number("Tasks that might be carved off, still a stretch", "tasks", 0, 5),
    "pence_under": Number("Pay below what is wanted, still a stretch", "pence an hour", 0, 500),
    "road_percent": Number(
        "The way by road, in per cent of the straight line", "per cent", 100, 300
    ),
    "walk_mph": Number("Walking", "miles an hour", 1, 6),
    "cycle_mph": Number("Cycling", "miles an hour", 3, 20),
    "bus_mph": Number("By bus, with waiting", "miles an hour", 3, 40),
    "car_mph": Number("By car", "miles an hour", 5, 60),
    **{f"{WEIGHT}{line.code}": Number(f"Weight of “{line.title}”", "", 1, 9) for line in LINES},
}


class Dated(Protocol):
    """A row that sets one number from a day on."""

    name: str
    value: int
    from_on: date


D = TypeVar("D", bound=Dated)


def in_force(rows: Iterable[D], on: date) -> dict[str, D]:
    """Return the row of each number that counts on a day: the newest that has begun."""
    found: dict[str, D] = {}
    for row in sorted(rows, key=lambda row: row.from_on):
        if row.from_on <= on and row.name in NUMBERS:
            found[row.name] = row
    return found


def limits(rows: Sequence[Dated], on: date) -> Limits:
    """Return the limits that count on a day; the product ships one row for each number."""
    values = {name: row.value for name, row in in_force(rows, on).items()}
    weights = {line.code: values.pop(f"{WEIGHT}{line.code}") for line in LINES}
    return Limits(**values, weights=weights)
