"""Where an appeal stands, what it can end in and who may answer it. Pure."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from accreditation.awards.rules import Close, Person, why_not_by

LEAST = 5
"""Fewer than these are not published: a business could be recognised."""


class State(StrEnum):
    """Where an appeal stands."""

    ASKED = "asked for"
    TAKEN = "being looked at"
    ANSWERED = "answered"


class Outcome(StrEnum):
    """What an appeal ended in."""

    UPHELD = "upheld"
    VARIED = "varied"
    REJECTED = "rejected"
    REASSESS = "assessed again"


class About(StrEnum):
    """What is appealed against."""

    DECISION = "decision"
    SUSPENSION = "suspension"
    REVOCATION = "taken away"
    DROPPED = "not confirmed"


WORDS: Mapping[Outcome, str] = {
    Outcome.UPHELD: "You were right. What we decided is set aside.",
    Outcome.VARIED: "You were right in part. We look at that part again.",
    Outcome.REJECTED: "What we decided stays.",
    Outcome.REASSESS: "We assess you again from the start.",
}
"""What the business is told first."""
ANEW = (Outcome.VARIED, Outcome.REASSESS)


def why_not_answer(who: Person, close: Close, involved: Collection[int], *, council: bool) -> str:
    """Say why a person may not answer an appeal; nothing when they may."""
    if who.id in involved:
        return "You worked on what is appealed against. Somebody else has to look at it."
    return why_not_by(who, close, council=council)
