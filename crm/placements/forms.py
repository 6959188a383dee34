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
from crm.participants.forms import nothing_personal
from crm.participants.rules import Pathway
from crm.pay.forms import PayFields
from crm.placements.models import CONTRACTS
from crm.placements.rules import Ended, Kind
from crm.vacancies.models import Contract


class TermsFields(PayFields):
    """What is agreed with the employer, for a form to inherit before its base."""

    job_title = LineField("Job title", [Said("Enter the job title.")])
    contract = ChoiceField("Contract", default=Contract.UNKNOWN.value)
    sure = BooleanField("This is right")

    def offer_terms(self) -> None:
        """Offer the kinds of contract and what pay is for."""
        self.contract.offer([(one.value, one.value.capitalize()) for one in CONTRACTS])
        self.offer_bases()

    @property
    def agreed(self) -> dict[str, Any]:
        """Return the answers by the names of ``terms.TERMS``."""
        contract = Contract(self.contract.data or Contract.UNKNOWN)
        return {"job_title": self.job_title.data, "contract": contract, **self.pay_details}


class FactsForm(EditForm):
    """What is known of a placement beside what was agreed. The person is a reference only."""

    participant_ref = LineField("Participant reference", [Said("Enter the reference.")])
    kind = ChoiceField(
        "Kind of placement", [Said("Choose the kind of placement.")], default=Kind.JOB.value
    )
    pathway = ChoiceField("Pathway", [Said("Choose the pathway.")])
    started_on = DayField("First day", [Said("Enter the first day.")], lean="near")
    planned_end_on = DayField("Planned last day")
    on_programme = BooleanField("Part of a programme that allows unpaid work")
    limits_apply = BooleanField("Earnings limits may apply")
    supervised = BooleanField("Staff of the service or of a charity supervise the work")
    notes = NoteField(
        "Notes", [nothing_personal], description="Write nothing about anyone's health."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.offer(enum_pairs(Kind), blank="Choose")
        self.pathway.offer([(one.value, one.value) for one in Pathway], blank="Choose")

    def validate_participant_ref(self, field: Any) -> None:
        """Refuse what could tell who the person is; it is not shown again either."""
        if why := rules.why_not_opaque(rules.tidy_ref(field.data)):
            field.data = ""
            raise ValidationError(why)

    @property
    def details(self) -> dict[str, Any]:
        """Return the answers as the columns take them."""
        found = self.values(
            "participant_ref",
            "started_on",
            "planned_end_on",
            "on_programme",
            "limits_apply",
            "supervised",
            "notes",
        )
        return found | {"kind": Kind(self.kind.data), "pathway": Pathway(self.pathway.data)}


class PlacementForm(TermsFields, FactsForm):
    """All facts of a placement that starts, with what was agreed for it."""

    fills = BooleanField("This fills the vacancy")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_terms()

    @property
    def details(self) -> dict[str, Any]:
        """Return the answers as the columns take them."""
        return super().details | self.agreed


class TermsForm(TermsFields, EditForm):
    """Other hours, pay, contract or job from a day on, and why."""

    from_on = DayField("From", [Said("Enter the first day on which it counts.")], lean="near")
    why = LineField("Why it changes", [Said("Say in a few words why.")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_terms()


class EndForm(Form):
    """When the work ended, and why."""

    ended_on = DayField("Last day", [Said("Enter the last day.")], lean="last")
    end_code = ChoiceField("Reason", [Said("Choose why it ended.")])
    end_reason = LineField("In a few words", [nothing_personal])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.end_code.offer(enum_pairs(Ended), blank="Choose")
