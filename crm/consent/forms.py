"""Forms for agreements and stops."""

from wtforms import HiddenField

from crm.consent.rules import Basis
from crm.core.forms import ChoiceField, DayField, EmailField, Form, LineField, Said, enum_pairs


class ConsentForm(Form):
    """Why somebody may be written to about a topic."""

    who = ChoiceField("Who agreed", [Said("Choose who agreed")])
    topic = ChoiceField("Topic", [Said("Choose a topic")])
    basis = ChoiceField("Basis", [Said("Choose the basis")])
    source = LineField("How they agreed", [Said("Say how they agreed")])
    given_on = DayField("Day they agreed", [Said("Enter the day they agreed")], lean="last")
    text_version = LineField("Version of the text they saw", longest=60)

    def offer(self, people: list[tuple[str, str]], topics: list[tuple[str, str]]) -> None:
        """Offer the people of this employer and every topic."""
        self.who.offer(people, blank="Choose")
        self.topic.offer(topics, blank="Choose")
        self.basis.offer(enum_pairs(Basis), blank="Choose")


class StopForm(Form):
    """An address that asked to hear no more."""

    address = EmailField("Email address", [Said("Enter the email address")])
    topic = ChoiceField("Stop")
    source = LineField("How they asked", [Said("Say how they asked")])

    def offer(self, topics: list[tuple[str, str]]) -> None:
        """Offer every topic, and all of them."""
        self.topic.offer(topics, blank="All news and invitations")


class LiftForm(Form):
    """Why an address that bounced may be written to again."""

    why = HiddenField()
