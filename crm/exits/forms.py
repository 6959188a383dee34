"""What is asked in an exit conversation."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from crm.activity.rules import Kind
from crm.core.forms import ChoiceField, DayField, Form, NoteField, Said
from crm.employers.models import Contact
from crm.exits.models import Again
from crm.participants.forms import nothing_personal

KINDS = {Kind.CALL: "Call", Kind.VISIT: "Visit", Kind.MEETING: "Meeting"}


class ExitForm(Form):
    """Whether they would take another person, and what would have helped."""

    again = RadioField(
        "Would they take another person?",
        choices=[SelectChoice(one.value, one.value.capitalize()) for one in Again],
        validate_choice=False,
    )
    helped = NoteField(
        "What would have helped?",
        [nothing_personal],
        description="Nothing about anyone's health, and no name.",
    )
    kind = ChoiceField("How", [Said("Choose how you spoke.")], default="call")
    contact = ChoiceField("With")
    held_on = DayField("Day", [Said("Enter the day you spoke.")], lean="last")

    def offer(self, contacts: Sequence[Contact]) -> None:
        """Fill the lists."""
        self.kind.offer(KINDS.items())
        self.contact.offer([(one.id, one.name) for one in contacts], blank="Nobody named")

    def validate_again(self, field: Any) -> None:
        """One of the answers has to be chosen."""
        if field.data not in set(Again):
            raise ValidationError("Choose whether they would take another person.")

    def told(self, contacts: Sequence[Contact]) -> dict[str, Any]:
        """Return the answers as the action takes them."""
        chosen = [one for one in contacts if str(one.id) == self.contact.data]
        return {
            "again": Again(self.again.data),
            "helped": self.helped.data or "",
            "kind": Kind(self.kind.data),
            "contact": chosen[0] if chosen else None,
            "held_on": self.held_on.data,
        }
