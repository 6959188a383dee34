"""What a business is asked on the pages behind its link."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField

from accreditation.applications.rules import Answer, Said
from accreditation.scheme.document import Criterion
from crm.core.errors import RuleBroken
from crm.core.forms import ChoiceField, DayField, Form, LineField, NoteField, enum_pairs
from crm.core.forms import Said as Needed
from crm.employers.models import SizeBand

STEP, NO, UNKNOWN, NOT_APPLICABLE = "step-", "step-0", "unknown", "not-applicable"
SAID, UNTIL, WORDS = "said_", "until_", "words_"
SIZES = {
    SizeBand.MICRO: "Fewer than 10 people",
    SizeBand.SMALL: "10 to 49 people",
    SizeBand.MEDIUM: "50 to 249 people",
    SizeBand.LARGE: "250 people or more",
}
MOST_WORDS = 1000


class SeenForm(Form):
    """A form that carries a mark of the answers its reader saw."""

    seen = HiddenField()


class AnswersForm(SeenForm):
    """The questions of one page; ``form_for`` makes its fields from the scheme."""

    asked: Sequence[Criterion] = ()

    def rows(self) -> list[tuple[Criterion, Any, Any, Any]]:
        """Return each criterion with its three fields, for the page."""
        return [
            (c, self[f"{SAID}{c.code}"], self[f"{UNTIL}{c.code}"], self[f"{WORDS}{c.code}"])
            for c in self.asked
        ]

    def answers(self, on: date) -> dict[str, Answer]:
        """Return what was answered; what has no answer, or a wrong one, is left out."""
        found = {}
        for criterion, said, until, words in self.rows():
            offered = {value for value, _ in choices(criterion)}
            if said.data in offered and not (until.errors or words.errors):
                found[criterion.code] = _answer(said.data, until.data, words.data or "", on)
        return found

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Refuse what does not fit together: why it does not apply, and an end that is over."""
        good = bool(super().validate(*args, **kwargs))
        for criterion, said, until, words in self.rows():
            if said.data == NOT_APPLICABLE and not words.data:
                words.errors = [*words.errors, f"{criterion.title}: say why it does not apply"]
                good = False
            if until.data and said.data in {NO, UNKNOWN, NOT_APPLICABLE}:
                until.errors = [*until.errors, "Leave the end date empty for this answer"]
                good = False
        return good

    def check_ends(self, today: date) -> bool:
        """Refuse an end that is over already: then the answer is "no"."""
        for criterion, said, until, _ in self.rows():
            if until.data and until.data < today and str(said.data).startswith(STEP):
                words = f"{criterion.title}: this day is over. Choose what holds today"
                until.errors = [*until.errors, words]
        return not self.errors

    def refuse_forged(self, names: Sequence[str]) -> None:
        """Raise ``RuleBroken`` for answers to questions that this page does not ask."""
        known = set(self._fields)
        for name in names:
            if name.startswith((SAID, UNTIL, WORDS)) and name not in known:
                raise RuleBroken(
                    "The form had an answer to a question that is not asked here. "
                    "Open the page again and answer what it asks."
                )


def _answer(said: str, until: date | None, words: str, on: date) -> Answer:
    if said == UNKNOWN:
        return Answer(Said.UNKNOWN, on, words=words)
    if said == NOT_APPLICABLE:
        return Answer(Said.NOT_APPLICABLE, on, words=words)
    step = int(said.removeprefix(STEP))
    return Answer(Said.ANSWERED, on, step, words, until if step else None)


def choices(criterion: Criterion) -> list[tuple[str, str]]:
    """Return the answers that may be chosen, the most first."""
    steps = [
        (f"{STEP}{number}", step.descriptor)
        for number, step in reversed(list(enumerate(criterion.steps)))
    ]
    return [*steps, (UNKNOWN, "We do not know"), (NOT_APPLICABLE, "This does not apply to us")]


def chosen(answer: Answer) -> str:
    """Return which choice an answer is."""
    if answer.said is Said.ANSWERED:
        return f"{STEP}{answer.step}"
    return UNKNOWN if answer.said is Said.UNKNOWN else NOT_APPLICABLE


def form_for(
    asked: Sequence[Criterion], answers: Mapping[str, Answer], seen: str, records: Mapping[str, int]
) -> AnswersForm:
    """Return the form of these questions, with the answers that are kept.

    Where nothing was answered yet, the step that our records hold is chosen already.
    """
    fields: dict[str, Any] = {"asked": tuple(asked)}
    given: dict[str, Any] = {"seen": seen}
    for criterion in asked:
        code = criterion.code
        fields[f"{SAID}{code}"] = ChoiceField(criterion.title, choices=[])
        fields[f"{UNTIL}{code}"] = DayField("When does it end? (optional)")
        fields[f"{WORDS}{code}"] = NoteField(
            "Anything we should know (optional)",
            longest=MOST_WORDS,
            description="If it does not apply to you, say why. Name nobody whom we support.",
        )
        answer = answers.get(code)
        if answer is not None:
            given |= {
                f"{SAID}{code}": chosen(answer),
                f"{UNTIL}{code}": answer.until,
                f"{WORDS}{code}": answer.words,
            }
        elif code in records:
            given[f"{SAID}{code}"] = f"{STEP}{records[code]}"
    form = type("AnswersOfPage", (AnswersForm,), fields)(data=given)
    for criterion in asked:
        said = form[f"{SAID}{criterion.code}"]
        said.offer(choices(criterion), blank="")
        said.data = said.data or ""
    return form  # type: ignore[no-any-return]


class SizeForm(SeenForm):
    """How many people work there."""

    size = ChoiceField("How many people work for you?", [Needed("Choose how many people work")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = [pair for pair in enum_pairs(SizeBand, SIZES) if pair[0] != SizeBand.UNKNOWN.value]
        self.size.offer(pairs)


class RecordsForm(SeenForm):
    """Whether what we hold is right."""

    right = ChoiceField("Is this right?", [Needed("Choose whether this is right")])
    words = NoteField(
        "What is missing or wrong?",
        longest=MOST_WORDS,
        description="Only if something is. Name nobody whom we support.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.right.offer(
            [("yes", "Yes, as far as we know"), ("no", "No, something is missing or wrong")]
        )


class SignForm(SeenForm):
    """Who declares that the answers are true, and whether the level may be public."""

    name = LineField("Full name", longest=100)
    role = LineField("Role", longest=100, description="Like owner, director or HR manager")
    public = BooleanField("List us in the public register if we get a level")


class WithdrawForm(Form):
    """Why the application is taken back."""

    why = LineField("Why? (optional)")
