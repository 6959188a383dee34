"""The questions of the scheme as a form: a step to choose, a number, or a number of so many.

Each question takes what its measure needs: the best takes a step, a count one number, a share two.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from wtforms import HiddenField

from accreditation.applications.rules import Answer, Said
from accreditation.scheme.document import Criterion, Measure, Metric
from accreditation.scheme.measures import span
from crm.core.errors import RuleBroken
from crm.core.forms import ChoiceField, CountField, DayField, Form, NoteField

STEP, NO, UNKNOWN, NOT_APPLICABLE = "step-", "step-0", "unknown", "not-applicable"
NUMBER = "number"
WITHOUT_END = {NO, UNKNOWN, NOT_APPLICABLE}
GIVE = {
    NUMBER: "We can give the number",
    UNKNOWN: "We do not know",
    NOT_APPLICABLE: "This does not apply to us",
}
SAID, UNTIL, WORDS, NUMBERED, OF = "said_", "until_", "words_", "number_", "of_"
MOST_WORDS = 1000


class SeenForm(Form):
    """A form that carries a mark of the answers its reader saw."""

    seen = HiddenField()


class Row(NamedTuple):
    """One question with its fields; ``of`` is there for a share, ``until`` for all but numbers."""

    criterion: Criterion
    said: Any
    words: Any
    until: Any = None
    number: Any = None
    of: Any = None

    @property
    def fields(self) -> list[Any]:
        """Return the fields that are there."""
        there = (self.said, self.number, self.of, self.until, self.words)
        return [field for field in there if field is not None]

    @property
    def gives(self) -> str:
        """Return which answer was chosen; a number alone is one."""
        chosen = str(self.said.data or "")
        return NUMBER if self.number is not None and not chosen and self.typed else chosen

    @property
    def typed(self) -> bool:
        """Tell whether any number stands there."""
        return any(field is not None and field.data is not None for field in (self.number, self.of))

    def answer(self, on: date) -> Answer:
        """Return what was answered."""
        words = self.words.data or ""
        if self.gives == UNKNOWN:
            return Answer(Said.UNKNOWN, on, words=words)
        if self.gives == NOT_APPLICABLE:
            return Answer(Said.NOT_APPLICABLE, on, words=words)
        if self.number is not None:
            of = self.of.data if self.of is not None else None
            return Answer(Said.ANSWERED, on, words=words, number=self.number.data, of=of)
        step = int(self.gives.removeprefix(STEP))
        return Answer(Said.ANSWERED, on, step, words, self.until.data if step else None)

    def check(self) -> None:
        """Put what does not fit together beside the field it is about."""
        if self.gives == NOT_APPLICABLE and not self.words.data:
            refuse(self.words, f"{self.criterion.title}: say why it does not apply")
        if self.until is not None and self.until.data and self.gives in WITHOUT_END:
            refuse(self.until, "Leave the end date empty for this answer")
        if self.number is not None:
            self.said.data = self.gives
            if not any(field.errors for field in (self.number, self.of) if field is not None):
                self._check_numbers()

    def _check_numbers(self) -> None:
        title, number = self.criterion.title, self.number
        if self.gives != NUMBER:
            if self.typed:
                refuse(number, f"{title}: take the number out, or choose “{GIVE[NUMBER]}”")
            return
        of = self.of if self.of is not None else number
        for field in (of, number):
            if field.data is None and not field.errors:
                refuse(field, f"{title}: enter the number, 0 for none")
        if number.errors or of.errors:
            return
        if self.of is not None and not of.data:
            refuse(of, f"{title}: if there were none, choose “{GIVE[NOT_APPLICABLE]}”")
        elif number.data > of.data:
            refuse(number, f"{title}: this cannot be more than all of them")


def refuse(field: Any, words: str) -> None:
    """Put an error beside a field."""
    field.errors = [*field.errors, words]


class AnswersForm(SeenForm):
    """The questions of one page; ``form_for`` makes its fields from the scheme."""

    asked: Sequence[Criterion] = ()

    def rows(self) -> list[Row]:
        """Return each criterion with its fields, for the page."""
        return [
            Row(
                one,
                self[f"{SAID}{one.code}"],
                self[f"{WORDS}{one.code}"],
                self._fields.get(f"{UNTIL}{one.code}"),
                self._fields.get(f"{NUMBERED}{one.code}"),
                self._fields.get(f"{OF}{one.code}"),
            )
            for one in self.asked
        ]

    def answers(self, on: date) -> dict[str, Answer]:
        """Return what was answered; what has no answer, or a wrong one, is left out."""
        found = {}
        for row in self.rows():
            offered = {value for value, _ in choices(row.criterion)}
            if row.gives in offered and not any(field.errors for field in row.fields[1:]):
                found[row.criterion.code] = row.answer(on)
        return found

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Refuse what does not fit together, like a share of nothing and an end without a "yes"."""
        good = bool(super().validate(*args, **kwargs))
        for row in self.rows():
            row.check()
        return good and not self.errors

    def check_ends(self, today: date) -> bool:
        """Refuse an end that is over already: then the answer is "no"."""
        for row in self.rows():
            until = row.until
            if until and until.data and until.data < today and row.gives.startswith(STEP):
                refuse(until, f"{row.criterion.title}: this day is over. Choose what holds today")
        return not self.errors

    def refuse_forged(self, names: Sequence[str]) -> None:
        """Raise ``RuleBroken`` for answers to questions that this page does not ask."""
        known = set(self._fields)
        for name in names:
            if name.startswith((SAID, UNTIL, WORDS, NUMBERED, OF)) and name not in known:
                raise RuleBroken(
                    "The form had an answer to a question that is not asked here. "
                    "Open the page again and answer what it asks."
                )


def choices(criterion: Criterion) -> list[tuple[str, str]]:
    """Return the answers that may be chosen, the most first."""
    others = [(value, GIVE[value]) for value in (UNKNOWN, NOT_APPLICABLE)]
    if criterion.measure is not Measure.BEST:
        return [(NUMBER, GIVE[NUMBER]), *others]
    steps = [
        (f"{STEP}{number}", step.descriptor)
        for number, step in reversed(list(enumerate(criterion.steps)))
    ]
    return [*steps, *others]


def chosen(criterion: Criterion, answer: Answer) -> str:
    """Return which choice an answer is."""
    if answer.said is not Said.ANSWERED:
        return UNKNOWN if answer.said is Said.UNKNOWN else NOT_APPLICABLE
    return f"{STEP}{answer.step}" if criterion.measure is Measure.BEST else NUMBER


def form_for(
    asked: Sequence[Criterion],
    metrics: Mapping[str, Metric],
    answers: Mapping[str, Answer],
    seen: str,
    records: Mapping[str, int],
) -> AnswersForm:
    """Return the form of these questions, with the answers that are kept.

    Where nothing was answered yet, what our records hold by criterion is filled in: a step, or a
    number where it is one that is asked for.
    """
    fields: dict[str, Any] = {"asked": tuple(asked)}
    given: dict[str, Any] = {"seen": seen}
    for criterion in asked:
        fields |= _fields(criterion, metrics[criterion.metric], records.get(criterion.code))
        answer = answers.get(criterion.code)
        if answer is not None:
            given |= _kept(criterion, answer)
        elif criterion.code in records:
            given |= _known(criterion, records[criterion.code])
    form = type("AnswersOfPage", (AnswersForm,), fields)(data=given)
    for row in form.rows():
        row.said.offer(choices(row.criterion), blank="")
        row.said.data = row.said.data or ""
    return form  # type: ignore[no-any-return]


def _fields(criterion: Criterion, metric: Metric, known: int | None) -> dict[str, Any]:
    code, time = criterion.code, f"in the last {span(criterion.window_days)}"
    fields: dict[str, Any] = {f"{SAID}{code}": ChoiceField(criterion.title, choices=[])}
    whole = f"Number of {metric.many} {time}"
    if criterion.measure is Measure.BEST:
        fields[f"{UNTIL}{code}"] = DayField(
            "When does it end? (optional)",
            description="Only if it has a last day, as a certificate has",
        )
    elif criterion.measure is Measure.COUNT:
        fields[f"{NUMBERED}{code}"] = CountField(whole)
    else:
        fields[f"{OF}{code}"] = CountField(
            whole, description="" if known is None else f"Our records say {known}%."
        )
        fields[f"{NUMBERED}{code}"] = CountField(f"Number of these for “{criterion.title}”")
    fields[f"{WORDS}{code}"] = NoteField(
        "Anything we should know (optional)",
        longest=MOST_WORDS,
        description="If it does not apply to you, say why. Do not name anyone we support.",
    )
    return fields


def _kept(criterion: Criterion, answer: Answer) -> dict[str, Any]:
    code = criterion.code
    return {
        f"{SAID}{code}": chosen(criterion, answer),
        f"{UNTIL}{code}": answer.until,
        f"{WORDS}{code}": answer.words,
        f"{NUMBERED}{code}": answer.number,
        f"{OF}{code}": answer.of,
    }


def _known(criterion: Criterion, value: int) -> dict[str, Any]:
    if criterion.measure is Measure.BEST:
        return {f"{SAID}{criterion.code}": f"{STEP}{min(value, criterion.top)}"}
    if criterion.measure is Measure.SHARE:
        return {}
    return {f"{SAID}{criterion.code}": NUMBER, f"{NUMBERED}{criterion.code}": value}
