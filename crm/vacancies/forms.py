"""What is asked about a vacancy."""

from collections.abc import Iterator, Sequence
from typing import Any

from wtforms import RadioField, SelectMultipleField
from wtforms.fields import Choice, SelectChoice
from wtforms.validators import ValidationError

from crm.activity.forms import ClockField
from crm.core.forms import (
    ChoiceField,
    DayField,
    EditForm,
    Form,
    HoursField,
    LineField,
    NoteField,
    Said,
    enum_pairs,
)
from crm.employers.models import Contact, Site
from crm.pay.forms import PayFields
from crm.reference.forms import OccupationField
from crm.vacancies import rules
from crm.vacancies.models import Contract

SAME = (
    "title", "soc_code", "days", "weekdays", "starts_at", "ends_at", "hours_from", "hours_to",
    "tasks", "adjustments", "transport", "starts_on", "closes_on",
)  # fmt: skip


class WeekdaysField(SelectMultipleField):  # type: ignore[misc]
    """Days of the week as tick boxes, kept as text like ``mon,tue``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        choices = [SelectChoice(day, name[:3]) for day, name in rules.WEEKDAYS.items()]
        super().__init__(*args, choices=choices, validate_choice=False, **kwargs)

    def process_data(self, value: Any) -> None:
        """Take the text as it is kept."""
        self.data = value or ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Put the ticked days in the order of the week; refuse what is no day."""
        try:
            self.data = ",".join(rules.weekdays_in(",".join(valuelist)))
        except ValueError:
            raise ValueError("Tick the days of the week.") from None

    def iter_choices(self) -> Iterator[Any]:
        """Give each day, ticked or not."""
        ticked = (self.data or "").split(",")
        for choice in self.choices:
            yield Choice(choice.value, choice.label, choice.value in ticked, {})


class VacancyForm(PayFields, EditForm):
    """All facts of a vacancy; ``check`` shows what the pay comes to without saving."""

    title = LineField("Job title", [Said("Enter the job title.")])
    soc_code = OccupationField("Occupation")
    site_id = ChoiceField("Site")
    contact_id = ChoiceField("Contact")
    contract = ChoiceField("Contract", default=Contract.UNKNOWN.value)
    weekdays = WeekdaysField("Days")
    starts_at = ClockField("Starts at")
    ends_at = ClockField("Ends at")
    days = LineField("More about days and times")
    hours_from = HoursField("Fewest hours")
    hours_to = HoursField("Most hours")
    starts_on = DayField("Start")
    closes_on = DayField("Closing date")
    tasks = NoteField("Tasks")
    adjustments = NoteField("Adjustments the employer can make")
    transport = NoteField("Getting there", longest=500)

    def offer(self, sites: Any, contacts: Any, occupations: Any) -> None:
        """Fill the lists."""
        self.soc_code.offer(occupations)
        self.site_id.offer(sites, blank="Not known")
        self.contact_id.offer(contacts, blank="Nobody yet")
        self.contract.offer(enum_pairs(Contract))
        self.offer_bases()

    def fill(self, sites: Sequence[Site], contacts: Sequence[Contact]) -> None:
        """Set what is most likely: the main site, and whoever can hire."""
        if sites:
            self.site_id.data = str(sites[0].id)
        if contacts:
            self.contact_id.data = str(max(contacts, key=lambda c: c.can_hire is True).id)

    @property
    def details(self) -> dict[str, Any]:
        """Return the answers as the columns take them."""
        return self.values(*SAME) | {
            "starts_at": self.starts_at.data or "",
            "ends_at": self.ends_at.data or "",
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


class SendBackForm(Form):
    """What a trainee has to put right."""

    check_note = NoteField(
        "What has to be put right", [Said("Say what has to be put right.")], longest=500
    )
