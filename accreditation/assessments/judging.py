"""Judging one criterion. A verdict on a word or on what an officer sees is kept beside records.

Unknown, not applicable and zero are three verdicts: none of them is ever taken for another.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from accreditation.applications import actions as applications
from accreditation.assessments import desk
from accreditation.assessments.case import Case
from accreditation.assessments.models import Assessment
from accreditation.assessments.rules import State as Stage
from accreditation.assessments.rules import Verdict
from accreditation.declared.models import Declared
from accreditation.declared.models import Source as Word
from accreditation.scheme.document import Criterion, Source
from accreditation.scheme.measures import State, step_of
from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken

WORDS = {
    Verdict.VERIFIED: Word.VERIFIED,
    Verdict.ZERO: Word.VERIFIED,
    Verdict.NOT_APPLICABLE: Word.NOT_APPLICABLE,
    Verdict.NOT_ASSESSED: Word.UNKNOWN,
}
NEEDS_WORDS = (Verdict.VERIFIED, Verdict.ZERO, Verdict.NOT_APPLICABLE, Verdict.NOT_ASSESSED)


@dataclass(frozen=True)
class Choice:
    """One verdict that may be given on a criterion: its form value, its words, its points."""

    verdict: Verdict
    step: int
    words: str

    @property
    def value(self) -> str:
        """Return what the form sends."""
        return f"{self.verdict.value}:{self.step}"


def choices(case: Case, criterion: Criterion) -> list[Choice]:
    """Return the verdicts that may be given: what the system counts is accepted as it is."""
    mark = case.result.marks[case.scheme.index[criterion.code]]
    said = Verdict.DECLARED if mark.declared else Verdict.ACCEPTED
    found = [Choice(said, mark.step, _accepting(mark.state, criterion, mark.step))]
    if criterion.source is Source.SYSTEM:
        return found
    for step in range(1, criterion.top + 1):
        words = f"I saw proof: {criterion.steps[step].descriptor}"
        found.append(Choice(Verdict.VERIFIED, step, f"{words}, {_points(criterion, step)}"))
    return [
        *found,
        Choice(Verdict.ZERO, 0, f"Assessed, and there is nothing: {_points(criterion, 0)}"),
        Choice(Verdict.NOT_ASSESSED, 0, "Not known: nobody could assess it"),
        Choice(Verdict.NOT_APPLICABLE, 0, "Does not apply to this employer, and I approve that"),
    ]


def _accepting(state: State, criterion: Criterion, step: int) -> str:
    if state is State.NOT_ASSESSED:
        return "Leave it not assessed, as the records say"
    if state is State.DOES_NOT_APPLY:
        return "It does not apply, as the records say"
    whose = "what they say" if criterion.source is Source.EMPLOYER else "what the records say"
    return f"Accept {whose}: {criterion.steps[step].descriptor}, {_points(criterion, step)}"


def _points(criterion: Criterion, step: int) -> str:
    points = criterion.steps[step].points
    return f"{points} point{'' if points == 1 else 's'}"


def judge(case: Case, code: str, chosen: str, words: str, *, by: Any) -> None:
    """Note what an assessor makes of one criterion; flushes.

    Raises ``NotAllowed`` for who may not, ``RuleBroken`` for a verdict that is not offered or that
    needs words.
    """
    row, scheme = case.row, case.scheme
    desk.check_assesses(row, by)
    if row.state is Stage.DRAFT_SENT:
        raise RuleBroken("The employer reads the draft. Judge again once the answer is here.")
    if code not in scheme.index:
        raise RuleBroken("That criterion is not part of this version.")
    criterion = scheme.criteria[scheme.index[code]]
    choice = next((one for one in choices(case, criterion) if one.value == chosen), None)
    if choice is None:
        raise RuleBroken("Choose one of the verdicts that this criterion allows.", "verdict")
    if choice.verdict in NEEDS_WORDS and not words:
        raise RuleBroken("Say what you saw, or why.", "words")
    journal.operation(f"Judged {code} of {row.employer.name}")
    if choice.verdict in WORDS:
        _declare(case, criterion, choice, words, by)
    note = {"state": choice.verdict.value, "step": choice.step, "words": words}
    row.judgements = {**row.judgements, code: note}
    unsecond(row)
    session.flush()


def unsecond(row: Assessment) -> None:
    """Let a second opinion count no longer: it was on something else."""
    row.second_asked_at = row.second_at = row.second_id = None
    row.second_words = ""


def _declare(case: Case, criterion: Criterion, choice: Choice, words: str, by: Any) -> None:
    row, application = case.row, case.application
    before = session.scalars(
        sa.select(Declared)
        .where(Declared.employer_id == row.employer_id, Declared.metric == criterion.metric)
        .order_by(Declared.said_on.desc(), Declared.id.desc())
        .limit(1)
    ).first()
    unknown = choice.verdict is Verdict.NOT_ASSESSED
    value = _value(criterion, choice.step, case.facts.band, before.value if before else 0)
    session.add(
        Declared(
            employer_id=row.employer_id,
            metric=criterion.metric,
            value=value,
            said_on=clock.today(),
            until=before.until if before and choice.step else None,
            source=WORDS[choice.verdict],
            checked_by_id=None if unknown else by.id,
            checked_at=None if unknown else clock.now(),
            application_ref=application.ref if application else "",
            words=words,
        )
    )


def _value(criterion: Criterion, step: int, band: str | None, said: int) -> int:
    """Return what proof of a step is worth: what was said where that is this very step."""
    if step and step_of(criterion, band, said) == step:
        return said
    return criterion.threshold(step, band) if step else 0


def note(row: Assessment, words: str, *, by: Any) -> None:
    """Keep what the assessor says of the whole; flushes."""
    desk.check_assesses(row, by)
    journal.operation(f"Wrote about the assessment of {row.employer.name}")
    row.assessor_words = words
    session.flush()


def settle(case: Case, code: str, words: str, *, by: Any) -> None:
    """Note how a contradiction with our records was cleared up; flushes."""
    desk.check_assesses(case.row, by)
    if case.application is None:
        raise RuleBroken("There is no application to compare with.")
    journal.operation(f"Cleared up a contradiction at {case.row.employer.name}")
    applications.settle(case.application, code, words, by=by)
