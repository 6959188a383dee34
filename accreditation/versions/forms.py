"""The parts of a scheme document as forms: each reads a row of the document and writes one."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import HiddenField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from accreditation.scheme.document import (
    CORRECTION_DAYS,
    EFFORTS,
    FIRM_PERCENT,
    MONTHS_APART,
    Source,
)
from crm.core.errors import Stale
from crm.core.forms import ChoiceField, CountField, DayField, Form, LineField, NoteField, Said

WHO = (("employer", "The employer"), ("officer", "An officer"), ("both", "Both together"))
SURE = (("unconfirmed", "A proposal, nobody has agreed it yet"), ("confirmed", "Agreed"))
SOURCES = {
    Source.SYSTEM: "our own records",
    Source.OFFICER: "what officers saw and logged",
    Source.EMPLOYER: "what the employer declares",
}
BY_HAND = (Source.EMPLOYER, Source.OFFICER)
LONG = 1_000


class TickList(ListWidget):  # type: ignore[misc]
    """A list of tick boxes, as the field macro draws it."""

    multiple = True


def ticks(label: str, said: str = "", **more: Any) -> SelectMultipleField:
    """Return a field of tick boxes, of which one at least is needed where ``said`` says so."""
    return SelectMultipleField(
        label,
        [Said(said)] if said else [],
        widget=TickList(),
        option_widget=CheckboxInput(),
        validate_choice=False,
        **more,
    )


class CopyForm(Form):
    """The name and the purpose of a new version."""

    version = LineField("Name of the new version", [Said("Name the new version.")], longest=20)
    why = LineField("What it is for", [Said("Say why a new version is needed.")])


class PublishForm(Form):
    """When a version begins to count, and what becomes of levels awarded before it."""

    seen = HiddenField()
    effective_from = DayField("First day it counts", [Said("Enter the first day it counts.")])
    honoured_until = DayField("Earlier levels count until", [Optional()])
    why = LineField(
        "Who agreed it, and where", [Said("Say who agreed it, like a committee and a date.")]
    )


class RetireForm(Form):
    """Why a published version stops counting."""

    why = LineField("Why it is retired", [Said("Say why it is retired.")])


class PartForm(Form):
    """Base of the forms for one part; ``seen`` is the digest of the document that was shown."""

    seen = HiddenField()
    keys: Sequence[str] = ()

    def check_seen(self, digest: str) -> None:
        """Raise ``Stale`` when the draft was changed after this form was opened."""
        if self.seen.data != digest:
            raise Stale

    def offer(self, document: Mapping[str, Any]) -> None:
        """Fill the lists from the document."""

    def fill(self, row: Mapping[str, Any]) -> None:
        """Show a row of the document."""
        for name in self.keys:
            self[name].data = row.get(name)

    def row(self) -> dict[str, Any]:
        """Return the row as the document holds it."""
        return {name: self[name].data for name in self.keys}


class SchemeForm(PartForm):
    """What is said of the scheme as a whole."""

    keys = (
        "title", "summary", "status", "declared_percent", "unknown_percent", "firm_percent",
        "independence_months", "correction_days",
    )  # fmt: skip
    title = LineField("Title", [Said("Give the scheme a title.")])
    summary = NoteField(
        "What it is, in plain words", [Said("Say what the scheme is.")], longest=LONG
    )
    status = ChoiceField("How sure", [Said("Say how sure it is.")])
    declared_percent = CountField(
        "Most percent of the points that may be declared",
        [Said("Enter a percent.")],
        most=99,
        description="What the employer only declares can never be more than this share",
    )
    unknown_percent = CountField(
        "Percent not assessed that lowers confidence", [Said("Enter a percent.")], most=100
    )
    firm_percent = CountField(
        "Percent of small changes that keep a firm level",
        [Said("Enter a percent.")],
        most=100,
        description="Below it a result is borderline, and a second reviewer looks at it",
    )
    independence_months = CountField(
        "Months an officer stays out of the assessment of their employer",
        [Said("Enter how many months.")],
        most=60,
        description="Who was its relationship officer within these months neither assesses nor "
        "decides",
    )
    correction_days = CountField(
        "Working days to correct the facts of a draft",
        [Said("Enter how many working days.")],
        least=1,
        most=60,
        description="An employer gets its draft result and may correct facts until then",
    )

    def offer(self, document: Mapping[str, Any]) -> None:
        """Offer the two stages of a whole scheme."""
        self.status.offer((("proposed", "Proposed"), ("confirmed", "Confirmed")))

    def fill(self, row: Mapping[str, Any]) -> None:
        """Show the scheme; what a document does not say is what is taken then."""
        told = {
            "firm_percent": FIRM_PERCENT,
            "independence_months": MONTHS_APART,
            "correction_days": CORRECTION_DAYS,
        }
        super().fill(told | dict(row))


class BasisFields:
    """How sure a number is and what it rests on."""

    status = ChoiceField("How sure are these numbers", [Said("Say how sure these numbers are.")])
    basis = LineField("What they rest on", [Said("Say what the numbers rest on.")], longest=LONG)


class RemedyFields(BasisFields):
    """What to do about it, who can, and how much work it is."""

    remedy = LineField("What puts it right", [Said("Say what puts it right.")], longest=LONG)
    who = ChoiceField("Who can do that", [Said("Say who can do that.")])
    effort = ChoiceField("How much work it is", [Said("Say how much work it is.")])

    def offer_remedy(self) -> None:
        """Offer who acts, the effort and how sure."""
        self.who.offer(WHO)
        self.effort.offer((name, name.capitalize()) for name in EFFORTS)
        self.status.offer(SURE)


class LevelForm(BasisFields, PartForm):
    """One level; ``level_form`` adds the least percent in each theme."""

    keys = ("title", "percent", "months", "status", "basis")
    title = LineField("Name", [Said("Give the level a name.")])
    percent = CountField(
        "Percent of the points that apply", [Said("Enter a percent.")], least=1, most=100
    )
    months = CountField("Months it lasts", [Said("Enter the months.")], least=1, most=120)

    @property
    def floors(self) -> list[CountField]:
        """Return the fields for the least percent in each theme."""
        return [field for field in self if field.name.startswith("floor_")]

    def offer(self, document: Mapping[str, Any]) -> None:
        """Offer how sure."""
        self.status.offer(SURE)

    def fill(self, row: Mapping[str, Any]) -> None:
        """Show the level with its floors."""
        super().fill(row)
        for field in self.floors:
            field.data = row["floors"].get(field.name.removeprefix("floor_"))

    def row(self) -> dict[str, Any]:
        """Return the level; a theme without a number has no floor."""
        floors = {f.name.removeprefix("floor_"): f.data for f in self.floors if f.data}
        return {**super().row(), "floors": floors}


def level_form(document: Mapping[str, Any]) -> type[LevelForm]:
    """Return the form of a level with a field for each theme of the document."""
    floors = {
        f"floor_{theme['code']}": CountField(theme["title"], [Optional()], least=1, most=100)
        for theme in document["themes"]
    }
    return type("LevelForm", (LevelForm,), floors)


class ThemeForm(PartForm):
    """One theme; its points are what its criteria add up to."""

    keys = ("title",)
    title = LineField("Name", [Said("Give the theme a name.")], longest=80)

    def row(self) -> dict[str, Any]:
        """Return the theme; the points are added up when it is put into the document."""
        return {**super().row(), "points": 0}


class GateForm(RemedyFields, PartForm):
    """One gate."""

    keys = (
        "title", "from_level", "metrics", "operator", "threshold", "window_days", "grace_days",
        "passed", "failed", "remedy", "who", "effort", "status", "basis",
    )  # fmt: skip
    title = LineField("Name", [Said("Give the gate a name.")])
    from_level = ChoiceField("Needed from", [Said("Choose the level it is needed from.")])
    metrics = ticks("What it counts", "Tick what it counts.")
    operator = ChoiceField("It passes when there are", [Said("Choose how it compares.")])
    threshold = CountField("This many", [Said("Enter a number.")], most=1_000)
    window_days = CountField("Days looked back", [Said("Enter the days looked back.")], most=36_500)
    grace_days = CountField(
        "Days to put it right first",
        [Said("Enter the days of grace, or 0.")],
        most=365,
        description="Only for what the gate forbids. 0 blocks at once",
    )
    passed = LineField("Words when it passes", [Said("Say what is true when it passes.")])
    failed = LineField("Words when it blocks", [Said("Say what is true when it blocks.")])

    def offer(self, document: Mapping[str, Any]) -> None:
        """Fill the lists."""
        self.offer_remedy()
        self.from_level.offer((row["code"], row["title"]) for row in document["levels"])
        self.metrics.choices = [
            SelectChoice(row["code"], row["many"].capitalize()) for row in document["metrics"]
        ]
        self.operator.offer((("at_most", "At most"), ("at_least", "At least")))


class CapForm(BasisFields, PartForm):
    """One cap."""

    keys = ("criterion", "below_step", "at_most", "reason", "status", "basis")
    criterion = ChoiceField("While this criterion", [Said("Choose the criterion.")])
    below_step = CountField("Is below step", [Said("Enter a step.")], least=1, most=3)
    at_most = ChoiceField("The level is at most", [Said("Choose the highest level.")])
    reason = LineField("Said to the employer", [Said("Say it in a sentence.")])

    def offer(self, document: Mapping[str, Any]) -> None:
        """Fill the lists."""
        self.status.offer(SURE)
        self.criterion.offer(
            (row["code"], f"{row['code']} {row['title']}") for row in document["criteria"]
        )
        self.at_most.offer((row["code"], row["title"]) for row in document["levels"])


class EvidenceForm(PartForm):
    """One kind of evidence that people put in; what the system counts by itself is fixed."""

    keys = ("one", "many", "source")
    one = LineField("Name for one", [Said("Name one of them.")], longest=80)
    many = LineField("Name for many", [Said("Name several of them.")], longest=80)
    source = ChoiceField("Who vouches for it", [Said("Choose who vouches for it.")])

    def offer(self, document: Mapping[str, Any]) -> None:
        """Offer the two sources that need no code."""
        self.source.offer((source.value, SOURCES[source].capitalize()) for source in BY_HAND)
