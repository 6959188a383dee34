"""What is asked when a sequence starts or stops."""

from datetime import date
from typing import Any

from crm.core.forms import ChoiceField, DayField, Form, LineField, Said
from crm.sequences.rules import SEQUENCES


class StartForm(Form):
    """Which sequence, counted from which day."""

    code = ChoiceField("Sequence", [Said("Choose a sequence.")])
    anchor_on = DayField("Counted from", [Said("Enter a day.")], lean="near")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code.offer([(k.code, k.name) for k in SEQUENCES.values()], blank="Choose")

    @property
    def chosen(self) -> tuple[str, date]:
        """Return the sequence and the day, once both were checked."""
        found = self.values("code", "anchor_on")
        return found["code"], found["anchor_on"]


class StopForm(Form):
    """Why it stops."""

    why = LineField("Why it stops", [Said("Say in a few words why it stops.")], longest=120)
