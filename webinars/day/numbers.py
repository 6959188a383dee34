"""The numbers of webinars that a manager sets: what each is for and how far it may go. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple, Protocol, TypeVar


class Number(NamedTuple):
    """One number: its words, its unit and the least and most it may be."""

    label: str
    unit: str
    least: int
    most: int


NUMBERS: Mapping[str, Number] = {
    "raw_days": Number("Attendance files are kept for", "days", 1, 365),
    "recording_days": Number("A recording can be watched for", "days", 1, 730),
    "survey_days": Number("The survey can be answered for", "days after the webinar", 1, 90),
    "window_short": Number("What came of it: short window", "days after the webinar", 1, 365),
    "window_middle": Number("What came of it: middle window", "days after the webinar", 1, 730),
    "window_long": Number("What came of it: long window", "days after the webinar", 1, 1095),
    "least": Number("Counts smaller than this are not shown", "", 2, 20),
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
