"""What is asked on the day: who walked in, which rule counts, and the numbers of webinars."""

from typing import Any

from wtforms.validators import InputRequired

from crm.core.forms import (
    ChoiceField,
    CountField,
    DayField,
    EditForm,
    EmailField,
    Form,
    LineField,
    Said,
)

STATUSES = [("confirmed", "Confirmed"), ("unconfirmed", "Not confirmed")]


class WalkInForm(Form):
    """Somebody who came without having booked."""

    name = LineField("Name", [Said("Enter their name.")])
    email = EmailField("Work email", description="Leave it empty if you do not know it.")
    employer_words = LineField("Employer")


class RuleForm(EditForm):
    """From which share of the minutes on somebody attended."""

    percent = CountField(
        "Share of the webinar, in per cent", [Said("Enter a share.")], least=1, most=100
    )
    grace_minutes = CountField(
        "Minutes that still count before the start and after the end",
        [InputRequired("Enter minutes, or 0.")],
        most=60,
    )


class NumberForm(Form):
    """A number of webinars from a day on."""

    value = CountField("Number", [Said("Enter a number.")])
    from_on = DayField("From", [Said("Enter the first day on which it counts.")])
    source = LineField("Source", [Said("Say who decided this.")])
    status = ChoiceField("How sure", [Said("Say whether it was confirmed.")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.status.offer(STATUSES)
