"""What the data protection pages ask."""

from typing import Any

from wtforms import HiddenField

from crm.core.forms import EmailField, Form, LineField, NoteField, Said
from crm.core.robots import TrapField

ADDRESS = {"autocomplete": "email", "spellcheck": "false"}


class HeldForm(Form):
    """Whose data."""

    email = EmailField("Email address", [Said("Enter your email address")], render_kw=ADDRESS)


class OnceForm(Form):
    """A form that counts once, however often it is sent."""

    once = HiddenField()

    def validate_once(self, field: Any) -> None:
        """Refuse what no page of ours wrote."""
        if not 16 <= len(field.data or "") <= 64 or not str(field.data).isascii():
            field.data = ""


class CorrectionForm(OnceForm):
    """What is wrong."""

    text = NoteField(
        "What is wrong, and what is right?",
        [Said("Enter what is wrong")],
        longest=2000,
        description="Write nothing about anyone's health",
    )


class ComplaintForm(OnceForm):
    """What happened."""

    name = LineField(
        "Your name", [Said("Enter your name")], longest=100, render_kw={"autocomplete": "name"}
    )
    email = EmailField("Email address", [Said("Enter your email address")], render_kw=ADDRESS)
    text = NoteField(
        "What happened?",
        [Said("Enter what happened")],
        longest=4000,
        description="Say what data it is about, and what you would like us to do",
    )
    company = TrapField("Leave this box empty")


class OutcomeForm(Form):
    """What was found."""

    outcome = NoteField(
        "Outcome",
        [Said("Enter the outcome; it is sent")],
        description="This text is sent as it is",
    )
