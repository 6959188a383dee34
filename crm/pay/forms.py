"""Forms for rates, and the pay fields that vacancies and placements share."""

from typing import Any

from wtforms import HiddenField, SubmitField
from wtforms.validators import ValidationError

from crm.core.forms import (
    ChoiceField,
    CountField,
    DayField,
    EditForm,
    Form,
    HoursField,
    LineField,
    MoneyField,
    ParsedField,
    Said,
    enum_pairs,
)
from crm.core.sure import SureField
from crm.pay.rates import RateCode
from crm.pay.rules import Basis, Pay, weeks_from

KINDS = {
    RateCode.AGE: "Minimum wage for an age",
    RateCode.APPRENTICE: "Minimum wage for apprentices",
    RateCode.ACCOMMODATION_DAY: "Accommodation offset, a day",
    RateCode.RLW_UK: "Real Living Wage, UK",
    RateCode.RLW_LONDON: "Real Living Wage, London",
    RateCode.OLW: "Oxford Living Wage",
    RateCode.PERMITTED_WORK_WEEK: "Permitted work: most pay a week",
    RateCode.PERMITTED_WORK_HOURS: "Permitted work: fewer hours a week than",
    RateCode.CHECK_MONTHS: "A fair pay check holds for",
}
AMOUNT, NEVER = "amount", "never"
BASES = {
    Basis.HOURLY: "An hour",
    Basis.WEEKLY: "A week",
    Basis.FOUR_WEEKLY: "Four weeks",
    Basis.MONTHLY: "A month",
    Basis.ANNUAL: "A year",
}


class WeeksField(ParsedField):
    """Paid weeks a year, kept as it was typed: 52, 39 or 365/7."""

    def parse(self, text: str) -> str:
        """Refuse what is not a number of weeks."""
        try:
            weeks = weeks_from(text)
        except ValueError:
            weeks = None
        if not weeks:
            raise ValueError(f"{self.label.text} must be a number up to 53, or 365/7.")
        return text


class Told:
    """For a form to inherit before its base: how many records its reader was told it touches."""

    told = HiddenField()

    def knows(self, touched: int) -> bool:
        """Return whether the reader saw that ``touched`` records are touched, or none is."""
        seen, self.told.data = self.told.data, str(touched)
        return touched == 0 or seen == str(touched)


class RateForm(Told, Form):
    """A new dated rate."""

    code = ChoiceField("Rate", [Said("Choose which rate this is.")])
    amount = MoneyField("Amount", [Said("Enter the amount in pounds.")])
    valid_from = DayField("First day", [Said("Enter the first day on which it counts.")])
    min_age = CountField("From age", least=0, most=120)
    up_to_age = CountField("Up to and including age", least=0, most=120)
    source = LineField("Source", [Said("Say where the rate was published.")])
    status = SureField(blank="Choose")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code.offer(enum_pairs(RateCode, KINDS), blank="Choose")


class RateEditForm(Told, EditForm):
    """What may change about a rate: where it is from, how sure, and its end."""

    source = LineField("Source", [Said("Say where the rate was published.")])
    status = SureField()
    valid_until = DayField("First day on which it no longer counts")


class CorrectForm(Told, EditForm):
    """What an amount should have been, or that it should never have been here."""

    what = ChoiceField("What was wrong?", [Said("Say what was wrong.")])
    amount = MoneyField("Right amount", [Said("Enter the amount in pounds.")])
    up_to_age = CountField("Up to and including age", least=0, most=120)
    source = LineField("Source", [Said("Say where the rate was published.")])
    status = SureField()
    why = LineField("Why?", [Said("Say how you know.")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.what.offer([(AMOUNT, "The amount or the last age"), (NEVER, "It never counted")])


class PayFields:
    """Pay as it is stated, for a form to inherit before its base."""

    pay_amount = MoneyField("Pay")
    pay_basis = ChoiceField("Paid for")
    weekly_hours = HoursField("Hours a week")
    weeks_per_year = WeeksField("Paid weeks a year")
    check = SubmitField("Work out the pay")

    def offer_bases(self) -> None:
        """Offer what stretch of work an amount of pay is for."""
        self.pay_basis.offer(enum_pairs(Basis, BASES))

    def validate_weekly_hours(self, field: Any) -> None:
        """Pay for a longer stretch says nothing without the hours."""
        if self.pay_amount.data and self.pay_basis.data != Basis.HOURLY.value and not field.data:
            raise ValidationError("Enter the hours a week, so that the pay can be worked out.")

    @property
    def pay_details(self) -> dict[str, Any]:
        """Return the answers as the columns of a paid row take them."""
        return {
            "pay_amount": self.pay_amount.data,
            "pay_basis": Basis(self.pay_basis.data or Basis.HOURLY),
            "weekly_hours": self.weekly_hours.data,
            "weeks_per_year": self.weeks_per_year.data or "52",
        }

    @property
    def asked_pay(self) -> Pay | None:
        """Return the pay that was typed, once it can be read without a fault."""
        fields = (self.pay_amount, self.pay_basis, self.weekly_hours, self.weeks_per_year)
        if self.pay_amount.data is None or any(field.errors for field in fields):
            return None
        found = self.pay_details
        weeks = weeks_from(found["weeks_per_year"])
        return Pay(found["pay_amount"], found["pay_basis"], found["weekly_hours"], weeks)
