"""What is asked about the words of a reason."""

from typing import Any

from accreditation.reasons.rules import Outcome
from crm.core.forms import ChoiceField, DayField, Form, LineField, NoteField, Said
from crm.core.sure import SureField

OUTCOMES = {
    Outcome.APPROVED: "Approve",
    Outcome.CONDITIONAL: "Approve with conditions",
    Outcome.REFUSED: "Refuse",
}


class ReasonForm(Form):
    """A wording of a reason from a day on; without words the reason ends."""

    code = LineField("Code", [Said("Enter a short code.")], longest=30)
    outcome = ChoiceField("For", [Said("Choose a decision.")])
    words = NoteField("Words", description="Plain and short. Empty ends this reason.", longest=400)
    from_on = DayField("From", [Said("Enter the first day.")])
    source = LineField("Source", [Said("Say who agreed to this.")])
    status = SureField(blank="Choose")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome.offer([(one.value, text) for one, text in OUTCOMES.items()], "Choose")
