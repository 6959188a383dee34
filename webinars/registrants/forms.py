"""What the staff fill in about somebody's booking."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField
from wtforms.validators import Optional

from crm.core.forms import ChoiceField, EmailField, Form, LineField, NoteField, Said
from webinars.bookings import rules
from webinars.bookings.forms import needs_field

OTHER = "other"
NOBODY = "none"


class AddForm(Form):
    """Somebody who books by phone."""

    name = LineField("Name", [Said("Enter their name")], longest=100)
    email = EmailField(
        "Email address",
        [Said("Enter their email address: the calendar invitation goes there")],
        description="Read it back to them: nobody confirms it by mail",
    )
    employer_words = LineField("Where they work", [Said("Enter where they work")], longest=150)
    role = LineField("Job title (optional)", longest=100)
    access_needs = needs_field()
    follow_up_ok = BooleanField("They agreed to be contacted after the webinar")

    @property
    def typed(self) -> dict[str, Any]:
        """Return the answers as a booking keeps them."""
        agreed = bool(self.follow_up_ok.data)
        told = self.values("name", "email", "employer_words", "role", "access_needs")
        return {name: value or "" for name, value in told.items()} | {
            "follow_up_ok": agreed,
            "follow_up_text": f"By phone: {rules.FOLLOW_UP}" if agreed else "",
        }


class ReasonForm(Form):
    """Why the order of the list, or somebody's booking, is changed by hand."""

    why = NoteField("Why?", [Said("Say why in a few words")], longest=300)


class MatchForm(Form):
    """Which employer somebody works for."""

    employer = ChoiceField("Who is it?", [Said("Choose an employer")])
    other = LineField("Its reference", [Optional()], longest=20, description="Like E-00012")

    def offer(self, suggested: Iterable[Any]) -> None:
        """Offer likely employers, another one by its reference, and none."""
        known = [(one.value, f"{one.words} ({one.why})") for one in suggested]
        rest = [(OTHER, "Another employer, by its reference"), (NOBODY, "None that we know")]
        self.employer.offer([*known, *rest], blank="Choose")
