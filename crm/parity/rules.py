"""Compare one person's pay with the legal minimum, then with colleagues in the same job.

Pure; every figure is exact until the answer is rounded half up to the penny.
Source: the project's domain reference, 4.8 and 4.9. The method (a comparator and a material
factor) is borrowed from equal pay law; the result is not an equal pay claim.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from crm.parity.counted import (
    Case,
    Counted,
    basic_hourly,
    basic_hours,
    comparator_hourly,
    counted,
    in_hours,
)
from crm.parity.factors import CAN_EXPLAIN, why_not
from crm.parity.questions import impossible, questions
from crm.pay.rates import Apprentice, Rate, minimum_for
from crm.pay.rules import HALF_A_PENNY, Standing, day, pennies, pounds, rounded, standing


class Status(StrEnum):
    """What a check says; EXPIRED belongs to stored checks and is never an answer here."""

    BELOW_MINIMUM = "BELOW_MINIMUM"
    BORDERLINE_MINIMUM = "BORDERLINE_MINIMUM"
    SHORTFALL_UNEXPLAINED = "SHORTFALL_UNEXPLAINED"
    SHORTFALL_EXPLAINED = "SHORTFALL_EXPLAINED"
    PARITY = "PARITY"
    NOT_COMPARABLE = "NOT_COMPARABLE"
    NEEDS_EVIDENCE = "NEEDS_EVIDENCE"
    EXPIRED = "EXPIRED"


PASSES = frozenset({Status.PARITY, Status.SHORTFALL_EXPLAINED})
"""What counts as paid the same: parity, or parity with a note."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to one case: pounds to the penny, the gap in per cent, None where absent."""

    case: str
    status: Status
    hourly: Decimal | None
    minimum_hourly: Decimal | None
    minimum: Decimal | None
    minimum_shortfall: Decimal | None
    comparator_hourly: Decimal | None
    gap_percent: Decimal | None
    reasons: tuple[str, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class _Figures:
    """Everything worked out about one case before anything is judged; exact."""

    case: Case
    hourly: Fraction | None
    pay: Counted | None
    minimum: Rate | None
    comparator: Fraction | None

    @property
    def gap(self) -> Fraction | None:
        """Per cent less than the comparator; below nought means paid more."""
        if self.hourly is None or not self.comparator:
            return None
        return (self.comparator - self.hourly) / self.comparator * 100


def compare(case: Case, rates: Iterable[Rate]) -> Outcome:
    """Answer one case with the rates in force on the first day of its pay period."""
    rates = tuple(rates)
    figures = _Figures(
        case=case,
        hourly=basic_hourly(case),
        pay=counted(case, rates),
        minimum=_minimum(case, rates),
        comparator=comparator_hourly(case),
    )
    status, verdict, explanation = _judge(figures)
    notes = (
        *(figures.pay.reasons if figures.pay else ()),
        *_cautions(case, figures.minimum),
        *(question.text for question in questions(case, rates) if question.code != "long"),
    )
    return _outcome(figures, status, (*verdict, *notes), explanation)


def missing_pay(case: Case) -> Decimal | None:
    """Return how much less than the comparator the basic hours of the period were paid, in pounds.

    None while it cannot be known, nought when nothing is missing.
    """
    hourly, comparator, hours = basic_hourly(case), comparator_hourly(case), basic_hours(case)
    if hourly is None or comparator is None or hours is None:
        return None
    return pennies(max(Fraction(0), comparator - hourly) * hours)


def _minimum(case: Case, rates: tuple[Rate, ...]) -> Rate | None:
    if not case.age or case.period_start is None:
        return None
    return minimum_for(case.age, case.apprentice, case.period_start, rates)


def _outcome(
    figures: _Figures, status: Status, reasons: tuple[str, ...], explanation: str
) -> Outcome:
    pay, minimum, gap = figures.pay, figures.minimum, figures.gap
    short = standing(pay.pay, pay.hours, minimum.amount)[1] if pay and minimum else None
    return Outcome(
        case=figures.case.case,
        status=status,
        hourly=None if figures.hourly is None else pennies(figures.hourly),
        minimum_hourly=pennies(pay.pay / pay.hours) if pay else None,
        minimum=pennies(minimum.amount) if minimum else None,
        minimum_shortfall=short,
        comparator_hourly=None if figures.comparator is None else pennies(figures.comparator),
        gap_percent=None if gap is None else rounded(gap, 2),
        reasons=reasons,
        explanation=explanation,
    )


_Verdict = tuple[Status, tuple[str, ...], str]


def _judge(figures: _Figures) -> _Verdict:
    """Apply the order of precedence: evidence, the legal minimum, then the comparison."""
    missing = tuple(_missing(figures.case))
    if not missing and figures.minimum is None:
        missing = (f"No minimum wage is known for {_start(figures.case)}.",)
    if missing or figures.pay is None or figures.minimum is None or figures.hourly is None:
        return Status.NEEDS_EVIDENCE, missing, f"Nobody can tell yet. {' '.join(missing)}"
    state, short = standing(figures.pay.pay, figures.pay.hours, figures.minimum.amount)
    if state is not Standing.MET:
        return _under(state, short, figures.pay, figures.minimum, _start(figures.case))
    return _comparison(figures.case, figures.hourly, figures.comparator, figures.minimum)


def _start(case: Case) -> str:
    return day(case.period_start) if case.period_start else "an unknown day"


def _missing(case: Case) -> Iterable[str]:
    if case.period_start is None or case.period_end is None:
        yield "The pay period is not known."
    if not case.age:
        yield "The age at the start of the pay period is not known."
    if case.pay_basis is None or not case.basic_pay:
        yield "The basic pay, or what period it is for, is not known."
    if basic_hours(case) is None:
        yield "The hours paid are not known."
    if case.worked_hours == 0:
        yield "The hours worked are nought."
    yield from impossible(case)


def _under(state: Standing, short: Decimal, pay: Counted, minimum: Rate, start: str) -> _Verdict:
    """Word a failed or nearly failed minimum; both come before any comparison or excuse."""
    rate = f"{pounds(minimum.amount)} for {minimum.who}"
    known = f"The minimum wage on {start} is {rate}."
    needed = pounds(Fraction(minimum.amount) * pay.hours)
    totals = f"{pounds(pay.pay)} counts against {needed} needed for {in_hours(pay.hours)}"
    if state is Standing.BELOW:
        return (
            Status.BELOW_MINIMUM,
            (known, f"{totals}.", "Tell a manager today."),
            (
                f"Below the minimum wage: {pounds(pay.pay / pay.hours)} counts for each hour "
                f"worked against {rate}, {pounds(short)} short for the pay period."
            ),
        )
    advice = "Less than half a penny an hour short is usually rounded hours: check the exact hours."
    return (
        Status.BORDERLINE_MINIMUM,
        (known, advice),
        f"Just under the minimum wage: {totals}, so a person must look again.",
    )


def _comparison(
    case: Case, hourly: Fraction, comparator: Fraction | None, minimum: Rate
) -> _Verdict:
    floor = f"the minimum wage of {pounds(minimum.amount)}"
    if case.comparator_amount is None:
        return (
            Status.NOT_COMPARABLE,
            ("Nobody else's pay was given: use the job description, advert or pay scale.",),
            (
                f"Nothing to compare with: {pounds(hourly)} an hour meets {floor}, but no pay for "
                "the same job was given."
            ),
        )
    if comparator is None:
        reason = (
            "The comparison pay is not known by the hour: its basis, hours or amount is missing."
        )
        return Status.NEEDS_EVIDENCE, (reason,), f"Nobody can tell yet. {reason}"
    against = f"{pounds(hourly)} an hour against {pounds(comparator)} for the same job"
    if comparator - hourly <= HALF_A_PENNY:
        more = hourly - comparator > HALF_A_PENNY
        within = (
            () if hourly >= comparator else ("Within half a penny an hour, which is rounding.",)
        )
        lead = "Paid more" if more else "Paid the same"
        return Status.PARITY, within, f"{lead}: {against}, and {floor} is met."
    return _shortfall(case, hourly, comparator, against)


def _shortfall(case: Case, hourly: Fraction, comparator: Fraction, against: str) -> _Verdict:
    gap = f"{rounded((comparator - hourly) / comparator * 100, 2)}%"
    explained = case.factor in CAN_EXPLAIN and case.factor_evidence
    if explained:
        cause = CAN_EXPLAIN[case.factor]
        return (
            Status.SHORTFALL_EXPLAINED,
            (f"The gap of {gap} is explained by {cause}, with evidence.",),
            f"Paid less for a reason that was shown: {against}, a gap of {gap} from {cause}.",
        )
    return (
        Status.SHORTFALL_UNEXPLAINED,
        (why_not(case.factor),),
        f"Paid less: {against}, a gap of {gap} that nothing accepted explains.",
    )


def _cautions(case: Case, minimum: Rate | None) -> Iterable[str]:
    """Point at what a person should look at; none of it changes the answer."""
    if case.period_start and case.period_end and (case.period_end - case.period_start).days > 30:
        yield "A pay period longer than a month cannot be tested as one: ask for each slip."
    if minimum and case.period_start and (case.period_start - minimum.valid_from).days > 365:
        yield f"No minimum wage later than {day(minimum.valid_from)} is known: check the new rates."
    if case.apprentice is Apprentice.UNDER_19 and (case.age or 0) >= 19:
        yield "An apprentice of 19 or over is not under 19, so the rate for the age counts."
    if case.deductions_for_employer and case.comparator_amount:
        yield "Ask whether colleagues have the same taken off: the comparison is of basic pay."
