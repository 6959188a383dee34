"""What is asked about figures that are likely a slip of the pen, before anybody relies on them.

Pure. A question never changes the answer: the figures count as they were given, and who gave them
says that they are right. What cannot be (more hours than a day has) is no question but a gap in
the evidence. Source: the GOV.UK calculator takes at most 16 hours a day and a period of a month
(the domain reference, 4.1); the other limits are Placewell's own guess at a slip of the pen.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from crm.parity.counted import Case, basic_hourly, comparator_hourly, in_hours
from crm.pay.rates import Rate, minimum_for
from crm.pay.rules import day, pounds

LONG_DAY, WHOLE_DAY = 16, 24
"""Hours: more a day, every day of the period, is asked about; more than a day has cannot be."""
MONTH = 31
TOO_MANY_TIMES = 10
"""Pay this many times the usual is asked about: pence typed as pounds are a hundred times."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something to be looked at again: ``code`` names it in a form, ``field`` is what it is about.

    ``text`` says what is odd and asks; "Yes, it is right" is an answer to it.
    """

    code: str
    field: str
    text: str


def questions(
    case: Case, rates: Iterable[Rate], usual: Fraction | Decimal | None = None
) -> list[Question]:
    """Return what is to be asked about a case; ``usual`` is the pay agreed, pounds an hour."""
    rates = tuple(rates)
    return [*_period(case), *_hours(case), *_pay(case, rates, usual), *_birthday(case, rates)]


def impossible(case: Case) -> Iterator[str]:
    """Say what cannot be: a period that ends before it starts, more hours than its days have."""
    days = _days(case)
    if days is not None and days < 1:
        yield "The pay period ends before it starts."
    most = _most_hours(case)
    if days and days > 0 and most > WHOLE_DAY * days:
        yield f"{_in(most, days)} is more than {WHOLE_DAY} a day."
    if (case.contract_weekly_hours or 0) > WHOLE_DAY * 7:
        yield f"{_in(Fraction(case.contract_weekly_hours or 0), 7)} is more than {WHOLE_DAY} a day."


def _days(case: Case) -> int | None:
    if case.period_start is None or case.period_end is None:
        return None
    return (case.period_end - case.period_start).days + 1


def _most_hours(case: Case) -> Fraction:
    """Return the hours on the slip or really worked, whichever is more, with the overtime."""
    basic = max(Fraction(case.paid_hours or 0), Fraction(case.worked_hours or 0))
    return basic + Fraction(case.overtime_hours)


def _in(hours: Fraction, days: int) -> str:
    return f"{in_hours(hours)} in {'a day' if days == 1 else f'{days} days'}"


def _period(case: Case) -> Iterator[Question]:
    days = _days(case)
    if days is not None and days > MONTH:
        told = f"The pay period has {days} days; a period is a month at most."
        yield Question("long", "period_end", f"{told} Is it one slip?")


def _hours(case: Case) -> Iterator[Question]:
    days = _days(case) or 0
    most = _most_hours(case)
    if 0 < LONG_DAY * days < most <= WHOLE_DAY * days:
        told = f"{_in(most, days)} is more than {LONG_DAY} a day, every day."
        yield Question("hours", "paid_hours", f"{told} Are the hours right?")


def _pay(case: Case, rates: Sequence[Rate], usual: Fraction | Decimal | None) -> Iterator[Question]:
    hourly, other = basic_hourly(case), comparator_hourly(case)
    least = _minimum(case, case.age, rates)
    known = usual or (least.amount if least else None)
    if hourly is None:
        return
    if least and hourly * 2 < least.amount:
        told = f"{pounds(hourly)} an hour is less than half of the minimum wage."
        yield Question("low", "basic_pay", f"{told} Is the pay right, and what it is for?")
    elif known and hourly >= TOO_MANY_TIMES * Fraction(known):
        told = f"{pounds(hourly)} an hour is far above the usual {pounds(known)}."
        yield Question("high", "basic_pay", f"{told} Were pence typed as pounds?")
    elif other and max(hourly, other) >= TOO_MANY_TIMES * min(hourly, other):
        told = f"{pounds(hourly)} an hour and {pounds(other)} for the same job are far apart."
        yield Question(
            "apart", "comparator_amount", f"{told} Are both right, and what they are for?"
        )


def _birthday(case: Case, rates: Sequence[Rate]) -> Iterator[Question]:
    if not case.age or case.period_start is None:
        return
    now, then = _minimum(case, case.age, rates), _minimum(case, case.age + 1, rates)
    if now and then and now.amount != then.amount:
        yield Question(
            "birthday",
            "age",
            (
                f"At {case.age + 1} the minimum wage is {pounds(then.amount)}, not "
                f"{pounds(now.amount)}. With a birthday inside the period the age on its first "
                f"day counts. Is {case.age} the age on {day(case.period_start)}?"
            ),
        )


def _minimum(case: Case, age: int | None, rates: Sequence[Rate]) -> Rate | None:
    if not age or case.period_start is None:
        return None
    return minimum_for(age, case.apprentice, case.period_start, rates)
