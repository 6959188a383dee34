"""What a business is asked, and what its reviewer answers."""

from accreditation.appeals.rules import Outcome
from crm.core.forms import ChoiceField, Form, NoteField, Said

OUTCOMES = (
    (Outcome.UPHELD, "They are right: set it aside"),
    (Outcome.VARIED, "They are right in part: look at that part again"),
    (Outcome.REASSESS, "Assess them again from the start"),
    (Outcome.REJECTED, "It stays as it was decided"),
)


class AskForm(Form):
    """Why a business disagrees, in its own words."""

    words = NoteField(
        "What do you think is wrong?",
        [Said("Say what you think is wrong.")],
        longest=4000,
        description="Tell us what we missed or got wrong. Write nothing about anyone's health.",
    )


class AnswerForm(Form):
    """What a review found."""

    outcome = ChoiceField("What did you find?", [Said("Choose what you found.")])
    words = NoteField(
        "What the business reads",
        [Said("Say why, in words for the business.")],
        longest=4000,
        description="It stands in the mail and on their page.",
    )
    private = NoteField(
        "For the file (optional)", longest=2000, description="Only staff read this."
    )

    def offer(self) -> None:
        """Offer the outcomes."""
        self.outcome.offer([(one.value, words) for one, words in OUTCOMES], blank="Choose")
