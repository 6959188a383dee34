"""What counts as contact, and when the next step falls due; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from crm.core import calendar
from crm.core.calendar import Holidays


class Kind(StrEnum):
    """How somebody was in touch with an employer."""

    CALL = "call"
    VISIT = "visit"
    MEETING = "meeting"
    MAIL = "mail"
    NOTE = "note"


class Outcome(StrEnum):
    """What came of it."""

    SPOKE = "spoke"
    LEFT_MESSAGE = "left message"
    NO_ANSWER = "no answer"
    DECLINED = "declined"


class Topic(StrEnum):
    """What it was about. Source: domain reference 7.1."""

    APPROACH = "first approach"
    INFORMATION = "information meeting"
    CARVING = "job carving"
    ASSESSMENT = "workplace assessment"
    TRIAL = "work trial"
    INTERVIEW = "interview support"
    INDUCTION = "job start or induction"
    REVIEW = "in-work review"
    PAY = "fair pay check"
    WEBINAR = "webinar follow-up"
    ACCREDITATION = "accreditation"
    PROBLEM = "problem"


class Unit(StrEnum):
    """What a wait is counted in."""

    WORKING_DAYS = "working days"
    DAYS = "days"
    WEEKS = "weeks"
    DAYS_BEFORE = "days before"


_DAYS = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.DAYS_BEFORE: -1}
SPOKEN_KINDS = (Kind.CALL, Kind.VISIT, Kind.MEETING)
REAL_OUTCOMES = (Outcome.SPOKE, Outcome.DECLINED)
MAIL_SENT = "mail"
OTHERWISE = "otherwise"


@dataclass(frozen=True)
class Wait:
    """How long to wait for one reason, and what to do then."""

    reason: str
    label: str
    count: int
    unit: Unit
    act: Kind

    def due(self, on: date, holidays: Holidays) -> tuple[date, date]:
        """Return the nominal day counted from ``on`` and the working day it moves to."""
        if self.unit is Unit.WORKING_DAYS:
            day = calendar.add_working_days(on, self.count, holidays)
            return day, day
        days = self.count * _DAYS[self.unit]
        nominal = on + timedelta(days=days)
        return nominal, calendar.roll_forward(nominal, holidays)

    @property
    def length(self) -> str:
        """Return ``5 working days`` or ``1 week``; ``90 days`` also where it is counted back."""
        unit = self.unit.removesuffix(" before")
        return f"{self.count} {unit.removesuffix('s') if self.count == 1 else unit}"

    @property
    def side(self) -> str:
        """Return whether the wait ends ``after`` the day it is counted from, or ``before`` it."""
        return "before" if self.unit is Unit.DAYS_BEFORE else "after"


@dataclass(frozen=True)
class Suggestion:
    """The next step the rules propose, with its reason in words."""

    act: Kind
    planned_on: date
    due_on: date
    why: str
    reason: str


def is_real_contact(kind: Kind, outcome: Outcome | None) -> bool:
    """Return whether somebody was spoken to or met: messages, mail and notes are not that."""
    return kind in SPOKEN_KINDS and outcome in REAL_OUTCOMES


def settle_outcome(kind: Kind, outcome: Outcome | None) -> Outcome | None:
    """Return the outcome that makes sense: a note has none, a mail at most a refusal."""
    if kind is Kind.NOTE:
        return None
    if kind is Kind.MAIL:
        return outcome if outcome is Outcome.DECLINED else None
    return outcome


def is_face_to_face(kind: Kind, *, met: bool) -> bool:
    """Return whether people met: a visit always, a meeting when it is said so."""
    return kind is Kind.VISIT or (kind is Kind.MEETING and met)


def reasons(kind: Kind, outcome: Outcome | None, stage: str, tier: str) -> tuple[str, ...]:
    """Return the codes of the waits that may apply; the shortest of those known is taken."""
    if outcome in (Outcome.LEFT_MESSAGE, Outcome.NO_ANSWER, Outcome.DECLINED):
        return (f"outcome:{outcome}",)
    if kind is Kind.MAIL:
        return (MAIL_SENT,)
    return (f"stage:{stage}", f"tier:{tier}")


def suggest(
    kind: Kind,
    outcome: Outcome | None,
    *,
    stage: str,
    tier: str,
    on: date,
    holidays: Holidays,
    waits: Mapping[str, Wait],
) -> Suggestion | None:
    """Return the next step after a contact on ``on``, or None when no wait is known for it."""
    known = [waits[code] for code in reasons(kind, outcome, stage, tier) if code in waits]
    if not known and OTHERWISE in waits:
        known = [waits[OTHERWISE]]
    if not known:
        return None
    wait = min(known, key=lambda w: w.due(on, holidays))
    planned_on, due_on = wait.due(on, holidays)
    why = f"{wait.label}: {wait.length} after the {kind} on {say_day(on)}."
    return Suggestion(wait.act, planned_on, due_on, why, wait.reason)


def in_window(touched: Iterable[date], on: date, days: int) -> int:
    """Count the days of contact among the ``days`` that end on ``on``, that day included."""
    return sum(on - timedelta(days=days) < day <= on for day in touched)


def free_again_on(touched: Sequence[date], contacts: int, days: int) -> date | None:
    """Return the first day on which fewer than ``contacts`` lie in the window, None without any."""
    if not 0 < contacts <= len(touched):
        return None
    return sorted(touched, reverse=True)[contacts - 1] + timedelta(days=days)


def moved(planned_on: date, due_on: date) -> str:
    """Return why the day is not the one that was worked out, or nothing."""
    if planned_on == due_on:
        return ""
    return f"{say_day(planned_on)} is not a working day, moved to {say_day(due_on)}."


def say_day(day: date) -> str:
    """Return ``Tue 24 Nov 2026``: stored text keeps its year."""
    return f"{day:%a} {day.day} {day:%b} {day.year}"
