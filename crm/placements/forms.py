"""What is asked about a placement."""

from typing import Any

from wtforms import BooleanField
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
from crm.participants import rules
from crm.participants.rules import Pathway
from crm.pay.forms import PayFields
from crm.placements.models import Kind


class PlacementForm(PayFields, EditForm):
    """All facts of a placement. The person is a reference; nothing about them is asked."""

    participant_ref = LineField("Participant reference", [Said("Enter the reference.")])
    job_title = LineField("Job title", [Said("Enter the job title.")])
    kind = ChoiceField(
        "Kind of placement", [Said("Choose the kind of placement.")], default=Kind.JOB.value
    )
    pathway = ChoiceField("Pathway", [Said("Choose the pathway.")])
    started_on = DayField("First day", [Said("Enter the first day.")], lean="near")
    notes = NoteField("Notes", description="Write nothing about anyone's health.")
    fills = BooleanField("This fills the vacancy")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.offer(enum_pairs(Kind), blank="Choose")
        self.pathway.offer([(one.value, one.value) for one in Pathway], blank="Choose")
        self.offer_bases()

    def validate_participant_ref(self, field: Any) -> None:
        """Refuse what could tell who the person is; it is not shown again either."""
        if why := rules.why_not_opaque(rules.tidy_ref(field.data)):
            field.data = ""
            raise ValidationError(why)

    @property
    def details(self) -> dict[str, Any]:
        """Return the answers as the columns take them."""
        found = self.values("participant_ref", "job_title", "started_on", "notes")
        kinds = {"kind": Kind(self.kind.data), "pathway": Pathway(self.pathway.data)}
        return found | kinds | self.pay_details


class EndForm(Form):
    """When the work ended, and why."""

    ended_on = DayField("Last day", [Said("Enter the last day.")], lean="last")
    end_reason = LineField("Reason", [Said("Say why it ended.")])
