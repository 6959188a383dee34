"""What is asked when a match is set aside or a number of matching changes."""

from typing import Any

from crm.core.forms import ChoiceField, CountField, DayField, Form, LineField, Said
from crm.core.sure import SureField
from crm.matching.actions import REASONS


class PassForm(Form):
    """Why a vacancy is not for a person."""

    reason = ChoiceField("Why", [Said("Choose why it is not for this person.")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.offer(REASONS.items(), blank="Choose")


class LimitForm(Form):
    """A number of matching from a day on."""

    value = CountField("Number", [Said("Enter a number.")])
    from_on = DayField("From", [Said("Enter the first day on which it counts.")])
    source = LineField("Source", [Said("Say who decided this.")])
    status = SureField()
