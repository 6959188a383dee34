"""What is asked about evidence and about milestones."""

from collections.abc import Sequence
from typing import Any

from crm.core.forms import (
    ChoiceField,
    CountField,
    DayField,
    EditForm,
    Form,
    HoursField,
    LineField,
    MoneyField,
    Said,
)
from crm.core.sure import SureField
from crm.participants.forms import nothing_personal
from crm.participants.rules import Pathway
from crm.sustained.rules import EVIDENCE, Basis, RateBasis
from crm.vault.models import StoredFile

BASES = {
    Basis.WEEKS_IN_WORK: "Weeks in work",
    Basis.HOURS: "Weeks in work of enough hours",
    Basis.CUMULATIVE_EARNINGS: "Earnings added up",
    Basis.FIRST_EARNINGS: "First earnings",
}
RATES = {
    RateBasis.NLW: "Minimum wage from 21 on",
    RateBasis.RLW_UK: "Real Living Wage, UK",
    RateBasis.FIXED: "An amount of its own",
}


class EvidenceForm(Form):
    """What was seen, and which day it shows somebody in work."""

    kind = ChoiceField("What was seen", [Said("Choose what was seen.")])
    shows_on = DayField("Shows work on", [Said("Enter the last day that it shows.")], lean="last")
    seen_on = DayField("Seen on", [Said("Enter the day it was seen.")], lean="last")
    file = ChoiceField("File")
    note = LineField(
        "Note", [nothing_personal], description="Nothing about anyone's health, and no name."
    )

    def offer(self, files: Sequence[StoredFile]) -> None:
        """Fill the lists."""
        self.kind.offer([(code, text.capitalize()) for code, text in EVIDENCE.items()], "Choose")
        self.file.offer([(row.ref, f"{row.ref}, {row.kind}") for row in files], "Seen, not kept")


class RuleForm(Form):
    """A milestone for work that begins from a day on."""

    code = LineField("Code", [Said("Enter a short code.")], longest=30)
    label = LineField("Name", [Said("Enter a name.")], longest=60)
    programme = LineField("Programme", [Said("Enter the programme.")], longest=60)
    pathway = ChoiceField("Pathway")
    cohort = LineField("Cohort", longest=40)
    basis = ChoiceField("Counts", [Said("Choose what it counts.")])
    weeks = CountField("Weeks", least=0, most=260)
    hours_per_week = HoursField("Hours a week")
    rate_basis = ChoiceField("Earnings worked out from")
    fixed_amount = MoneyField("Amount of its own")
    window_weeks = CountField("Within weeks", least=1, most=260)
    gap_days = CountField("Days of a gap allowed", least=0, most=365)
    evidence = LineField("Kinds of evidence")
    valid_from = DayField("For work begun from", [Said("Enter the first day.")])
    source = LineField("Source", [Said("Say where this was published.")])
    status = SureField(blank="Choose")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pathway.offer([(one.value, one.value) for one in Pathway], blank="All")
        self.basis.offer(BASES.items(), blank="Choose")
        self.rate_basis.offer(RATES.items(), blank="Nothing")

    @property
    def told(self) -> dict[str, Any]:
        """Return the answers as the columns take them."""
        named = {code.strip().upper() for code in (self.evidence.data or "").split(",")}
        return self.values(
            "code", "label", "programme", "hours_per_week", "fixed_amount", "window_weeks",
            "valid_from", "source", "status",
        ) | {
            "pathway": self.pathway.data or "",
            "cohort": self.cohort.data or "",
            "basis": Basis(self.basis.data),
            "weeks": self.weeks.data or 0,
            "rate_basis": RateBasis(self.rate_basis.data) if self.rate_basis.data else None,
            "gap_days": self.gap_days.data or 0,
            "evidence": ",".join(code for code in EVIDENCE if code in named),
        }  # fmt: skip


class RuleEditForm(EditForm):
    """What may change about a milestone: where it is from, how sure, and its end."""

    source = LineField("Source", [Said("Say where this was published.")])
    status = SureField()
    valid_to = DayField("For work begun until")
