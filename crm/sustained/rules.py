"""When a milestone of sustained work is reached, by rules that are dated data. Pure.

All jobs of one person count together, whoever the employer is. A day counts once, however many
jobs there are; days of a gap never count, and a gap longer than the rule allows starts the clock
anew. A milestone of n weeks is reached on the first day in work after n full weeks, as
``crm.placements.rules.mark_on`` has it for one job.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from crm.pay.rates import Rate, RateCode, adult_rate, rate_on
from crm.pay.rules import day as said_day
from crm.pay.rules import pounds

ONE_DAY = timedelta(days=1)
FAR = timedelta(weeks=160)


class Basis(StrEnum):
    """What a milestone counts."""

    FIRST_EARNINGS = "first_earnings"
    WEEKS_IN_WORK = "weeks_in_work"
    HOURS = "hours"
    CUMULATIVE_EARNINGS = "cumulative_earnings"


class RateBasis(StrEnum):
    """Which rate an amount of earnings is worked out from."""

    NLW = "NLW"
    RLW_UK = "RLW_UK"
    FIXED = "fixed"


EVIDENCE: Mapping[str, str] = {
    "E1": "payslip",
    "E2": "contract or offer letter",
    "E3": "confirmation by the employer",
    "E4": "signed declaration of the person",
    "E5": "official record seen by an officer",
    "E6": "accounts or invoices of own business",
    "E7": "job description, advert or pay scale",
}
"""Kinds of evidence, the strongest first. Source: the domain reference, 1.5."""


@dataclass(frozen=True)
class Rule:
    """One milestone. ``gap_days`` without work are allowed; blank ``evidence`` asks for none."""

    code: str
    label: str
    basis: Basis
    weeks: int = 0
    hours_per_week: Decimal | None = None
    rate_basis: RateBasis | None = None
    fixed_amount: Decimal | None = None
    window_weeks: int | None = None
    gap_days: int = 0
    evidence: tuple[str, ...] = ()
    pathway: str = ""
    cohort: str = ""
    valid_from: date = date.min
    valid_to: date | None = None

    def counts(self, first_on: date, pathway: str) -> bool:
        """Return whether the rule is for work of this pathway that began on this day."""
        dated = self.valid_from <= first_on and (self.valid_to is None or first_on <= self.valid_to)
        return dated and self.pathway in ("", pathway)


@dataclass(frozen=True)
class Line:
    """Hours a week and pay an hour, in pounds, from a day on; None is not known."""

    from_on: date
    hours: Decimal | None = None
    hourly: Fraction | None = None


@dataclass(frozen=True)
class Job:
    """One paid job: its last day is included, and without one it goes on."""

    ref: str
    first_on: date
    last_on: date | None
    lines: tuple[Line, ...] = ()

    def on(self, day: date) -> Line | None:
        """Return what was agreed for a day; before the first line, the first."""
        return next(
            (line for line in reversed(self.lines) if line.from_on <= day),
            self.lines[0] if self.lines else None,
        )


@dataclass(frozen=True)
class Seen:
    """Evidence of one kind that shows somebody in work on a day."""

    kind: str
    shows_on: date


@dataclass(frozen=True)
class Outcome:
    """Where a milestone stands: reached, due if work goes on, or neither, and why in words."""

    rule: Rule
    reached_on: date | None
    due_on: date | None
    words: str
    missing: str = ""


def jobs_in_order(jobs: Iterable[Job]) -> list[Job]:
    """Return the jobs by their first day; the order they came in never matters."""
    return sorted(jobs, key=lambda job: (job.first_on, job.last_on or date.max, job.ref))


def reached_on(jobs: Sequence[Job], rule: Rule, until: date, rates: Sequence[Rate]) -> date | None:
    """Return the first day up to ``until`` on which the milestone is reached, if there is one."""
    needed = _needed(rule, jobs, rates)
    if needed is None:
        return None
    window = None if rule.window_weeks is None else timedelta(weeks=rule.window_weeks)
    kept: deque[tuple[date, Fraction]] = deque()
    total, before = Fraction(0), None
    for on, worth in _days(jobs, rule, until):
        if before is not None and (on - before).days - 1 > rule.gap_days:
            kept.clear()
            total = Fraction(0)
        kept.append((on, worth))
        total += worth
        while window is not None and kept[0][0] < on - window:
            total -= kept.popleft()[1]
        if total >= needed:
            return on
        before = on
    return None


def _needed(rule: Rule, jobs: Sequence[Job], rates: Sequence[Rate]) -> Fraction | None:
    """Return how many days, or pounds, are needed; None while nobody knows."""
    if rule.basis is Basis.FIRST_EARNINGS:
        return Fraction(1)
    if rule.basis is not Basis.CUMULATIVE_EARNINGS:
        return Fraction(rule.weeks * 7 + 1)
    amount = target(rule, jobs_in_order(jobs)[0].first_on, rates) if jobs else None
    return None if amount is None else Fraction(amount)


def target(rule: Rule, on: date, rates: Sequence[Rate]) -> Decimal | None:
    """Return the pounds a rule on earnings asks for, at the rates of ``on``."""
    if rule.rate_basis is RateBasis.FIXED:
        return rule.fixed_amount
    if rule.rate_basis is None or not rule.hours_per_week or not rule.weeks:
        return None
    rlw = rule.rate_basis is RateBasis.RLW_UK
    rate = rate_on(RateCode.RLW_UK, on, rates) if rlw else adult_rate(on, rates)
    return rate.amount * rule.hours_per_week * rule.weeks if rate else None


def _days(jobs: Sequence[Job], rule: Rule, until: date) -> Iterator[tuple[date, Fraction]]:
    """Yield each day in work that counts, in order, with what it is worth."""
    ordered = jobs_in_order(job for job in jobs if job.first_on <= until)
    if not ordered:
        return
    on = ordered[0].first_on
    last = max(min(job.last_on or until, until) for job in ordered)
    while on <= last:
        here = [job for job in ordered if job.first_on <= on <= (job.last_on or until)]
        worth = _worth(here, rule, on)
        if worth:
            yield on, worth
        on += ONE_DAY


def _worth(here: Sequence[Job], rule: Rule, on: date) -> Fraction:
    """Return 1 for a day that counts or its pounds; nothing where hours or pay do not suffice."""
    lines = [line for job in here if (line := job.on(on))]
    if rule.basis is Basis.CUMULATIVE_EARNINGS:
        known = [(line.hours, line.hourly) for line in lines]
        return sum((Fraction(h) * pay / 7 for h, pay in known if h and pay), Fraction(0))
    if rule.hours_per_week and rule.basis is Basis.HOURS:
        enough = sum((line.hours or Decimal(0) for line in lines), Decimal(0))
        return Fraction(1 if enough >= rule.hours_per_week else 0)
    return Fraction(1 if here else 0)


def gaps(jobs: Sequence[Job], until: date) -> list[tuple[date, date]]:
    """Return the first and last day of each stretch without work between the jobs."""
    found: list[tuple[date, date]] = []
    last: date | None = None
    for job in jobs_in_order(job for job in jobs if job.first_on <= until):
        if last is not None and job.first_on > last + ONE_DAY:
            found.append((last + ONE_DAY, job.first_on - ONE_DAY))
        ends = min(job.last_on or until, until)
        last = ends if last is None else max(last, ends)
    return found


def outcome(
    jobs: Sequence[Job], rule: Rule, today: date, rates: Sequence[Rate], seen: Sequence[Seen]
) -> Outcome:
    """Return where one milestone stands on ``today`` and what still has to be shown."""
    needed = _needed(rule, jobs, rates)
    if needed is None:
        return Outcome(rule, None, None, "The amount is not known yet, so nobody can tell.")
    running = any(job.last_on is None or job.last_on > today for job in jobs)
    found = reached_on(jobs, rule, today + FAR if running else today, rates)
    if found is None:
        words = "Not by the hours and pay that are agreed." if running else "Work ended before."
        return Outcome(rule, None, None, words)
    if found <= today:
        words = f"Reached on {said_day(found)}."
        return Outcome(rule, found, None, words, _missing(rule, found, seen))
    money = rule.basis is Basis.CUMULATIVE_EARNINGS
    goal = f" {pounds(needed)} by what is agreed." if money else ""
    return Outcome(rule, None, found, f"Due on {said_day(found)} if work goes on.{goal}")


def _missing(rule: Rule, on: date, seen: Sequence[Seen]) -> str:
    """Say what would prove the milestone, while nothing does."""
    if not rule.evidence or any(s.kind in rule.evidence and s.shows_on >= on for s in seen):
        return ""
    kinds = [EVIDENCE[code] for code in rule.evidence if code in EVIDENCE]
    return f"Nothing shows work on {said_day(on)} or later yet. One is enough: {', '.join(kinds)}."


def gap_words(jobs: Sequence[Job], rule: Rule, until: date) -> list[str]:
    """Say of each gap between jobs whether the rule allows it."""
    found = []
    for first, last in gaps(jobs, until):
        days = (last - first).days + 1
        lead = f"{days} days without work from {said_day(first)}"
        if days <= rule.gap_days:
            found.append(f"{lead}: allowed, up to {rule.gap_days}, and not counted.")
        else:
            found.append(f"{lead}: more than the {rule.gap_days} allowed, so the clock began anew.")
    return found
