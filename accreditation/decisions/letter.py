"""The letter that tells a business what was decided, in plain English. Pure.

A letter is a list of blocks: ``{"kind": "h1" | "h2" | "p", "text": ...}`` and
``{"kind": "list", "items": [...]}``. Blocks are frozen with the decision and drawn by templates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accreditation.decisions.rules import Condition
from accreditation.reasons.rules import Outcome

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """All that a letter says. ``level`` is a title; ``reasons`` have words and remedy."""

    scheme: str
    version: str
    case: str
    employer: str
    outcome: Outcome
    level: str
    reason: str
    words: str
    reasons: Sequence[dict[str, str]]
    conditions: Sequence[Condition]
    decided_on: date
    seen_on: date
    valid_from: date | None
    valid_until: date | None
    appeal_until: date
    seconded: bool
    apart: bool
    waived: bool


def letter(told: Told) -> list[Block]:
    """Return the blocks of a letter."""
    return [
        {"kind": "h1", "text": f"Our decision about {told.employer}"},
        _p(f"{_day(told.decided_on)}. Your case number is {told.case}."),
        *_result(told),
        *_why(told),
        *_conditions(told),
        *_next(told),
        *_disagree(told),
        *_who(told),
    ]


def _p(text: str) -> Block:
    return {"kind": "p", "text": text}


def _h(text: str) -> Block:
    return {"kind": "h2", "text": text}


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _result(told: Told) -> Iterator[Block]:
    yield _p(f"You are part of {told.scheme}. We looked at how you work with us.")
    if told.outcome is Outcome.REFUSED:
        yield _p("We did not give you a level this time.")
        return
    if told.outcome is Outcome.CONDITIONAL:
        yield _p(f"We want to give you the level {told.level}. First you need to do what is below.")
        yield _p("Until then the level does not count. You cannot use the badge yet.")
    else:
        yield _p(f"We gave you the level {told.level}. Well done, and thank you.")
    if told.outcome is Outcome.CONDITIONAL and told.valid_until:
        yield _p(f"Once you have done it, the level lasts until {_day(told.valid_until)}.")
    elif told.valid_from and told.valid_until:
        yield _p(f"It starts on {_day(told.valid_from)} and ends on {_day(told.valid_until)}.")


def _why(told: Told) -> Iterator[Block]:
    yield _h("Why we decided this")
    yield _p(told.reason)
    if told.words:
        yield _p(told.words)
    if told.waived:
        yield _p("There is a rule that you did not meet. A manager set it aside for now, and wrote "
                 "down why.")  # fmt: skip
    yield _p(f"We used our own records up to {_day(told.seen_on)}, and what you told us. "
             f"We used version {told.version} of the rules.")  # fmt: skip


def _conditions(told: Told) -> Iterator[Block]:
    if told.outcome is Outcome.CONDITIONAL:
        yield _h("What you need to do")
        items = [f"By {_day(one.due_on)}: {one.words}" for one in told.conditions]
        yield {"kind": "list", "items": items}
        yield _p("Tell us when each one is done. Show us how we can see it.")


def _next(told: Told) -> Iterator[Block]:
    if not told.reasons:
        return
    first = told.outcome is Outcome.REFUSED
    yield _h("How to get a level" if first else "How to do even better")
    items = [f"{_sentence(row['words'])} {_sentence(row['remedy'])}" for row in told.reasons]
    yield {"kind": "list", "items": items}
    yield _p("We can help you with this. Just ask us.")


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _disagree(told: Told) -> Iterator[Block]:
    yield _h("If you do not agree")
    yield _p(f"You can ask us to look again. You can do this until {_day(told.appeal_until)}.")
    yield _p("Use the link under this letter. Tell us what you think is wrong.")
    yield _p("Somebody new will look at it. It will not be a person who worked on this decision.")


def _who(told: Told) -> Iterator[Block]:
    yield _h("Who decided")
    role = "An independent reviewer" if told.apart else "A manager of the service"
    yield _p(f"One person looked at your case. {role} made the decision. They are two people.")
    if told.seconded:
        yield _p("A third person also checked it, because the result was close.")
    yield _p("None of them was your contact with us in the last year.")
