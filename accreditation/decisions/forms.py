"""What is asked of who decides, waives a gate or sees proof."""

from collections.abc import Iterator, Sequence
from typing import Any

from wtforms import HiddenField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from accreditation.decisions.rules import MOST_MILESTONES, Condition, Wish
from accreditation.reasons.forms import OUTCOMES
from accreditation.reasons.models import ReasonText
from accreditation.reasons.rules import Outcome
from crm.core.forms import ChoiceField, DayField, Form, LineField, NoteField, Said

LETTER = "Goes into the letter. No names of people who work there, and no pay."


class DecideForm(Form):
    """What is decided and why; ``seen`` is the digest of the letter that was looked at."""

    outcome = RadioField(
        "Decision",
        [Said("Choose approve, approve with conditions, or refuse.")],
        choices=[SelectChoice(one.value, text) for one, text in OUTCOMES.items()],
    )
    level = ChoiceField("Level")
    reason = ChoiceField("Reason", [Said("Choose a reason.")])
    words = NoteField("In your own words", description=LETTER, longest=1200)
    words_1 = LineField("First condition", longest=160)
    due_1 = DayField("By when", description="Like 27/11, or in 8 weeks")
    words_2 = LineField("Second condition", longest=160)
    due_2 = DayField("By when, second")
    words_3 = LineField("Third condition", longest=160)
    due_3 = DayField("By when, third")
    seen = HiddenField()

    def offer(self, levels: Sequence[tuple[str, str]], bank: Sequence[ReasonText]) -> None:
        """Offer the levels that the evidence supports, and the reasons of the bank by outcome."""
        self.bank = {row.code: row.outcome for row in bank}
        self.level.offer(levels, blank=None if levels else "No level")
        ordered = sorted(bank, key=lambda row: list(OUTCOMES).index(row.outcome))
        self.reason.offer(
            [(row.code, f"{OUTCOMES[row.outcome]}: {row.words}") for row in ordered], "Choose"
        )

    def validate_reason(self, field: Any) -> None:
        """A reason belongs to one outcome."""
        if self.outcome.data and self.bank.get(field.data) != self.outcome.data:
            raise ValidationError("Choose a reason for this decision: they are in three groups.")

    def validate_outcome(self, field: Any) -> None:
        """A condition needs a day, and a day a condition."""
        for place in range(1, MOST_MILESTONES + 1):
            words, due = self[f"words_{place}"], self[f"due_{place}"]
            if bool(words.data) != bool(due.data) and not due.errors:
                due.errors = [*due.errors, "Enter what must be done and by when, or neither."]
                raise ValidationError("A condition needs words and a day.")

    @property
    def wish(self) -> Wish:
        """Return what was chosen, as the rules take it."""
        outcome = Outcome(self.outcome.data)
        kept = tuple(self._conditions()) if outcome is Outcome.CONDITIONAL else ()
        level = "" if outcome is Outcome.REFUSED else self.level.data or ""
        return Wish(outcome, level, self.reason.data, self.words.data or "", kept)

    def _conditions(self) -> Iterator[Condition]:
        for place in range(1, MOST_MILESTONES + 1):
            words, due = self[f"words_{place}"].data, self[f"due_{place}"].data
            if words and due:
                yield Condition(words, due)


class WaiveForm(Form):
    """Why a gate is set aside, and until when."""

    why = NoteField("Why", [Said("Say why this gate may be set aside.")], longest=600)
    until = DayField("Until", [Said("Enter the last day on which it counts.")])


class MetForm(Form):
    """What shows that a condition is met."""

    proof = LineField("Proof", [Said("Say what you saw.")], longest=300)
