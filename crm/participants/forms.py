"""What is asked about a person looking for work: what would suit them, never who or why."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation, ValidationError

from crm.activity.forms import ClockField
from crm.core.forms import (
    ChoiceField,
    CountField,
    EditForm,
    HoursField,
    LineField,
    MoneyField,
    NoteField,
    ParsedField,
    Said,
    enum_pairs,
)
from crm.core.sure import SureField
from crm.participants import rules
from crm.participants.rules import Mode, Pathway, Unit, WordKind, codes
from crm.reference.shipped import postcode_areas
from crm.vacancies.models import Contract

DAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday",
    "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip
MODES = {
    Mode.WALK: "Walking",
    Mode.CYCLE: "Cycling",
    Mode.BUS: "Bus or train",
    Mode.CAR: "Car or lift",
}
LISTS = (
    "travel_by days sorts_wanted sorts_unwanted tasks_want tasks_can tasks_cannot support contracts"
).split()


def nothing_personal(_form: Any, field: Any) -> None:
    """Refuse words on health, and numbers that name somebody, in what is written freely."""
    if why := rules.why_not_noted(field.data or ""):
        raise ValidationError(why)


class TicksField(SelectMultipleField):  # type: ignore[misc]
    """Any number of a list of answers, kept as their codes with commas between."""

    def offer(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Offer these codes with their words."""
        self.choices = [SelectChoice(code, label) for code, label in pairs]

    def iter_choices(self) -> Any:
        """Return the choices, those in the kept list ticked."""
        ticked = codes(self.data or "")
        choices = super().iter_choices()
        return [choice._replace(selected=choice.value in ticked) for choice in choices]

    def process_data(self, value: str | None) -> None:
        """Take a kept list."""
        self.data = value or ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep what was ticked in the order of the page, nothing twice."""
        self.data = ",".join(dict.fromkeys(valuelist))

    def pre_validate(self, form: Any) -> None:
        """Refuse a value that was not offered, in plain words."""
        offered = {choice.value for choice in self.choices or []}
        if not set(codes(self.data or "")) <= offered:
            raise StopValidation(f"Choose among the answers for “{self.label.text}”.")


class HomeField(ParsedField):
    """An outward code or postcode sector; a full postcode is not even shown again whole."""

    def parse(self, text: str) -> str:
        """Return the code as it is kept."""
        try:
            return rules.tidy_home(text, postcode_areas())
        except ValueError:
            self.typed = re.sub(r"([0-9])[A-Za-z]{2}$", r"\1", text)
            raise


class ProfileForm(EditForm):
    """What work would suit one person. No name, no address, nothing about health or benefits."""

    participant_ref = LineField("Participant reference", [Said("Enter the reference.")])
    pathway = ChoiceField("Pathway", [Said("Choose the pathway.")])
    home = HomeField("Home, first part of the postcode")
    travel_most = CountField("Can travel at most", least=1, most=240)
    travel_unit = ChoiceField("Counted in", default=Unit.MILES.value)
    travel_by = TicksField("Gets there by")
    days = TicksField("Days")
    earliest_at = ClockField("Not before")
    latest_at = ClockField("Not after")
    hours_from = HoursField("Hours a week, from")
    hours_to = HoursField("Hours a week, up to")
    sorts_wanted = TicksField("Sorts of work wanted")
    sorts_unwanted = TicksField("Sorts of work not wanted")
    tasks_want = TicksField("Tasks they would like")
    tasks_can = TicksField("Tasks they can do")
    tasks_cannot = TicksField("Tasks they cannot do")
    support = TicksField("What helps at work")
    coach_hours = HoursField("Job coach, hours a week")
    contracts = TicksField("Contracts they would take")
    min_hourly = MoneyField("Pay at least, an hour")
    earnings_limit = MoneyField("Earn at most, a week")
    hours_limit = HoursField("Work at most, hours a week")
    notes = NoteField("Notes", [nothing_personal], longest=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pathway.offer([(one.value, one.value) for one in Pathway], blank="Choose")
        self.travel_unit.offer([(one.value, one.value.capitalize()) for one in Unit])
        self.travel_by.offer((mode.value, words) for mode, words in MODES.items())
        self.days.offer(DAYS.items())
        self.contracts.offer(p for p in enum_pairs(Contract) if p[0] != Contract.UNKNOWN.value)

    def offer(self, words: Iterable[Any]) -> None:
        """Offer the words of the list; one no longer offered stays where it is ticked."""
        found = list(words)
        kinds = {"sorts_": WordKind.SORT, "tasks_": WordKind.TASK, "support": WordKind.SUPPORT}
        for name, kind in (
            (n, k) for n in LISTS for lead, k in kinds.items() if n.startswith(lead)
        ):
            field = self._fields[name]
            kept = codes(field.data or "")
            field.offer(
                (w.code, w.label) for w in found if w.kind is kind and (w.offered or w.code in kept)
            )

    def validate_participant_ref(self, field: Any) -> None:
        """Refuse what could tell who the person is; it is not shown again either."""
        if why := rules.why_not_opaque(rules.tidy_ref(field.data)):
            field.data = ""
            raise ValidationError(why)

    def validate_latest_at(self, field: Any) -> None:
        """The day ends after it begins."""
        if field.data and self.earliest_at.data and field.data <= self.earliest_at.data:
            raise ValidationError("“Not after” must be later than “Not before”.")

    def validate_hours_to(self, field: Any) -> None:
        """The most hours are not fewer than the fewest."""
        if field.data and self.hours_from.data and field.data < self.hours_from.data:
            raise ValidationError("The most hours must not be fewer than the fewest.")

    def validate_sorts_unwanted(self, field: Any) -> None:
        """Nothing is both wanted and not wanted."""
        self._apart(field, self.sorts_wanted, "wanted and not wanted")

    def validate_tasks_cannot(self, field: Any) -> None:
        """Nothing is both possible and impossible."""
        self._apart(field, self.tasks_want, "liked and impossible")
        self._apart(field, self.tasks_can, "possible and impossible")

    def _apart(self, field: Any, other: Any, words: str) -> None:
        twice = set(codes(field.data or "")) & set(codes(other.data or ""))
        labels = [choice.label for choice in field.choices or [] if choice.value in twice]
        if labels:
            raise ValidationError(f"{labels[0]} cannot be both {words}.")

    @property
    def details(self) -> dict[str, Any]:
        """Return the answers as the columns take them."""
        numbers = ("travel_most", "hours_from", "hours_to", "coach_hours", "min_hourly",
                   "earnings_limit", "hours_limit")  # fmt: skip
        texts = {name: self._fields[name].data or "" for name in
                 ("home", "earliest_at", "latest_at", "notes", *LISTS)}  # fmt: skip
        return (
            self.values("participant_ref", *numbers)
            | texts
            | {"pathway": Pathway(self.pathway.data), "travel_unit": Unit(self.travel_unit.data)}
        )


class WordForm(EditForm):
    """One word of the list."""

    kind = ChoiceField("For", [Said("Choose what the word is for.")])
    label = LineField("Word", [Said("Enter the word."), nothing_personal], longest=60)
    finds = LineField("Found by")
    soc = LineField("SOC 2020 codes that begin with", longest=100)
    offered = ChoiceField("Offered on the form", default="yes")
    source = LineField("Source", [Said("Say who decided this.")])
    status = SureField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.offer(enum_pairs(WordKind), blank="Choose")
        self.offered.offer([("yes", "Yes"), ("no", "No")])

    def validate_soc(self, field: Any) -> None:
        """Codes are one to four digits with commas between."""
        parts = [part.strip() for part in codes(field.data or "")]
        if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
            raise ValidationError("Enter codes of one to four digits, like 9263, 54.")
        field.data = ",".join(parts)

    @property
    def details(self) -> dict[str, Any]:
        """Return the answers as the columns take them."""
        offered = {"offered": self.offered.data == "yes"}
        return self.values("label", "finds", "soc", "source", "status") | offered
