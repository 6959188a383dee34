"""What is asked when hours or pay change."""

from typing import Any

from crm.core.forms import DayField, EditForm, LineField, Said
from crm.placements.forms import TermsFields


class TermsForm(TermsFields, EditForm):
    """Other hours, pay, contract or job from a day on, and why."""

    from_on = DayField("From", [Said("Enter the first day on which it counts.")], lean="near")
    why = LineField("Why", [Said("Say in a few words why.")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_terms()
