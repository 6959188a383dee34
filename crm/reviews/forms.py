"""What is asked about a review."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from crm.activity.rules import Kind, Outcome
from crm.core.forms import ChoiceField, DayField, Form, HoursField, NoteField, Said
from crm.employers.models import Contact
from crm.participants.forms import nothing_personal
from crm.reviews.rules import Going, Whom

KINDS = {Kind.VISIT: "Visit", Kind.CALL: "Call", Kind.MEETING: "Meeting"}
WHOM = {Whom.EMPLOYER: "Employer", Whom.PERSON: "The person", Whom.BOTH: "Both"}
OUTCOMES = {
    Outcome.SPOKE: "Spoke",
    Outcome.LEFT_MESSAGE: "Left message",
    Outcome.NO_ANSWER: "No answer",
}
GOING = {
    Going.WELL: "Well",
    Going.SOME_TROUBLE: "Some trouble",
    Going.MAY_END: "It may end",
}


def _chips(pairs: Any) -> list[SelectChoice]:
    return [SelectChoice(value.value, label) for value, label in pairs.items()]


class ReviewForm(Form):
    """A review that is ready to send once it says how it goes."""

    kind = RadioField("How", choices=_chips(KINDS), default="visit", validate_choice=False)
    whom = RadioField("With", choices=_chips(WHOM), default="both", validate_choice=False)
    outcome = RadioField(
        "What happened", choices=_chips(OUTCOMES), default="spoke", validate_choice=False
    )
    going = RadioField("How it goes", choices=_chips(GOING), validate_choice=False)
    contact = ChoiceField("Contact at the employer")
    hours_worked = HoursField("Hours worked last week")
    note = NoteField(
        "Note",
        [nothing_personal],
        description="Write nothing about anyone's health, and no name.",
    )
    held_on = DayField("Held on", [Said("Enter the day of the review.")], lean="last")
    next_on = DayField("Next review on")

    def offer(self, contacts: Sequence[Contact]) -> None:
        """Fill the list of people who work there."""
        self.contact.offer([(one.id, one.name) for one in contacts], blank="Nobody named")

    def validate_going(self, field: Any) -> None:
        """Whoever was reached said something."""
        if self.outcome.data == Outcome.SPOKE and field.data not in set(Going):
            raise ValidationError("Choose how it goes.")

    def _one_of(self, field: Any, known: Any) -> None:
        if field.data not in {one.value for one in known}:
            raise ValidationError(f"Choose one of the answers for “{field.label.text}”.")

    def validate_kind(self, field: Any) -> None:
        """Refuse a way that was not offered."""
        self._one_of(field, KINDS)

    def validate_whom(self, field: Any) -> None:
        """Refuse somebody else."""
        self._one_of(field, WHOM)

    def validate_outcome(self, field: Any) -> None:
        """Refuse an outcome that was not offered."""
        self._one_of(field, OUTCOMES)

    def told(self, contacts: Sequence[Contact]) -> dict[str, Any]:
        """Return the answers as the action takes them."""
        chosen = [one for one in contacts if str(one.id) == self.contact.data]
        return self.values("held_on", "hours_worked", "next_on") | {
            "note": self.note.data or "",
            "kind": Kind(self.kind.data),
            "whom": Whom(self.whom.data),
            "outcome": Outcome(self.outcome.data),
            "going": Going(self.going.data) if self.going.data in set(Going) else None,
            "contact": chosen[0] if chosen else None,
        }
