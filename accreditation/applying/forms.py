"""What a business is asked on the pages behind its link, beside the questions of the scheme."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField

from accreditation.applying.actions import NAME_NEEDED, ROLE_NEEDED
from accreditation.applying.questions import MOST_WORDS, SeenForm
from accreditation.scheme.document import Level
from crm.core.forms import ChoiceField, Form, LineField, NoteField, enum_pairs
from crm.core.forms import Said as Needed
from crm.employers.models import SizeBand

SIZES = {
    SizeBand.MICRO: "Fewer than 10 people",
    SizeBand.SMALL: "10 to 49 people",
    SizeBand.MEDIUM: "50 to 249 people",
    SizeBand.LARGE: "250 people or more",
}


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
        description="Only if something is. Do not name anyone we support.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.right.offer(
            [("yes", "Yes, as far as we know"), ("no", "No, something is missing or wrong")]
        )


class SignForm(SeenForm):
    """Who declares that the answers are true, and whether the level may be public."""

    name = LineField("Full name", [Needed(NAME_NEEDED)], longest=100)
    role = LineField(
        "Role",
        [Needed(ROLE_NEEDED)],
        longest=100,
        description="Like owner, director or HR manager",
    )
    level = ChoiceField(
        "Level you hope for (optional)",
        description="It changes nothing in the result. It helps us to tell you what is missing.",
    )
    public = BooleanField("List us in the public register if we get a level")

    def offer(self, levels: Iterable[Level]) -> None:
        """Offer the levels of the scheme."""
        self.level.offer(((one.code, one.title) for one in levels), blank="No level in particular")


class WithdrawForm(Form):
    """Why the application is taken back."""

    why = LineField("Why? (optional)")
