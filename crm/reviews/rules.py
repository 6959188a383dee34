"""When the next review falls due, and what puts a placement at risk, in words. Pure.

Every length comes from the waits, dated rows with their source that a manager edits.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from crm.activity.rules import Outcome, Wait, say_day
from crm.core.calendar import Holidays
from crm.placements.rules import Kind

WEEKLY, WEEKLY_FOR, LATER = "in work:weekly", "in work:weekly for", "in work:later"
MISSED, SILENT = "risk:missed", "risk:silent"
FALLEN, END_NEAR = "risk:hours fallen", "risk:end near"
UNPAID, TRIAL, INTERNSHIP = "limit:unpaid", "limit:work trial", "limit:supported internship"


class Whom(StrEnum):
    """Who was spoken to."""

    EMPLOYER = "employer"
    PERSON = "person"
    BOTH = "both"


class Going(StrEnum):
    """How it goes, as those spoken to see it."""

    WELL = "well"
    SOME_TROUBLE = "some trouble"
    MAY_END = "may end"


@dataclass(frozen=True)
class Held:
    """What a review said; ``hours`` are those worked in the week before, if they were told."""

    on: date
    whom: Whom
    outcome: Outcome
    going: Going | None
    hours: Decimal | None


@dataclass(frozen=True)
class Facts:
    """What is known of a running placement; ``agreed`` are days and hours a week from then on."""

    kind: Kind
    started_on: date
    planned_end_on: date | None = None
    paid: bool = True
    on_programme: bool = False
    due_on: date | None = None
    held: Sequence[Held] = ()
    agreed: Sequence[tuple[date, Decimal | None]] = ()


@dataclass(frozen=True)
class Risk:
    """One sign that a placement may end or breaks a limit, and what to do next."""

    code: str
    words: str
    todo: str


def next_review(
    held_on: date, started_on: date, waits: Mapping[str, Wait], holidays: Holidays
) -> tuple[date, str]:
    """Return the working day of the review after ``held_on``, and why: weekly first, then later."""
    first, lasts, later = waits[WEEKLY], waits[WEEKLY_FOR], waits[LATER]
    early = held_on < lasts.due(started_on, frozenset())[0]
    wait = first if early else later
    why = f"Every {wait.length} " + (f"for the first {lasts.length}." if early else "from then on.")
    return wait.due(held_on, holidays)[1], why


def risks(facts: Facts, waits: Mapping[str, Wait], on: date) -> list[Risk]:
    """Return every sign there is on ``on``; one whose wait is not known is not looked for."""
    found: list[Risk] = []
    for code, look in _SIGNS.items():
        if code in waits:
            found.extend(look(facts, waits[code], on))
    return found + list(_may_end(facts))


def _missed(facts: Facts, wait: Wait, on: date) -> Iterator[Risk]:
    if facts.due_on is None:
        yield Risk("no review", "No review is planned.", "Log the last one: the next is planned.")
    elif wait.due(facts.due_on, frozenset())[0] < on:
        yield Risk(
            MISSED,
            f"The review due on {say_day(facts.due_on)} was not held.",
            "Hold it this week and log it.",
        )


def _silent(facts: Facts, wait: Wait, on: date) -> Iterator[Risk]:
    """A run of attempts without an answer that began longer ago than the wait."""
    tries: list[date] = []
    for one in reversed(_by_day(facts.held)):
        if one.whom is Whom.PERSON:
            continue
        if one.outcome in (Outcome.SPOKE, Outcome.DECLINED):
            break
        tries.append(one.on)
    if tries and wait.due(tries[-1], frozenset())[0] <= on:
        yield Risk(
            SILENT,
            f"The employer has not answered since {say_day(tries[-1])}.",
            "Visit, or ask for somebody else there.",
        )


def _fallen(facts: Facts, wait: Wait, on: date) -> Iterator[Risk]:
    lines = [(day, hours) for day, hours in sorted(facts.agreed) if day <= on]
    if len(lines) > 1:
        (_, before), (day, now) = lines[-2:]
        if before and now and now < before and on <= wait.due(day, frozenset())[0]:
            yield Risk(
                FALLEN,
                f"Hours fell from {_hours(before)} to {_hours(now)} a week on {say_day(day)}.",
                "Ask both why, and whether the hours come back.",
            )
    worked = [held for held in _by_day(facts.held) if held.hours is not None]
    newest = worked[-1] if worked else None
    due = lines[-1][1] if lines else None
    if newest and due and newest.hours is not None and newest.hours < due:
        yield Risk(
            FALLEN,
            f"{_hours(newest.hours)} hours were worked of {_hours(due)} agreed, said the review "
            f"on {say_day(newest.on)}.",
            "Ask both why, and whether the hours come back.",
        )


def _end_near(facts: Facts, wait: Wait, on: date) -> Iterator[Risk]:
    ends = facts.planned_end_on
    if ends and on <= ends <= wait.due(on, frozenset())[0]:
        yield Risk(
            END_NEAR,
            f"The last day is planned for {say_day(ends)}.",
            "Ask the employer what follows.",
        )
    elif ends and ends < on:
        yield Risk(
            END_NEAR,
            f"The planned last day, {say_day(ends)}, is over.",
            "End the placement, or put the day right.",
        )


def _unpaid(facts: Facts, wait: Wait, on: date) -> Iterator[Risk]:
    programme = facts.on_programme or facts.kind is Kind.SUPPORTED_INTERNSHIP
    if facts.paid or programme or facts.kind in (Kind.JOB, Kind.APPRENTICESHIP):
        return
    days = _days(facts, on)
    if days > wait.count:
        yield Risk(
            UNPAID,
            f"Unpaid {facts.kind} of {days} days outside a programme: more than {wait.length} of "
            "unpaid work may break the minimum wage law.",
            "Agree pay, or say which programme allows it.",
        )


def _trial(facts: Facts, wait: Wait, on: date) -> Iterator[Risk]:
    if facts.kind is Kind.WORK_TRIAL and facts.on_programme and _over(facts, wait, on):
        yield Risk(
            TRIAL,
            f"A work trial of more than {wait.length} is longer than Jobcentre Plus allows.",
            "Ask for the job to start, or end the trial.",
        )


def _internship(facts: Facts, wait: Wait, on: date) -> Iterator[Risk]:
    if facts.kind is Kind.SUPPORTED_INTERNSHIP and _over(facts, wait, on):
        yield Risk(
            INTERNSHIP,
            f"A supported internship lasts at most {wait.length}.",
            "Ask for a job, or end the internship.",
        )


def _may_end(facts: Facts) -> Iterator[Risk]:
    told = [held for held in _by_day(facts.held) if held.going is not None]
    newest = told[-1] if told else None
    if newest and newest.going is Going.MAY_END:
        yield Risk(
            "may end",
            f"The review on {say_day(newest.on)} says that it may end.",
            "Agree with both what would help, and when you speak again.",
        )


def _by_day(held: Sequence[Held]) -> list[Held]:
    """Return reviews by their day; of one day in the order they were given."""
    return sorted(held, key=lambda one: one.on)


def _days(facts: Facts, on: date) -> int:
    """Return the days of a trial, both ends included: as planned, or so far."""
    return (max(facts.planned_end_on or on, on) - facts.started_on).days + 1


def _over(facts: Facts, wait: Wait, on: date) -> bool:
    last = max(facts.planned_end_on or on, on)
    return last >= wait.due(facts.started_on, frozenset())[0]


def _hours(value: Decimal) -> str:
    return f"{value.normalize():f}"


_SIGNS = {
    UNPAID: _unpaid,
    TRIAL: _trial,
    INTERNSHIP: _internship,
    MISSED: _missed,
    SILENT: _silent,
    FALLEN: _fallen,
    END_NEAR: _end_near,
}
