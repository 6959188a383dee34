"""Reads figures out of a wage slip's own text: suggestions with their place, never facts.

A figure is suggested only where the slip proves it: hours times rate must make the amount beside
them. Where nothing proves it, there is no suggestion, rather than a wrong one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from crm.vault.rules import Box, Line

NEAR = Decimal("0.02")
"""Pounds by which hours times rate may miss the amount: the payroll rounded."""


class Figure(StrEnum):
    """What a slip can tell."""

    HOURS = "paid basic hours"
    RATE = "basic rate an hour"
    BASIC = "basic pay of the period"
    GROSS = "gross pay"
    OVERTIME_HOURS = "overtime hours"
    OVERTIME_RATE = "overtime rate an hour"
    DEDUCTION = "deduction for the employer"
    PERIOD_START = "first day of the period"
    PERIOD_END = "last day of the period"


@dataclass(frozen=True)
class Suggestion:
    """A figure with the words it was read from and where they stand."""

    figure: Figure
    value: Decimal | date
    read_from: str
    box: Box


_AMOUNT = r"£?(\d[\d,]*(?:\.\d{1,4})?)"
_CODE = r"(?:\d{2,4} )?"
_THREE = re.compile(
    rf"{_AMOUNT} ?(?:h|hrs|hours)?\.? ?(?:@|×|x|at)? ?{_AMOUNT} ?[=+]? ?{_AMOUNT}(?![\d.])",
    re.IGNORECASE,
)
_BASIC = re.compile(
    rf"^{_CODE}(?:basic(?: pay| hours| salary)?|standard hours|salary|normal pay)\b:? ?\+? ?",
    re.IGNORECASE,
)
_OVERTIME = re.compile(rf"^{_CODE}overtime\b:?(?: ?@? ?x? ?1\.\d+x?)? ?", re.IGNORECASE)
_GROSS = re.compile(
    rf"^(?:total gross(?: pay)?|gross(?: pay| for tax)?|total payments)\b:? ?\+? ?{_AMOUNT}",
    re.IGNORECASE,
)
_DEDUCTION = re.compile(
    rf"\b(?:uniform|tools|breakages|till shortage)\b:? ?-?{_AMOUNT}", re.IGNORECASE
)
_ONE = re.compile(rf"{_AMOUNT}$")
_DAY = (
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]* )?"
    r"(\d{1,2}[/. ](?:\d{1,2}|[a-z]{3,9})(?:[/. ]\d{2,4})?)"
)
_PERIOD = re.compile(rf"{_DAY} ?(?:-|–|to) ?{_DAY}", re.IGNORECASE)
_FORMS = ("%d/%m/%Y", "%d/%m/%y", "%d %b %Y", "%d %B %Y")


def read(found: Sequence[Line]) -> list[Suggestion]:
    """Return what the lines of a slip suggest, each figure at most once."""
    suggested = [
        *_worked(found, _BASIC, Figure.HOURS, Figure.RATE, Figure.BASIC),
        *_worked(found, _OVERTIME, Figure.OVERTIME_HOURS, Figure.OVERTIME_RATE, None),
        *_alone(found, _GROSS, Figure.GROSS),
        *_alone(found, _DEDUCTION, Figure.DEDUCTION),
        *_period(found),
    ]
    if not any(one.figure is Figure.BASIC for one in suggested):
        suggested += _salary(found)
    return suggested


@dataclass(frozen=True)
class _Row:
    hours: Decimal
    rate: Decimal
    amount: Decimal
    line: Line
    span: tuple[int, int]


def _rows(found: Sequence[Line], label: re.Pattern[str]) -> Iterator[_Row]:
    for line in found:
        named = label.match(line.text)
        row = named and _THREE.match(line.text, named.end())
        if not named or not row:
            continue
        hours, rate, amount = (_number(part) for part in row.groups())
        if abs(hours * rate - amount) <= NEAR:
            yield _Row(hours, rate, amount, line, (named.end(), row.end()))


def _worked(
    found: Sequence[Line],
    label: re.Pattern[str],
    hours: Figure,
    rate: Figure,
    amount: Figure | None,
) -> Iterator[Suggestion]:
    """Yield hours, rate and pay of the lines called so; two rates are no one rate."""
    rows = list(_rows(found, label))
    if not rows:
        return
    first = rows[0]
    text = "; ".join(row.line.text[row.span[0] : row.span[1]] for row in rows)
    box = first.line.between(*first.span)
    yield Suggestion(hours, sum((row.hours for row in rows), Decimal(0)), text, box)
    if len({row.rate for row in rows}) == 1:
        yield Suggestion(rate, first.rate, text, box)
    if amount:
        yield Suggestion(amount, sum((row.amount for row in rows), Decimal(0)), text, box)


def _salary(found: Sequence[Line]) -> Iterator[Suggestion]:
    """Yield the pay of a line that gives an amount and no hours."""
    hits = []
    for line in found:
        named = _BASIC.match(line.text)
        alone = named and _ONE.fullmatch(line.text, named.end())
        if named and alone:
            hits.append(Suggestion(Figure.BASIC, _number(alone[1]), line.text,
                                   line.between(*alone.span())))  # fmt: skip
    if len(hits) == 1:
        yield hits[0]


def _alone(found: Sequence[Line], pattern: re.Pattern[str], figure: Figure) -> Iterator[Suggestion]:
    """Yield the amount after a label, unless lines with that label differ."""
    hits = [(line, hit) for line in found for hit in pattern.finditer(line.text)]
    if len({_number(hit[1]) for _, hit in hits}) == 1:
        line, hit = hits[0]
        yield Suggestion(figure, _number(hit[1]), hit[0], line.between(*hit.span()))


def _period(found: Sequence[Line]) -> Iterator[Suggestion]:
    hits = []
    for line in found:
        for hit in _PERIOD.finditer(line.text):
            last = _date(hit[2])
            first = _date(hit[1]) or (_date(f"{hit[1]} {last.year}") if last else None)
            if first and last and first <= last:
                hits.append((first, last, line, hit))
    if len({(first, last) for first, last, *_ in hits}) == 1:
        first, last, line, hit = hits[0]
        box = line.between(*hit.span())
        yield Suggestion(Figure.PERIOD_START, first, hit[0], box)
        yield Suggestion(Figure.PERIOD_END, last, hit[0], box)


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _date(text: str) -> date | None:
    """Return a day written the UK way, or None."""
    plain = re.sub(r"[./]", "/", text) if re.search(r"\d[./]\d", text) else text
    for form in _FORMS:
        try:
            return datetime.strptime(plain, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None
