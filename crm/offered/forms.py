"""What a business is asked about work it offers, and whom the staff ask."""

from typing import Any

from crm.core.forms import ChoiceField, DayField, Form, LineField, NoteField, Said
from crm.pay.forms import PayFields


class AskForm(Form):
    """Who gets the link."""

    contact = ChoiceField("Send the link to", [Said("Choose who gets the link.")])


class OfferForm(PayFields, Form):
    """Six questions about the work."""

    title = LineField("What is the job?", [Said("Enter what the job is")], longest=100)
    days = LineField(
        "Days and times (optional)", longest=200, description="Like Monday to Thursday, 10 to 2"
    )
    tasks = NoteField(
        "What will the person do?",
        [Said("Enter what the person will do")],
        longest=2000,
        description="One task a line. Write nothing about anyone's health.",
    )
    starts_on = DayField("When could it start? (optional)", description="Like 5 January")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_bases()
        self.pay_amount.description = "In pounds, like 12.71"
        self.weekly_hours.label.text = "Paid hours a week"
        self.weekly_hours.description = "Like 16 or 37.5"

    @property
    def details(self) -> dict[str, Any]:
        """Return the answers as the columns of a vacancy take them."""
        return self.values("title", "days", "tasks", "starts_on") | self.pay_details
