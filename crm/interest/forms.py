"""What the public pages ask, one group a page."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional, StopValidation

from crm.core.forms import (
    ChoiceField,
    CountField,
    EmailField,
    Form,
    LineField,
    NoteField,
    Said,
)
from crm.core.robots import TrapField
from crm.employers.fields import PhoneField, PostcodeField
from crm.interest import rules
from crm.reference.shipped import sic_sections

NO_HEALTH = "Write nothing about anyone's health."
HOUSEHOLDS = {"T", "U"}


class ManyOf(SelectMultipleField):  # type: ignore[misc]
    """Any number of a list of answers."""

    def offer(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Offer these values with their words."""
        self.choices = [SelectChoice(value, label) for value, label in pairs]

    def pre_validate(self, form: Any) -> None:
        """Refuse a value that was not offered, in plain words."""
        offered = {choice.value for choice in self.choices or []}
        if not set(self.data or []) <= offered:
            raise StopValidation(f"Choose among the answers for “{self.label.text}”.")


class BusinessForm(Form):
    """Which business it is."""

    business = LineField(
        "Business name",
        [Said("Enter the name of your business")],
        description="The name people know you by",
        render_kw={"autocomplete": "organization"},
    )
    company = TrapField("Leave this box empty")


class YouForm(Form):
    """Who is writing."""

    name = LineField(
        "Your name", [Said("Enter your name")], longest=100, render_kw={"autocomplete": "name"}
    )
    role = LineField(
        "Job title (optional)", longest=100, render_kw={"autocomplete": "organization-title"}
    )
    email = EmailField(
        "Work email address",
        [Said("Enter your email address")],
        description="We send one email there. Use its link to confirm",
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )
    phone = PhoneField(
        "Work phone number (optional)", [Optional()], render_kw={"autocomplete": "tel"}
    )


class PlaceForm(Form):
    """Where the business is and how large."""

    postcode = PostcodeField(
        "Postcode of your main site",
        [Said("Enter a full postcode, like OX10 6NJ")],
        render_kw={"autocomplete": "postal-code"},
    )
    size_band = ChoiceField(
        "How many people work for you?", [Said("Select how many people work for you")]
    )
    sector = ChoiceField("What does your business do? (optional)", [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.size_band.offer(rules.SIZES.items())
        sections = [s for s in sic_sections() if s.letter not in HOUSEHOLDS]
        self.sector.offer([(s.letter, s.short) for s in sections], blank="Choose one")


class OfferForm(Form):
    """What the business could do."""

    offers = ManyOf(
        "What would you like to offer?",
        [Said("Select at least one thing, or “Nothing yet”")],
        description="Select all that fit. Nothing is promised yet",
    )
    roles = CountField(
        "How many jobs or places in the next 12 months? (optional)",
        [Optional()],
        most=1000,
        description="A guess is fine",
    )
    adjustments = NoteField(
        "What do you already change so that work suits a person? (optional)",
        longest=1000,
        description=f"For example shorter shifts or a quiet room. {NO_HEALTH}",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers.offer(rules.OFFERS.items())


class ContactForm(Form):
    """How to answer, and whether to send news."""

    ways = ManyOf("How may we contact you about this?", [Said("Select how we may contact you")])
    newsletter = BooleanField(rules.NEWSLETTER)
    notes = NoteField(
        "Is there anything else we should know? (optional)", longest=1000, description=NO_HEALTH
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways.offer(rules.WAYS.items())


FORMS: dict[str, type[Form]] = {
    "business": BusinessForm,
    "you": YouForm,
    "place": PlaceForm,
    "offer": OfferForm,
    "contact": ContactForm,
}


class SendForm(Form):
    """Send what was checked."""

    company = TrapField("Leave this box empty")


class SaveForm(Form):
    """Where to mail the link."""

    email = EmailField(
        "Email address",
        [Said("Enter your email address")],
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )


class AnswerForm(Form):
    """The answer to a question of ours."""

    answer = NoteField("Your answer", [Said("Enter your answer")], description=NO_HEALTH)
