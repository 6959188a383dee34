"""What is asked before a vacancy is shown to everybody."""

from typing import Any

from wtforms.validators import ValidationError

from crm.core import clock
from crm.core.forms import DayField, Form, LineField, Said


class AgreedForm(Form):
    """Who at the employer agreed, and when."""

    public_who = LineField("Who agreed for the employer", [Said("Enter who agreed.")])
    public_on = DayField("Agreed on", [Said("Enter the day on which they agreed.")], lean="last")

    def validate_public_on(self, field: Any) -> None:
        """Nobody has agreed tomorrow."""
        if field.data and field.data > clock.today():
            raise ValidationError("The day on which they agreed must not be in the future.")
