"""What somebody is asked who books a webinar."""

from typing import Any

from wtforms import BooleanField
from wtforms.validators import Optional

from crm.core.forms import ChoiceField, EmailField, Form, LineField, NoteField, Said
from crm.core.robots import OnceForm
from webinars.bookings import rules

NEEDS = "Only the people who run the webinar see this. We delete it soon after the webinar."


def needs_field() -> NoteField:
    """Return the question about access needs, which is asked in several places."""
    return NoteField(
        "What do you need to take part? (optional)",
        longest=1000,
        description=f"For example captions or a sign language interpreter. {NEEDS}",
    )


class BookForm(OnceForm):
    """Who books."""

    name = LineField(
        "Your name", [Said("Enter your name")], longest=100, render_kw={"autocomplete": "name"}
    )
    email = EmailField(
        "Work email address",
        [Said("Enter your email address")],
        description="We send one email there. Nothing is booked until you use its link",
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )
    employer_words = LineField(
        "Where you work",
        [Said("Enter where you work")],
        longest=150,
        render_kw={"autocomplete": "organization"},
    )
    role = LineField(
        "Job title (optional)", longest=100, render_kw={"autocomplete": "organization-title"}
    )
    access_needs = needs_field()
    heard = ChoiceField("How did you hear of it? (optional)", [Optional()])
    follow_up_ok = BooleanField(rules.FOLLOW_UP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heard.offer([(one, one) for one in rules.HEARD], blank="Choose one")

    @property
    def typed(self) -> dict[str, Any]:
        """Return the answers as a sign-up keeps them."""
        found = self.values(
            "name", "email", "employer_words", "role", "access_needs", "heard", "follow_up_ok"
        )
        return {name: "" if value is None else value for name, value in found.items()}


class InvitedForm(Form):
    """What we cannot know of somebody who was invited by name."""

    access_needs = needs_field()
    follow_up_ok = BooleanField(rules.FOLLOW_UP)


class PressForm(Form):
    """A button and nothing else."""
