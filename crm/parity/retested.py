"""Which stored checks a change of the dated rates touches, and in what way. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm.parity.counted import Case
from crm.parity.dated import HOLDS_FOR_A_YEAR, lapses_on
from crm.parity.rules import Status, compare
from crm.pay.rates import LEGAL, Rate, minimum_for, months_on
from crm.pay.rules import day, pennies


@dataclass(frozen=True, slots=True)
class Stored:
    """A final check as it stands: what it was given, what came out, and when it was made."""

    id: int
    case: Case
    status: Status
    minimum: Decimal | None
    shortfall: Decimal | None
    checked_on: date


@dataclass(frozen=True, slots=True)
class Touched:
    """Ids of checks whose answer would differ, and of others that would be due on another day."""

    answers: Sequence[int]
    days: Sequence[int]
    first: date | None

    @property
    def sentence(self) -> str:
        """Say what saving the rates would touch; "" when nothing."""
        whole = len(self.answers) + len(self.days)
        if not whole:
            return ""
        parts = []
        if self.answers:
            parts.append(f"{_number(self.answers)} tested against another rate and opened again")
        if self.days:
            parts.append(
                f"{_number(self.days)} due on another day, the first on {_day(self.first)}"
            )
        checks = "one fair pay check" if whole == 1 else f"{whole:,} fair pay checks"
        return f"This touches {checks}: {' and '.join(parts)}."


def _number(ids: Sequence[int]) -> str:
    return "one is" if len(ids) == 1 else f"{len(ids):,} are"


def _day(on: date | None) -> str:
    return day(on) if on else "another day"


def differs(check: Stored, rates: Sequence[Rate]) -> bool:
    """Tell whether the rates of the first day of its period are not those it was tested with.

    A check of a person whose age is not known was tested with none, and stays an open question.
    """
    case = check.case
    if not case.age or case.period_start is None:
        return False
    found = minimum_for(case.age, case.apprentice, case.period_start, rates)
    if (pennies(found.amount) if found else None) != check.minimum:
        return True
    if not case.accommodation_charge:
        return False
    outcome = compare(case, rates)
    return (outcome.status, outcome.minimum_shortfall) != (check.status, check.shortfall)


def due_on(check: Stored, rates: Iterable[Rate], on: date) -> date | None:
    """Return when a check lapses by ``rates`` as they are set for ``on``; None if it never does."""
    if check.status not in HOLDS_FOR_A_YEAR:
        return None
    rates = tuple(rates)
    tested_on = check.case.period_start or check.checked_on
    later = [rate.valid_from for rate in rates if rate.code in LEGAL]
    return lapses_on(
        check.checked_on,
        min((found for found in later if found > tested_on), default=None),
        months_on(on, rates),
    )


def touched(
    checks: Iterable[Stored], before: Sequence[Rate], after: Sequence[Rate], on: date
) -> Touched:
    """Return which of ``checks`` would answer otherwise, or be due otherwise, after a change."""
    answers: list[int] = []
    days: dict[int, date] = {}
    for check in checks:
        if differs(check, after):
            answers.append(check.id)
            continue
        was, now = due_on(check, before, on), due_on(check, after, on)
        if was and now and was != now and max(was, now) > on:
            days[check.id] = max(now, on)
    return Touched(answers, list(days), min(days.values(), default=None))
