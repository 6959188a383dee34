"""Who leaves, who takes over and how it is split."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, RadioField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from crm.core.forms import ChoiceField, Form, Said
from crm.handover.rules import How

HOWS = [
    SelectChoice(How.DISTRICT, "By district: each district stays with one person"),
    SelectChoice(How.EVENLY, "Evenly: dealt out in turn"),
]


class TickList(ListWidget):  # type: ignore[misc]
    """A list of tick boxes, as the field macro draws it."""

    multiple = True


class HandOverForm(Form):
    """The choices; ``seen`` marks what was previewed."""

    person = ChoiceField("Whose employers", [Said("Choose whose employers are handed over.")])
    to = SelectMultipleField(
        "To whom",
        [Said("Choose at least one person to take over.")],
        widget=TickList(),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    how = RadioField("Split", choices=HOWS, default=How.DISTRICT, validate_choice=False)
    seen = HiddenField()

    def offer(self, holders: Sequence[tuple[str, str]], takers: Sequence[tuple[str, str]]) -> None:
        """Fill the lists."""
        self.person.offer(holders, blank="Choose a person")
        self.to.choices = [SelectChoice(value, name) for value, name in takers]

    def validate_to(self, field: Any) -> None:
        """Take only colleagues who may take over; never the one who leaves."""
        offered = {choice.value for choice in field.choices}
        if not set(field.data) <= offered:
            raise ValidationError("Choose people of this list.")

    def validate_how(self, field: Any) -> None:
        """Take one of the ways offered."""
        if field.data not in set(How):
            raise ValidationError("Choose how it is split.")
