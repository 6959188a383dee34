"""What a decision may say, and the chain that seals it. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from accreditation.assessments.rules import Bonds, why_not_decide
from accreditation.reasons.rules import Outcome, names_pay
from accreditation.scheme.document import Scheme, digest
from crm.core.permissions import Role

AWARDS = (Outcome.APPROVED, Outcome.CONDITIONAL)
"""The outcomes that grant a level."""
MOST_MILESTONES = 3
LONGEST_CONDITION = 366
"""Days within which a condition must be met: a level lasts a year or two."""
RECORDS = re.compile(r": [A-Z]-\d{5}(, [A-Z]-\d{5})*")


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing to be done by a day, for an award to be confirmed."""

    words: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to decide: ``code`` is a reason of the bank, ``words`` are their own."""

    outcome: Outcome
    level: str
    code: str
    words: str = ""
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a wish cannot be, beside which field."""

    words: str
    field: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """A gate that shuts a level: its code, what it found, and the rank it counts from."""

    code: str
    words: str
    rank: int
    title: str


class Who(Protocol):
    """A member of staff; ``independent`` marks somebody outside the service."""

    id: int
    role: Role
    independent: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """Who sits at a case: who assessed it, gave a second opinion, was assigned as a reviewer.

    ``council`` tells that the employer is a part of the council itself.
    """

    assessor_id: int | None
    second_id: int | None
    reviewer_id: int | None
    council: bool


APART = "This employer is part of the council, so an independent reviewer decides."
NOT_YOURS = "You review only what is assigned to you, and this case is not."


def why_not(who: Who, bonds: Bonds, desk: Desk) -> str:
    """Say why a person may not decide a case or waive a gate in it; nothing when they may."""
    if who.independent and desk.reviewer_id != who.id:
        return NOT_YOURS
    if desk.council and not who.independent:
        return APART
    return why_not_decide(who, bonds, assessor_id=desk.assessor_id, second_id=desk.second_id)


def shut(result: Mapping[str, Any], scheme: Scheme) -> list[Blocked]:
    """Return the gates that a result did not pass, the lowest level's first."""
    gates = {gate.code: gate for gate in scheme.gates}
    rows = [
        Blocked(row["code"], row["reason"], scheme.ranks[gate.level], gate.title)
        for row in result["gates"]
        if not row["passed"] and (gate := gates.get(row["code"])) is not None
    ]
    return sorted(rows, key=lambda row: row.rank)


def levels_up_to(scheme: Scheme, supported: str) -> list[tuple[str, str]]:
    """Return code and title of the levels that the evidence supports, the highest first."""
    rank = scheme.ranks.get(supported, 0)
    return [(level.code, level.title) for level in reversed(scheme.levels[:rank])]


def why_not_award(result: Mapping[str, Any], scheme: Scheme, supported: str) -> str:
    """Say why no level at all can be awarded; nothing when one can."""
    if supported:
        return ""
    first = [row for row in shut(result, scheme) if row.rank == 1]
    if first:
        return f"A gate blocks every level. {first[0].words}"
    level = scheme.levels[0]
    return (
        f"The evidence does not reach {level.title}: {result['total']} of "
        f"{result['possible']} points, and {level.percent} per cent are needed."
    )


def faults(
    wish: Wish, scheme: Scheme, *, supported: str, proposed: str, today: date
) -> list[Fault]:
    """Return why a decision cannot be made as wished."""
    found = []
    if any(names_pay(text) for text in (wish.words, *(one.words for one in wish.conditions))):
        found.append(Fault("Leave pay figures out: the letter goes to the business.", "words"))
    if wish.outcome is Outcome.REFUSED:
        return found
    rank, most = scheme.ranks.get(wish.level, 0), scheme.ranks.get(supported, 0)
    if not rank:
        found.append(Fault("Choose a level.", "level"))
    elif rank > most:
        words = f"The evidence supports {scheme.level_title(supported or None)} at most."
        found.append(Fault(words, "level"))
    elif rank < scheme.ranks.get(proposed, 0) and not wish.words:
        found.append(Fault("Say why the level is lower than the evidence supports.", "words"))
    if wish.outcome is Outcome.CONDITIONAL:
        found += _condition_faults(wish.conditions, today)
    return found


def _condition_faults(conditions: Sequence[Condition], today: date) -> list[Fault]:
    if not conditions:
        return [Fault("Say what must be done, and by when.", "words_1")]
    return [
        Fault("Choose a day to come, within a year.", f"due_{place}")
        for place, one in enumerate(conditions, 1)
        if not 0 < (one.due_on - today).days <= LONGEST_CONDITION
    ]


def headline_reasons(result: Mapping[str, Any], scheme: Scheme) -> list[dict[str, str]]:
    """Return the reasons of a result for the business, at most four, without numbers of records.

    What nobody knows yet is asked of the business; what our officers would check is not its to do.
    """
    checks = {criterion.check: criterion for criterion in scheme.criteria}
    found = []
    for row in result["reasons"]:
        words, remedy = RECORDS.sub("", row["text"]), row["remedy"]
        if (criterion := checks.get(remedy)) is not None:
            words = f"We have no proof yet for this: {criterion.title}"
            remedy = "If you do it, show us"
        found.append({"code": row["code"], "words": words, "remedy": remedy})
    return found


SEALED = (
    "assessment_id", "scheme_version_id", "assessor_id", "second_id", "approver_id", "proposed",
    "outcome", "level", "facts", "judgements", "result", "waived", "waived_result", "reasons",
    "words", "letter", "decided_at", "valid_from", "valid_until", "appeal_until", "public_ok",
)  # fmt: skip
"""What a decision's digest covers: all but its numbers and the employer, which a merge moves."""


def seal(parts: Mapping[str, Any], previous: str) -> str:
    """Return the digest of a decision's parts in plain JSON, chained to the one before."""
    return digest([previous, {name: parts[name] for name in SEALED}])
