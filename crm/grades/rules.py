"""Reading grade lines, raising them, and what is wrong with a row of tables. Pure."""

import csv
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import StringIO

from crm.pay.rules import Basis, Pay, day, pennies

MOST_LINES = 300
MOST_TOLD = 8
COLUMNS = ("grade", "point", "amount", "basis", "hours")
NAMED = {
    "grade": ("grade", "band", "pay grade", "grade or band", "job", "role"),
    "point": ("point", "spine point", "scp", "step", "level", "spine column point"),
    "amount": ("amount", "salary", "pay", "rate", "annual salary", "hourly rate", "per annum"),
    "basis": ("basis", "paid for", "per", "period"),
    "hours": ("hours", "weekly hours", "hours a week", "contract hours"),
}
BASES = {
    Basis.HOURLY: ("hourly", "hour", "an hour", "per hour"),
    Basis.WEEKLY: ("weekly", "week", "a week", "per week"),
    Basis.FOUR_WEEKLY: ("four_weekly", "four weeks", "4 weeks", "every four weeks"),
    Basis.MONTHLY: ("monthly", "month", "a month", "per month"),
    Basis.ANNUAL: ("annual", "year", "a year", "per year", "yearly", "per annum"),
}
_AMOUNT = re.compile(r"£? ?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,7})(\.[0-9]{1,4})?", re.ASCII)
_HOURS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """What one grade pays, at one point of it where it has points. Pounds for ``basis``."""

    grade: str
    point: str
    amount: Decimal
    basis: Basis
    hours: Decimal | None = None

    @property
    def hourly(self) -> Decimal | None:
        """Pounds an hour to the penny over 52 weeks a year; None while the hours are not known."""
        found = Pay(self.amount, self.basis, self.hours).hourly
        return None if found is None else pennies(found)

    @property
    def name(self) -> str:
        """Say which line it is: "Grade 4, point 7"."""
        return f"{self.grade}, point {self.point}" if self.point else self.grade


class BadLines(ValueError):
    """Lines that cannot be read; the message names each with its number."""


def read_text(text: str, basis: Basis, hours: Decimal | None) -> list[Line]:
    """Read lines as they are typed, or pasted out of a spreadsheet; see ``read_rows``."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = next((mark for mark in "\t;" if mark in first), ",")
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error as error:
        raise BadLines(f"The lines cannot be read: {error}.") from error
    return read_rows(rows, basis, hours)


def read_rows(rows: Iterable[Sequence[str]], basis: Basis, hours: Decimal | None) -> list[Line]:
    """Return the lines of ``rows``: grade, point, amount, basis, hours; or as their headings say.

    ``basis`` and ``hours`` count where a line has none. Raises ``BadLines``.
    """
    places = dict(zip(COLUMNS, range(len(COLUMNS)), strict=True))
    found: list[Line] = []
    wrong: list[str] = []
    for number, row in enumerate(rows, 1):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if not found and not wrong and (named := headings(cells)):
            places = named
            continue
        try:
            found.append(_line(cells, places, basis, hours))
        except ValueError as error:
            wrong.append(f"Line {number}: {error}")
    wrong += _twice(found)
    if len(found) > MOST_LINES:
        wrong.append(f"There are {len(found)} lines; a table has {MOST_LINES} at most.")
    if wrong:
        more = len(wrong) - MOST_TOLD
        raise BadLines(" ".join([*wrong[:MOST_TOLD], *([f"And {more} more."] if more > 0 else [])]))
    if not found:
        raise BadLines("Enter a line for each grade.")
    return found


def headings(cells: Sequence[str]) -> dict[str, int] | None:
    """Return where each column stands if ``cells`` are headings; None when they are a line."""
    lower = [" ".join(cell.lower().replace("_", " ").split()) for cell in cells]
    found = {
        column: lower.index(word)
        for column, words in NAMED.items()
        for word in reversed(words)
        if word in lower
    }
    return found if {"grade", "amount"} <= set(found) else None


def _line(
    cells: Sequence[str], places: dict[str, int], basis: Basis, hours: Decimal | None
) -> Line:
    if len(cells) > max(len(places), max(places.values()) + 1):
        raise ValueError("it has too many cells. Put an amount with a comma in quotation marks.")
    told = {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
    if not told["grade"]:
        raise ValueError("the grade is missing.")
    if len(told["grade"]) > 80 or len(told.get("point", "")) > 40:
        raise ValueError("a grade has 80 characters at most, a point 40.")
    return Line(
        told["grade"],
        told.get("point", ""),
        _amount(told["amount"]),
        _basis(told.get("basis", ""), basis),
        _hours(told.get("hours", ""), hours),
    )


def _amount(text: str) -> Decimal:
    match = _AMOUNT.fullmatch(text)
    amount = Decimal(f"{match[1].replace(',', '')}{match[2] or ''}") if match else Decimal(0)
    if not amount:
        raise ValueError(f"“{text[:30]}” is not an amount like 24796 or 12.85.")
    return amount


def _basis(text: str, basis: Basis) -> Basis:
    if not text:
        return basis
    found = next((kind for kind, words in BASES.items() if text.lower() in words), None)
    if found is None:
        raise ValueError(f"“{text[:30]}” is not hour, week, four weeks, month or year.")
    return found


def _hours(text: str, hours: Decimal | None) -> Decimal | None:
    if not text:
        return hours
    if not _HOURS.fullmatch(text) or not 0 < Decimal(text) <= 100:
        raise ValueError(f"“{text[:30]}” is not a number of hours a week.")
    return Decimal(text)


def _twice(lines: Sequence[Line]) -> list[str]:
    names = [(line.grade.casefold(), line.point.casefold()) for line in lines]
    twice = {name for name in names if names.count(name) > 1}
    said = {line.name for line in lines if (line.grade.casefold(), line.point.casefold()) in twice}
    return [f"{name} is there twice." for name in sorted(said)]


def as_text(lines: Iterable[Line]) -> str:
    """Write lines as ``read_text`` reads them, for a person to look over."""
    made = StringIO(newline="")
    writer = csv.writer(made, lineterminator="\n")
    for line in lines:
        hours = "" if line.hours is None else f"{line.hours.normalize():f}"
        writer.writerow([line.grade, line.point, f"{line.amount:f}", line.basis.value, hours])
    return made.getvalue()


def raised(lines: Iterable[Line], per_cent: Decimal) -> list[Line]:
    """Return lines with every amount raised, to the penny, half up."""
    factor = 1 + Fraction(per_cent) / 100
    return [replace(line, amount=pennies(Fraction(line.amount) * factor)) for line in lines]


@dataclass(frozen=True, slots=True)
class Span:
    """From which day a table counts, and the first day on which it no longer does."""

    name: str
    valid_from: date
    valid_until: date | None


def in_force(spans: Iterable[Span], on: date) -> list[Span]:
    """Return the table of each name that counts on ``on``: the newest that has begun, not ended."""
    newest: dict[str, Span] = {}
    for span in sorted(spans, key=lambda one: one.valid_from):
        if span.valid_from <= on and (span.valid_until is None or on < span.valid_until):
            newest[span.name.casefold()] = span
    return list(newest.values())


def faults(spans: Iterable[Span]) -> list[str]:
    """Return a sentence for each overlap and each gap between tables of one name.

    A table without an end counts until the next begins.
    """
    told = []
    by_name: dict[str, list[Span]] = {}
    for span in sorted(spans, key=lambda one: one.valid_from):
        by_name.setdefault(span.name.casefold(), []).append(span)
    for row in by_name.values():
        for before, after in itertools.pairwise(row):
            until = before.valid_until
            if until and until > after.valid_from:
                told.append(
                    f"“{after.name}” has two tables from {day(after.valid_from)} until "
                    f"{day(until)}; the later one counts. End the earlier one."
                )
            elif until and until < after.valid_from:
                told.append(
                    f"“{after.name}” has no table from {day(until)} until {day(after.valid_from)}."
                )
    return told
