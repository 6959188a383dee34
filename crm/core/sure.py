"""How sure a dated number is: what nobody has confirmed is marked so wherever it counts."""

from typing import Any

from crm.core.forms import ChoiceField, Said

STATUSES = (("confirmed", "Confirmed"), ("unconfirmed", "Not confirmed"))


class SureField(ChoiceField):
    """Whether somebody who may say so has confirmed a number.

    ``blank`` is the label of "nothing chosen", on a form that begins without an answer.
    """

    def __init__(self, *, blank: str | None = None, **kwargs: Any) -> None:
        super().__init__("How sure", [Said("Say whether it was confirmed.")], **kwargs)
        self.offer(STATUSES, blank)
