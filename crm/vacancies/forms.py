"""What is asked about a vacancy."""

from typing import Any

from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from crm.core.forms import (
    ChoiceField,
    DayField,
    EditForm,
    Form,
    LineField,
    NoteField,
    Said,
    enum_pairs,
)
from crm.pay.forms import PayFields
from crm.vacancies.models import Contract


class VacancyForm(PayFields, EditForm):
    """All facts of a vacancy; ``check`` shows what the pay comes to without saving."""

    title = LineField("Job title", [Said("Enter the job title.")])
    site_id = ChoiceField("Site")
    contact_id = ChoiceField("Contact")
    contract = ChoiceField("Contract", default=Contract.UNKNOWN.value)
    days = LineField("Days and times")
    starts_on = DayField("Start")
    closes_on = DayField("Closing date")
    tasks = NoteField("Tasks")
    adjustments = NoteField("Adjustments the employer can make")

    def offer(self, sites: Any, contacts: Any) -> None:
        """Fill the lists."""
        self.site_id.offer(sites, blank="Not known")
        self.contact_id.offer(contacts, blank="Nobody yet")
        self.contract.offer(enum_pairs(Contract))
        self.offer_bases()

    @property
    def details(self) -> dict[str, Any]:
        """Return the answers as the columns take them."""
        found = self.values("title", "days", "starts_on", "closes_on", "tasks", "adjustments")
        return found | {
            "site_id": int(self.site_id.data) if self.site_id.data else None,
            "contact_id": int(self.contact_id.data) if self.contact_id.data else None,
            "contract": Contract(self.contract.data or Contract.UNKNOWN),
            **self.pay_details,
        }


class CloseForm(Form):
    """Why a vacancy is no longer open."""

    outcome = RadioField(
        "What became of it?",
        choices=[SelectChoice("filled", "It was filled"), SelectChoice("closed", "It was closed")],
        validate_choice=False,
    )
    closed_reason = LineField("Reason")

    def validate_outcome(self, field: Any) -> None:
        """One of the two has to be chosen."""
        if field.data not in ("filled", "closed"):
            raise ValidationError("Choose whether it was filled.")
