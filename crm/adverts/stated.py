"""What an advert states, as it was read: certain things as values, the rest as its own words."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Unreadable(ValueError):
    """The file is refused as a whole; the message says why and what to do."""


class Unit(StrEnum):
    """What stretch of work an amount of pay is for; a day has no pay basis here."""

    HOUR = "HOUR"
    DAY = "DAY"
    WEEK = "WEEK"
    FOUR_WEEKS = "FOUR WEEKS"
    MONTH = "MONTH"
    YEAR = "YEAR"


@dataclass(frozen=True)
class Doubt:
    """Something that was not taken over as it stands: which field, and why in a sentence."""

    field: str
    words: str


@dataclass(frozen=True)
class PayRead:
    """Pounds for one ``unit``; ``doubt`` says why they must not be taken for certain."""

    low: Decimal | None = None
    high: Decimal | None = None
    unit: Unit | None = None
    text: str = ""
    doubt: str = ""

    @property
    def certain(self) -> bool:
        """Return whether amount and unit can be taken over without asking."""
        return self.low is not None and self.unit not in (None, Unit.DAY) and not self.doubt


@dataclass(frozen=True)
class HoursRead:
    """Hours a week, the days and the times of day, as far as they are certain."""

    low: Decimal | None = None
    high: Decimal | None = None
    weekdays: tuple[str, ...] = ()
    starts_at: str = ""
    ends_at: str = ""
    text: str = ""


@dataclass(frozen=True)
class Advert:
    """One vacancy as a page or feed states it; ``where`` says in which part of the file.

    ``key`` is the same whenever the same advert is read again, "" when nothing identifies it.
    ``organisation`` identifies the employer within its source: a school's number or a name.
    """

    title: str
    where: str
    employer: str = ""
    organisation: str = ""
    key: str = ""
    url: str = ""
    address: str = ""
    town: str = ""
    postcode: str = ""
    contract: str = ""
    pattern: str = ""
    pay: PayRead = PayRead()
    hours: HoursRead = HoursRead()
    posted_on: date | None = None
    starts_on: date | None = None
    closes_on: date | None = None
    description: str = ""
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class Reading:
    """All adverts of one file, and sentences on what could not be read as a whole."""

    adverts: list[Advert] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
