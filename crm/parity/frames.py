"""Read a file of checks and write the answers, in the columns of the contract.

Numbers are plain ASCII decimals and dates ISO 8601; nothing is guessed, and a cell that is not
what its column holds refuses the whole file with its row and column named.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from crm.parity.counted import Case
from crm.parity.factors import is_known
from crm.parity.rules import Outcome
from crm.pay.rates import Apprentice
from crm.pay.rules import Basis, weeks_from

MOST_ROWS = 100_000
MOST_TOLD = 20
Word = TypeVar("Word")
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,12})?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class BadFile(ValueError):
    """A file that cannot be checked; ``messages`` name the row and the column."""

    def __init__(self, messages: Sequence[str]) -> None:
        super().__init__("\n".join(messages))
        self.messages = tuple(messages)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cases of one file in its order, what was strange but not wrong, each case's row."""

    cases: tuple[Case, ...]
    warnings: tuple[str, ...]
    numbers: tuple[int, ...] = ()


def _number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError("a plain number such as 12.71, nought or more")
    return Decimal(text)


def _date(text: str) -> date:
    wanted = "a date such as 2026-05-01"
    if not _DATE.fullmatch(text):
        raise ValueError(wanted)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{wanted} that is in the calendar") from None


def _age(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) > 120:
        raise ValueError("an age in whole years")
    return int(text)


def _weeks(text: str) -> Fraction:
    try:
        return weeks_from(text)
    except ValueError:
        raise ValueError("weeks a year such as 52, 52.142857 or 365/7, at most 53") from None


def _word(text: str, words: Mapping[str, Word]) -> Word:
    if text.lower() not in words:
        raise ValueError(f"one of {', '.join(words)}")
    return words[text.lower()]


def _basis(text: str) -> Basis:
    return _word(text, {basis.value: basis for basis in Basis})


def _apprentice(text: str) -> Apprentice:
    return _word(text, {stage.value: stage for stage in Apprentice})


def _yes(text: str) -> bool:
    return _word(text, {"yes": True, "no": False})


READERS: dict[str, Callable[[str], Any]] = {
    "case": str,
    "period_start": _date,
    "period_end": _date,
    "age": _age,
    "apprentice": _apprentice,
    "pay_basis": _basis,
    "weeks_per_year": _weeks,
    "comparator_basis": _basis,
    "factor": str.lower,
    "factor_evidence": _yes,
}
COLUMNS = tuple(field.name for field in fields(Case))


def read(content: bytes) -> Sheet:
    """Read every check of a CSV file; raises BadFile and reads nothing when a cell is wrong."""
    cases: list[Case] = []
    numbers: list[int] = []
    warnings: list[str] = []
    wrong: list[str] = []
    lines = _lines(_text(content))
    headings = _headings(next(lines, (0, []))[1], warnings)
    for number, cells in lines:
        if len(cases) >= MOST_ROWS:
            raise BadFile([f"The file has more than {MOST_ROWS:,} rows. Split it and try again."])
        if not any(cell.strip() for cell in cells):
            continue
        case = _case(number, headings, cells, wrong)
        cases.append(case)
        numbers.append(number)
        if case.factor and not is_known(case.factor):
            told = f"“{_short(case.factor)}” is not known; it explains nothing."
            warnings.append(f"Row {number}, factor: {told}")
    if wrong:
        raise BadFile(_first(wrong))
    if not cases:
        raise BadFile(["The file has headings but no rows."])
    return Sheet(tuple(cases), tuple(warnings), tuple(numbers))


def _text(content: bytes) -> str:
    if not content.strip():
        raise BadFile(["The file is empty."])
    if b"\0" in content or content.startswith(b"PK\x03\x04"):
        raise BadFile(["The file is not a CSV file. Save it as “CSV UTF-8” and try again."])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadFile([f"Line {line} is not UTF-8 text. Save the file as “CSV UTF-8”."]) from None


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with its number, the headings being row 1."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 1
    try:
        for number, cells in enumerate(rows, start=1):
            yield number, cells
    except csv.Error as error:
        raise BadFile([f"Row {number + 1} is not CSV: {error}."]) from None


def _headings(cells: list[str], warnings: list[str]) -> list[str]:
    headings = [cell.strip().lower() for cell in cells]
    if not set(headings) & set(COLUMNS):
        raise BadFile([f"None of the headings is known. Use {', '.join(COLUMNS)}."])
    twice = sorted({name for name in headings if name in COLUMNS and headings.count(name) > 1})
    if twice:
        raise BadFile([f"Row 1: the column {name} is there twice." for name in twice])
    unknown = [
        cell.strip() for cell, name in zip(cells, headings, strict=True) if name not in COLUMNS
    ]
    warnings.extend(
        f"Row 1: the column “{name}” is not known and was left out." for name in unknown
    )
    return headings


def _case(number: int, headings: list[str], cells: list[str], wrong: list[str]) -> Case:
    """Read one row; what is wrong is added to ``wrong`` and left blank."""
    values: dict[str, Any] = {}
    if len(cells) > len(headings):
        wrong.append(f"Row {number} has {len(cells)} cells under {len(headings)} headings.")
    for name, cell in zip(headings, cells, strict=False):
        if name not in COLUMNS or not (text := cell.strip()):
            continue
        try:
            values[name] = READERS.get(name, _number)(text)
        except ValueError as error:
            wrong.append(f"Row {number}, {name}: “{_short(text)}” is not {error}.")
    return Case(**values)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


def _first(wrong: list[str]) -> list[str]:
    more = len(wrong) - MOST_TOLD
    return [*wrong[:MOST_TOLD], f"And {more} more."] if more > 0 else wrong


def answer(outcome: Outcome) -> dict[str, object]:
    """Return one answer as the contract words it: money as decimal strings, absent ones null."""
    return {
        "case": outcome.case,
        "status": outcome.status.value,
        "hourly": _string(outcome.hourly),
        "minimum_hourly": _string(outcome.minimum_hourly),
        "minimum": _string(outcome.minimum),
        "minimum_shortfall": _string(outcome.minimum_shortfall),
        "comparator_hourly": _string(outcome.comparator_hourly),
        "gap_percent": _string(outcome.gap_percent),
        "reasons": list(outcome.reasons),
        "explanation": outcome.explanation,
    }


def _string(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{figure:.2f}"
