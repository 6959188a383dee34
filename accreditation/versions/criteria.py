"""The form of one criterion: what is counted, its steps, and the least for each size."""

from collections.abc import Mapping
from typing import Any

from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from accreditation.scheme.document import BANDS, Measure, Source
from accreditation.versions.forms import SOURCES, PartForm, RemedyFields, ticks
from crm.core.forms import ChoiceField, CountField, LineField, Said

MEASURES = (
    (Measure.COUNT, "How many there are"),
    (Measure.SHARE, "The percent of them that pass"),
    (Measure.BEST, "The best of them"),
)
NONE = (("zero", "No points: we would know"), ("not_assessed", "Not assessed: ask first"))
LATER_STEPS = (1, 2, 3)


class CriterionForm(RemedyFields, PartForm):
    """One criterion; its steps are fields named by step, made by ``criterion_form``."""

    keys = (
        "title", "theme", "metric", "measure", "window_days", "fresh_for", "stale_after",
        "none_recorded", "applies_to_size", "remedy", "check", "who", "effort", "status", "basis",
    )  # fmt: skip
    title = LineField("Name", [Said("Give the criterion a name.")])
    theme = ChoiceField("Theme", [Said("Choose a theme.")])
    metric = ChoiceField("What is counted", [Said("Choose what is counted.")])
    measure = ChoiceField("How it is measured", [Said("Choose how it is measured.")])
    window_days = CountField(
        "Days looked back", [Said("Enter the days looked back.")], least=1, most=36_500
    )
    fresh_for = CountField(
        "Days evidence is fresh", [Said("Enter the days it is fresh.")], most=36_500
    )
    stale_after = CountField(
        "Days until it is stale", [Said("Enter the days until it is stale.")], most=36_500
    )
    none_recorded = ChoiceField("When nothing is recorded", [Said("Choose what nothing means.")])
    applies_to_size = ticks("Sizes it applies to", "Tick at least one size.")
    after = ChoiceField("Only possible after")
    check = LineField(
        "What to ask when it is not assessed", [Said("Say what to ask.")], longest=1_000
    )

    @property
    def steps(self) -> list[tuple[int, Any, Any, list[Any]]]:
        """Return number, words, points and the least for each size of every step."""
        return [
            (
                n,
                self[f"words_{n}"],
                self[f"points_{n}"],
                [self[f"least_{n}_{band}"] for band in BANDS],
            )
            for n in LATER_STEPS
        ]

    def offer(self, document: Mapping[str, Any]) -> None:
        """Fill the lists."""
        self.offer_remedy()
        self.theme.offer((row["code"], row["title"]) for row in document["themes"])
        self.metric.offer(
            (m["code"], f"{m['many'].capitalize()}, from {SOURCES[Source(m['source'])]}")
            for m in document["metrics"]
        )
        self.measure.offer(MEASURES)
        self.none_recorded.offer(NONE)
        self.applies_to_size.choices = [SelectChoice(band, band.capitalize()) for band in BANDS]
        self.after.offer(
            (
                (c["code"], f"{c['code']} {c['title']}")
                for c in document["criteria"]
                if not c.get("after")
            ),
            blank="Nothing, it stands alone",
        )
        self.sources = {m["code"]: m["source"] for m in document["metrics"]}

    def fill(self, row: Mapping[str, Any]) -> None:
        """Show the criterion with its steps."""
        super().fill(row)
        self.after.data = row.get("after") or ""
        self["words_0"].data = row["steps"][0]["descriptor"]
        for number, step in enumerate(row["steps"][1:], start=1):
            self[f"words_{number}"].data = step["descriptor"]
            self[f"points_{number}"].data = step["points"]
            given = step["threshold"]
            for band in BANDS:
                least = given.get(band) if isinstance(given, Mapping) else given
                self[f"least_{number}_{band}"].data = least

    def row(self) -> dict[str, Any]:
        """Return the criterion; a step without words is left out."""
        steps: list[dict[str, Any]] = [{"descriptor": self["words_0"].data, "points": 0}]
        steps += [self._step(n) for n in LATER_STEPS if self[f"words_{n}"].data]
        after = {"after": self.after.data} if self.after.data else {}
        return {
            **super().row(),
            **after,
            "evidence_source": self.sources[self.metric.data],
            "operator": "at_least",
            "points": steps[-1]["points"],
            "steps": steps,
        }

    def _step(self, number: int) -> dict[str, Any]:
        bands = [band for band in BANDS if band in self.applies_to_size.data]
        least = {band: self[f"least_{number}_{band}"].data for band in bands}
        given = {band: value for band, value in least.items() if value is not None}
        same = len(given) == len(bands) and len(set(given.values())) == 1
        return {
            "descriptor": self[f"words_{number}"].data,
            "points": self[f"points_{number}"].data or 0,
            "threshold": next(iter(given.values())) if same else given,
        }


def criterion_form() -> type[CriterionForm]:
    """Return the form of a criterion with the fields of its steps."""
    fields: dict[str, Any] = {
        "words_0": LineField(
            "Nothing reached yet", [Said("Say how it looks when nothing is reached.")]
        )
    }
    for number in LATER_STEPS:
        fields[f"words_{number}"] = LineField(f"Step {number} in words", [Optional()])
        fields[f"points_{number}"] = CountField(
            f"Points for step {number}", [Optional()], most=1_000
        )
        for band in BANDS:
            fields[f"least_{number}_{band}"] = CountField(
                f"Step {number}, least for {band}", [Optional()], least=1
            )
    return type("CriterionForm", (CriterionForm,), fields)
