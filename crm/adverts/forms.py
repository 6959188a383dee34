"""What the import of adverts asks."""

import re
from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import TextAreaField
from wtforms.validators import ValidationError

from crm.activity.forms import ClockField
from crm.adverts import values
from crm.adverts.comparing import NEW
from crm.adverts.models import AdvertRow
from crm.adverts.reading import MOST_BYTES
from crm.core import uploads
from crm.core.errors import RuleBroken
from crm.core.forms import (
    ChoiceField,
    DayField,
    Form,
    HoursField,
    LineField,
    MoneyField,
    NoteField,
    Said,
    enum_pairs,
)
from crm.core.once import OnceForm
from crm.employers.fields import PostcodeField
from crm.pay.forms import BASES
from crm.pay.rules import Basis
from crm.vacancies.forms import WeekdaysField
from crm.vacancies.models import Contract

MOST_PASTED = 300_000
PASTED = "Pasted source"


class BringForm(OnceForm):
    """A saved page or a feed, as a file or as its source."""

    file = FileField(
        "File",
        description=(
            "Choose a file or drop it here: a vacancy page saved from the browser (HTML or MHTML),"
            " or a feed (XML or JSON), up to 10 MB and 2,000 vacancies."
        ),
    )
    pasted = TextAreaField(
        "Or paste the source of the page",
        description="In the browser: right click, View page source, mark all, copy. Paste it here.",
    )

    def content(self) -> tuple[bytes, str]:
        """Return the bytes and a name; raises ``RuleBroken`` when there is nothing, or both."""
        pasted = (self.pasted.data or "").strip()
        if upload := uploads.chosen(self.file.data, MOST_BYTES):
            if pasted:
                raise RuleBroken("Choose a file or paste the source, not both.", "pasted")
            return upload
        if not pasted:
            raise RuleBroken("Choose a file, or paste the source of a page.", "file")
        if len(pasted) > MOST_PASTED:
            raise RuleBroken(
                f"This is more than {MOST_PASTED:,} characters. Save the page as a file and choose"
                " that.",
                "pasted",
            )
        return pasted.encode("utf-8", "replace"), PASTED


class AdvertForm(Form):
    """One found vacancy, to be put right before it is saved."""

    title = LineField("Job title", [Said("Enter the job title.")])
    employer = ChoiceField("Employer")
    employer_ref = LineField("Or the reference of another employer", longest=12)
    employer_name = LineField("Name of a new employer")
    address = LineField("Address")
    town = LineField("Town")
    postcode = PostcodeField("Postcode")
    contract = ChoiceField("Contract")
    pay_amount = MoneyField("Pay")
    pay_basis = ChoiceField("Paid for")
    weekly_hours = HoursField("Hours a week")
    hours_from = HoursField("Fewest hours a week")
    hours_to = HoursField("Most hours a week")
    weekdays = WeekdaysField("Days")
    starts_at = ClockField("Starts at")
    ends_at = ClockField("Ends at")
    days = LineField("More about days and times")
    starts_on = DayField("Start")
    closes_on = DayField("Closing date")
    tasks = NoteField("Tasks")

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Fill the lists; ``choices`` are the employers."""
        offered = [*choices]
        if NEW not in dict(offered) and "" in dict(offered):
            offered.insert(-1, (NEW, "A new employer, named below"))
        self.employer.offer(offered)
        self.contract.offer(enum_pairs(Contract))
        self.pay_basis.offer(enum_pairs(Basis, BASES))

    def fill(self, row: AdvertRow) -> None:
        """Show what was read, or corrected since."""
        for name, value in values.columns(row.facts).items():
            self[name].data = getattr(value, "value", value)
        for name, text in row.place.items():
            self[name].data = text
        self.employer.data, self.employer_name.data = row.employer, row.employer_name

    def validate_employer_ref(self, field: Any) -> None:
        """A reference is read as it stands on an employer's page."""
        if field.data and not re.fullmatch(r"E-[0-9]{5,9}", field.data.upper(), re.ASCII):
            raise ValidationError("Enter the reference as on the employer's page, like E-00042.")

    def validate_employer_name(self, field: Any) -> None:
        """A new employer needs a name."""
        if self.employer.data == NEW and not field.data and not self.employer_ref.data:
            raise ValidationError("Enter the name of the new employer.")

    def validate_closes_on(self, field: Any) -> None:
        """A vacancy closes before the work starts."""
        if field.data and self.starts_on.data and field.data > self.starts_on.data:
            raise ValidationError("The closing date must not be after the start.")

    def validate_hours_to(self, field: Any) -> None:
        """The most hours are not fewer than the fewest."""
        least, most = self.hours_from.data or self.weekly_hours.data, field.data
        if least and most and least > most:
            raise ValidationError("The most hours a week must not be fewer than the fewest.")

    @property
    def chosen(self) -> str:
        """Return the employer as it is kept: a typed reference counts before the list."""
        return (self.employer_ref.data or "").upper() or self.employer.data or ""

    @property
    def facts(self) -> dict[str, Any]:
        """Return the answers as the columns of a vacancy take them."""
        found = self.values(*values.NAMES)
        texts = ("starts_at", "ends_at", "weekdays", "days", "tasks")
        return (
            found
            | {name: found[name] or "" for name in texts}
            | {
                "contract": Contract(self.contract.data or Contract.UNKNOWN),
                "pay_basis": Basis(self.pay_basis.data or Basis.HOURLY),
            }
        )

    @property
    def place(self) -> dict[str, str]:
        """Return where the work is."""
        return {name: self[name].data or "" for name in ("address", "town", "postcode")}
