"""The life of an award: its states, the moves between them and when it ends. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crm.core.calendar import add_months


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
    return after if after.day < first.day else date.fromordinal(after.toordinal() - 1)


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
