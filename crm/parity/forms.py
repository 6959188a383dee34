"""What is asked in a fair pay check."""

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, SubmitField
from wtforms.validators import ValidationError

from crm.core.errors import RuleBroken
from crm.core.forms import (
    ChoiceField,
    CountField,
    DayField,
    Form,
    HoursField,
    LineField,
    MoneyField,
    Said,
    enum_pairs,
)
from crm.parity.factors import CAN_EXPLAIN, NEVER_EXPLAINS
from crm.parity.models import Comparator
from crm.parity.paydays import Frequency
from crm.parity.questions import Question
from crm.pay.forms import BASES, WeeksField
from crm.pay.rates import Apprentice
from crm.pay.rules import Basis

STAGES = {
    Apprentice.NO: "Not an apprentice",
    Apprentice.FIRST_YEAR: "Apprentice in the first year",
    Apprentice.UNDER_19: "Apprentice under 19",
    Apprentice.LATER: "Apprentice in a later year",
}
PERIOD = Decimal(750)
ALONE = (
    "period_start", "period_end", "age", "basic_pay", "contract_weekly_hours", "paid_hours",
    "worked_hours", "overtime_rate", "comparator_weekly_hours", "factor_evidence",
)  # fmt: skip
NOUGHT = (
    "overtime_hours", "premium_pay", "allowances", "tips", "bonus", "deductions_for_employer",
    "accommodation_charge", "accommodation_nights",
)  # fmt: skip


class CheckForm(Form):
    """The figures of one wage slip and what they are compared with. Empty is not known."""

    period_start = DayField("First day of the pay period", lean="last")
    period_end = DayField("Last day of the pay period", lean="last")
    age = CountField("Age on the first day", least=1, most=120)
    apprentice = ChoiceField("Apprenticeship")
    basic_pay = MoneyField("Basic pay")
    pay_basis = ChoiceField("Paid for")
    contract_weekly_hours = HoursField("Contract hours a week")
    weeks_per_year = WeeksField("Paid weeks a year")
    paid_hours = HoursField("Basic hours on the slip", most=PERIOD)
    worked_hours = HoursField("Basic hours really worked", most=PERIOD)
    overtime_hours = HoursField("Overtime hours", most=PERIOD)
    overtime_rate = MoneyField("Overtime rate an hour")
    premium_pay = MoneyField("Premium pay")
    allowances = MoneyField("Allowances")
    tips = MoneyField("Tips")
    bonus = MoneyField("Bonus for performance")
    deductions_for_employer = MoneyField("Taken off for the employer")
    accommodation_charge = MoneyField("Charge for accommodation")
    accommodation_nights = CountField("Nights of accommodation", least=0, most=366)
    grade = ChoiceField("Grade or step of the employer's pay scale", default="")
    comparator = ChoiceField("Compare with", [Said("Choose what the pay is compared with.")])
    comparator_why = LineField(
        "Why is there nothing better than a colleague's slip?",
        description="Only for a colleague's slip, which is another person's personal data",
        longest=200,
    )
    comparator_amount = MoneyField("Pay for the same job")
    comparator_basis = ChoiceField("Paid for")
    comparator_weekly_hours = HoursField("Hours a week for that pay")
    factor = ChoiceField("Reason the employer gives for a difference")
    factor_evidence = BooleanField("I have seen evidence of this reason")
    check = SubmitField("Work it out")
    #: What is asked before the check is kept, and the codes of what was answered with yes.
    questions: Sequence[Question] = ()
    right: Collection[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bases = enum_pairs(Basis, BASES)
        self.apprentice.offer(enum_pairs(Apprentice, STAGES))
        self.pay_basis.offer(bases, blank="Not known")
        self.comparator_basis.offer(bases)
        self.grade.offer((), blank="None of these")
        self.comparator.offer(enum_pairs(Comparator), blank="Choose")
        reasons = [*CAN_EXPLAIN.items(), *NEVER_EXPLAINS.items()]
        self.factor.offer([(code, text[0].upper() + text[1:]) for code, text in reasons], "None")

    def validate_comparator_amount(self, field: Any) -> None:
        """A comparison needs an amount, and nobody has none."""
        if self.comparator.data == Comparator.NOBODY.value and field.data is not None:
            raise ValidationError("Leave the pay empty when nobody else does this job.")
        if self.comparator.data not in ("", None, Comparator.NOBODY.value) and field.data is None:
            raise ValidationError("Enter the pay for the same job.")

    def offer_grades(self, found: Iterable[tuple[int, str]]) -> None:
        """Offer lines of the tables that count: id and label."""
        self.grade.offer(found, blank="None of these")

    def validate_comparator_why(self, field: Any) -> None:
        """A colleague's slip comes last: it is another person's data."""
        peer = self.comparator.data == Comparator.PEER.value
        if peer and not field.data:
            raise ValidationError(
                "A colleague's slip is another person's personal data. Compare with a pay scale, "
                "job description, advert or statement, or say why there is none."
            )
        if field.data and not peer:
            raise ValidationError("Leave this empty: no colleague's slip is compared with.")

    def validate_factor_evidence(self, field: Any) -> None:
        """Evidence belongs to a reason."""
        if field.data and not self.factor.data:
            raise ValidationError("Choose the reason that the evidence is for.")

    def show(self, error: RuleBroken) -> None:
        """Show what is asked with a box each; anything else where it belongs."""
        self.questions = getattr(error, "questions", ())
        super().show(error)

    @property
    def given(self) -> dict[str, Any]:
        """Return the answers as the columns of a check take them."""
        nought = {name: self[name].data or Decimal(0) for name in NOUGHT}
        nought["accommodation_nights"] = Decimal(nought["accommodation_nights"])
        amount = self.comparator_amount.data
        return {
            **self.values(*ALONE),
            **nought,
            "apprentice": Apprentice(self.apprentice.data or Apprentice.NO),
            "pay_basis": Basis(self.pay_basis.data) if self.pay_basis.data else None,
            "comparator": Comparator(self.comparator.data),
            "comparator_why": self.comparator_why.data or "",
            "comparator_amount": amount,
            "comparator_basis": Basis(self.comparator_basis.data) if amount is not None else None,
            "factor": self.factor.data or "",
            "weeks_per_year": self.weeks_per_year.data or "52",
        }


class SendBackForm(Form):
    """What a second person wants looked at again."""

    review_note = LineField("What has to be looked at again?")


class ConcernForm(Form):
    """What gave rise to a concern about pay."""

    note = LineField(
        "What is the concern?",
        [Said("Say in a few words what the concern is.")],
        description="Without names. Everybody who sees fair pay results reads it",
        longest=200,
    )


class PayDaysForm(Form):
    """How often somebody is paid, and one of the days."""

    every = ChoiceField("How often are they paid?", [Said("Choose how often they are paid.")])
    known_on = DayField(
        "A day on which they are paid",
        [Said("Enter one of their pay days.")],
        description="Any one, past or to come, like 30/11/2026",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.every.offer(enum_pairs(Frequency), blank="Choose")

    @property
    def frequency(self) -> Frequency:
        """Return how often, as it was chosen."""
        return Frequency(self.every.data)
