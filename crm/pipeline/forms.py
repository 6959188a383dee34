"""What is asked when a stage changes, and about the stages themselves."""

from collections.abc import Iterable, Sequence

from wtforms import HiddenField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from crm.core.forms import ChoiceField, CountField, DayField, Form, LineField, NoteField, Said
from crm.core.sure import SureField
from crm.employers.forms import FOI
from crm.pipeline.queries import Check


class TickList(ListWidget):  # type: ignore[misc]
    """A list of tick boxes, as the field macro draws it."""

    multiple = True


class MoveForm(Form):
    """The stage to go to, the checks that are done, and why "not now"."""

    was = HiddenField()
    back = HiddenField()
    to = ChoiceField("Move to", [Said("Choose the stage to move to.")])
    ticked = SelectMultipleField(
        "Done before it moves on", widget=TickList(), option_widget=CheckboxInput(), coerce=int
    )
    override = LineField(
        "Why it moves all the same", description="Only if a check above is not done"
    )
    reason = ChoiceField("Why not now")
    revisit_on = DayField(
        "Look at it again on",
        [Optional()],
        description="Like 27/11 or in 12 weeks. Plans a follow-up",
    )
    note = NoteField("Note", [Optional()], description=FOI)

    def offer(
        self, stages: Iterable[tuple[str, str]], checks: Sequence[Check], reasons: Iterable[str]
    ) -> None:
        """Fill the lists; checks that were ticked before stay ticked."""
        self.to.offer(stages, blank="Choose a stage")
        self.reason.offer(((r, r) for r in reasons), blank="Choose a reason")
        self.reason.data = self.reason.data or ""  # a card of the board does not ask it
        self.ticked.choices = [SelectChoice(c.id, c.name) for c in checks]
        before = [c.id for c in checks if c.ticked_at is not None]
        self.ticked.data = [*before, *(n for n in self.ticked.data or () if n not in before)]


class _Dated(Form):
    """What every dated row carries."""

    from_on = DayField("From", [Said("Enter the day from which it counts.")], lean="near")
    source = LineField("Source", [Said("Enter who decided it, and when.")])
    status = SureField(default="unconfirmed")


class LimitForm(_Dated):
    """How many days a stage takes."""

    stage = ChoiceField("Stage", [Said("Choose a stage.")])
    expected_days = CountField("Expected days", [Said("Enter the expected days.")], most=3_650)
    warning_days = CountField("Warning after days", [Said("Enter the days.")], most=3_650)


class CheckForm(_Dated):
    """What should be done before a stage is left."""

    stage = ChoiceField("Before leaving the stage", [Said("Choose a stage.")])
    name = LineField("What should be done", [Said("Enter what should be done.")], longest=80)


class ReasonForm(_Dated):
    """A reason for "not now"."""

    name = LineField("Reason", [Said("Enter the reason.")], longest=80)
