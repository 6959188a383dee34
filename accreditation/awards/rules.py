"""The life of an award: its states, the moves between them and when it ends. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from crm.core.calendar import add_months
from crm.core.permissions import Permission, Role, may


class State(StrEnum):
    """Where an award stands."""

    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    SUSPENDED = "suspended"
    DOWNGRADED = "downgraded"
    REVOKED = "revoked"
    LAPSED = "lapsed"
    RENEWED = "renewed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    DROPPED = "not confirmed"


CURRENT = (State.CONFIRMED, State.SUSPENDED)
"""The states in which an employer holds a level."""
WAITING = (State.PROVISIONAL,)
OPEN = WAITING + CURRENT
RENEWABLE = (*CURRENT, State.LAPSED)
PRIVATE = (State.PROVISIONAL, State.DROPPED)
"""States that the public never sees."""


class Move(StrEnum):
    """What happens to an award; also the kinds of lines in its history."""

    GRANT = "granted"
    CONFIRM = "confirmed"
    SUSPEND = "suspended"
    REINSTATE = "reinstated"
    REVOKE = "revoked"
    DOWNGRADE = "downgraded"
    LAPSE = "lapsed"
    RENEW = "renewed"
    SUPERSEDE = "superseded"
    WITHDRAW = "withdrawn"
    DROP = "not confirmed"
    NOTICE = "notice sent"
    REVIEW = "review opened"
    REVIEWED = "review closed"
    MOVED = "end moved"
    BADGE = "badge issued"
    NO_BADGE = "badge not issued"
    ASKED = "asked to renew"
    APPEAL = "review asked for"
    ANSWERED = "review answered"


class Who(StrEnum):
    """Who makes a move."""

    DECIDER = "a manager who is not its relationship officer and declared no interest"
    DECISION = "a new decision"
    CLOCK = "the calendar"
    EMPLOYER = "the employer, or a manager who was told so"


class Effect(StrEnum):
    """What a move does to the badge."""

    NONE = "none"
    ISSUE = "issued"
    HOLD = "shown as under review"
    RELEASE = "shown as valid again"
    REVOKE = "revoked"


@dataclass(frozen=True, slots=True)
class Step:
    """A move: from where, to where, by whom and with what effect."""

    since: Collection[State]
    to: State
    who: Who
    effect: Effect


MOVES: Mapping[Move, Step] = {
    Move.CONFIRM: Step(WAITING, State.CONFIRMED, Who.DECIDER, Effect.ISSUE),
    Move.DROP: Step(WAITING, State.DROPPED, Who.DECIDER, Effect.NONE),
    Move.SUSPEND: Step((State.CONFIRMED,), State.SUSPENDED, Who.DECIDER, Effect.HOLD),
    Move.REINSTATE: Step((State.SUSPENDED,), State.CONFIRMED, Who.DECIDER, Effect.RELEASE),
    Move.REVOKE: Step(CURRENT, State.REVOKED, Who.DECIDER, Effect.REVOKE),
    Move.DOWNGRADE: Step(CURRENT, State.DOWNGRADED, Who.DECISION, Effect.REVOKE),
    Move.RENEW: Step(CURRENT, State.RENEWED, Who.DECISION, Effect.REVOKE),
    Move.SUPERSEDE: Step(CURRENT, State.SUPERSEDED, Who.DECISION, Effect.REVOKE),
    Move.WITHDRAW: Step(CURRENT, State.WITHDRAWN, Who.EMPLOYER, Effect.REVOKE),
    Move.LAPSE: Step(CURRENT, State.LAPSED, Who.CLOCK, Effect.NONE),
}


def why_not(state: State, move: Move) -> str | None:
    """Say why an award in this state cannot make a move; None when it can."""
    if state in MOVES[move].since:
        return None
    return f"This award is {state.value}, so it cannot be {move.value}."


def replaced_by(old_rank: int, new_rank: int) -> Move:
    """Return what becomes of an award when another one of this employer takes its place."""
    if new_rank > old_rank:
        return Move.SUPERSEDE
    return Move.RENEW if new_rank == old_rank else Move.DOWNGRADE


def last_day(first: date, months: int) -> date:
    """Return the last day of an award that lasts ``months`` whole months from its first day.

    From 1 March 2026 twelve months last to 28 February 2027. Where the month is too short for the
    day, its own last day counts still: from 29 February 2028 to 28 February 2029.
    """
    after = add_months(first, months)
    return after if after.day < first.day else after - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class End:
    """When an award ends and what sets that day."""

    on: date
    why: str


def end_of(valid_until: date, honoured_until: date | None) -> End:
    """Return the last day of an award, no later than its version of the scheme is honoured."""
    if honoured_until is not None and honoured_until < valid_until:
        return End(honoured_until, "a newer version of the scheme counts alone from then on")
    return End(valid_until, "")


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason that a move may give, under a code that stays; ``words`` are public.

    What is ``at_once`` needs no notice: the level is taken away the same day.
    """

    code: str
    words: str
    at_once: bool = False


REASONS: Mapping[Move, Sequence[Reason]] = {
    Move.CONFIRM: (Reason("CO-1", "Its conditions are met."),),
    Move.DROP: (
        Reason("DR-1", "Its conditions were not met in time."),
        Reason("DR-2", "The employer did not want to go on."),
        Reason("DR-3", "It was granted by mistake."),
    ),
    Move.SUSPEND: (
        Reason("SU-1", "We are looking at new evidence."),
        Reason("SU-2", "A rule of the scheme may no longer be met."),
        Reason("SU-3", "We are looking into a concern that was raised."),
        Reason("SU-4", "A change in the business is being checked."),
    ),
    Move.REINSTATE: (
        Reason("RE-1", "The review found that the level is held rightly."),
        Reason("RE-2", "What was missing was put right."),
    ),
    Move.REVOKE: (
        Reason("RV-1", "A rule of the scheme is no longer met."),
        Reason("RV-2", "Evidence that counted was not true.", at_once=True),
        Reason("RV-3", "The terms for using the badge were broken."),
        Reason("RV-4", "It was awarded by mistake.", at_once=True),
        Reason("RV-5", "The employer no longer trades.", at_once=True),
    ),
    Move.WITHDRAW: (
        Reason("WI-1", "The employer gave the level back."),
        Reason("WI-2", "The employer no longer trades."),
    ),
}
"""The reasons of each move that a person makes. Proposed, like the scheme itself."""
BY_HAND = tuple(REASONS)


def reason_of(move: Move, code: str) -> Reason | None:
    """Return the reason of a move under a code."""
    return next((one for one in REASONS[move] if one.code == code), None)


def earliest(suspended_on: date, days: int) -> date:
    """Return the first day on which a suspended level may be taken away with notice given."""
    return suspended_on + timedelta(days=days)


class Person(Protocol):
    """A member of staff; ``independent`` marks somebody outside the service."""

    id: int
    role: Role
    independent: bool


class Close(Protocol):
    """Who is too close to an employer; says why a person may do nothing there, or nothing."""

    def why_not(self, person_id: int) -> str:
        """Say why this person may not act."""


def why_not_by(who: Person, close: Close, *, council: bool) -> str:
    """Say why a person may not move an award; nothing when they may.

    ``council`` tells that the employer is a part of the council itself.
    """
    if not may(who.role, Permission.DECIDE):
        return "Your role does not decide on levels. Ask a manager."
    if council and not who.independent:
        return "This employer is part of the council, so an independent reviewer decides."
    return close.why_not(who.id)


def notices(ends_on: date, days: Sequence[int]) -> dict[int, date]:
    """Return by its number of days when each notice is due, counted back from the last day."""
    return {count: ends_on - timedelta(days=count) for count in days}


def timely(due: Mapping[int, date], today: date) -> dict[int, date]:
    """Return the notices that make sense today: those to come, and the latest that is due.

    An award that begins ten days before its end gets one notice, not three on one day.
    """
    past = [count for count, on in due.items() if on <= today]
    latest = min(past, default=None)
    return {count: on for count, on in due.items() if on > today or count == latest}


def weeks_over(ends_on: date, today: date) -> int:
    """Return for how many whole weeks an award is past its last day."""
    return max(0, (today - ends_on).days // 7)
