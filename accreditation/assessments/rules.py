"""Where an assessment stands, and who may assess and decide. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from crm.core.permissions import Permission, Role, may


class State(StrEnum):
    """Where an assessment stands."""

    OPEN = "open"
    ASKED = "asked"
    DRAFT_SENT = "draft sent"
    READY = "ready"
    DECIDED = "decided"
    DROPPED = "dropped"


LIVE = (State.OPEN, State.ASKED, State.DRAFT_SENT, State.READY)
"""Under way; READY waits for a decision."""
WORKED_ON = (State.OPEN, State.ASKED, State.DRAFT_SENT)
"""Still with the assessor."""


class Verdict(StrEnum):
    """How an assessor judged one criterion: unknown, not applicable and zero are kept apart."""

    ACCEPTED = "accepted"
    VERIFIED = "verified"
    DECLARED = "declared"
    NOT_APPLICABLE = "not applicable"
    NOT_ASSESSED = "not assessed"
    ZERO = "assessed zero"


class Who(Protocol):
    """A member of staff."""

    id: int
    role: Role


@dataclass(frozen=True, slots=True)
class Bonds:
    """Who is too close to an employer, by id: its recent officers, and who declared an interest.

    ``hands`` are all who ever assessed the case in question, whoever took it over since.
    """

    officers: Collection[int]
    declared: Collection[int]
    months: int
    hands: Collection[int] = ()

    def why_not(self, person_id: int) -> str:
        """Say why a person may neither assess nor decide here; nothing when they may."""
        if person_id in self.declared:
            return "You declared an interest in this employer. A colleague has to do this."
        if person_id in self.officers:
            return (
                f"You were its relationship officer within the last {self.months} months. "
                "A colleague has to do this."
            )
        return ""


def why_not_assess(who: Who, bonds: Bonds, *, assigned: bool = False) -> str:
    """Say why a person may not assess; nothing when they may.

    ``assigned`` tells that a manager assigned this very case to them.
    """
    if not (may(who.role, Permission.ASSESS) or assigned):
        return "Your role does not assess employers. Ask an officer or manager."
    return bonds.why_not(who.id)


def why_not_second(
    who: Who, bonds: Bonds, *, assessor_id: int | None, assigned: bool = False
) -> str:
    """Say why a person may not give the second opinion; nothing when they may."""
    if who.id == assessor_id or who.id in bonds.hands:
        return "You assessed this employer. Somebody else gives the second opinion."
    return why_not_assess(who, bonds, assigned=assigned)


def why_not_decide(
    who: Who, bonds: Bonds, *, assessor_id: int | None, second_id: int | None
) -> str:
    """Say why a person may not decide; nothing when they may."""
    if not may(who.role, Permission.DECIDE):
        return "Your role does not decide on levels. Ask a manager."
    if who.id == assessor_id or who.id in bonds.hands:
        return "You assessed this employer. Somebody else decides."
    if who.id == second_id:
        return "You gave the second opinion. Somebody else decides."
    return bonds.why_not(who.id)


@dataclass(frozen=True, slots=True)
class Paper:
    """What has to be true of an assessment before it may wait for a decision."""

    assessor: str
    words: str
    draft_sent: bool
    answered: bool
    fell: bool
    findings: int
    asked: int
    unsaid: int


def why_not_sent(paper: Paper) -> str:
    """Say why the draft may not go to the employer yet; nothing when it may."""
    if paper.findings:
        return "Something contradicts our records. Clear it up first, saying how."
    if paper.asked:
        return "The employer was asked for something more. Wait for it, or go on without it."
    if paper.unsaid:
        return "Judge every criterion that rests on the employer's word first."
    return ""


def why_not_ready(paper: Paper) -> str:
    """Say why an assessment may not wait for a decision yet; nothing when it may."""
    if first := why_not_sent(paper):
        return first
    if not paper.draft_sent:
        return "Send the draft result to the employer first, to correct facts."
    if not paper.answered:
        return "The employer may still correct facts. Wait for the answer or for the last day."
    if paper.fell:
        return "The level is lower than in the draft they read. Send them the new draft."
    return "" if paper.words else "Say in a few words what you found."


def why_second(*, borderline: bool, council: bool, apart: bool) -> str:
    """Say why a second opinion is needed; nothing when none is.

    ``apart`` tells that somebody independent of the council assesses or was assigned.
    """
    if borderline:
        return "It is borderline: small changes would change the level."
    if council and not apart:
        return "It is part of the council, so somebody independent looks at it too."
    return ""
