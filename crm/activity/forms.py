"""What is asked about a contact with an employer."""

import re
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from wtforms import BooleanField
from wtforms.validators import Optional

from crm.activity.rules import Kind, Outcome, Topic
from crm.core import calendar, clock
from crm.core.forms import (
    ChoiceField,
    DayField,
    EditForm,
    LineField,
    NoteField,
    ParsedField,
    Said,
    enum_pairs,
)
from crm.employers.forms import FOI
from crm.employers.models import Contact

NOON = "12:00"
HIRES = (("yes", "Yes"), ("no", "No"), ("", "Not known"))


class ClockField(ParsedField):
    """A time of day in London, kept as ``16:00``."""

    def parse(self, text: str) -> str:
        """Take 16:00, 9.30 and 16; refuse the rest."""
        match = re.fullmatch(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?", text)
        if not match or int(match[1]) > 23 or int(match[2] or 0) > 59:
            raise ValueError(f"{self.label.text} must be a time of day, like 16:00.")
        return f"{int(match[1]):02d}:{match[2] or '00'}"


class ContactFields:
    """The fields of one contact; mixed into the forms that log and change one."""

    kind = ChoiceField("How", [Said("Choose how you were in touch")])
    outcome = ChoiceField("What happened")
    contact = ChoiceField("With")
    summary = LineField("One line")
    topic = ChoiceField("About")
    met = BooleanField("We met in person (a visit always counts)")
    on = DayField(
        "Day",
        [Optional()],
        description="Like yesterday or 23/11. Today when empty",
        lean="last",
    )
    at = ClockField("Time", [Optional()], description="Like 16:00. Noon when left empty")
    note = NoteField("Longer note", description=FOI)

    def offer_contact(self: Any, contacts: Sequence[Contact]) -> None:
        """Fill the lists; ``contacts`` are the people who work there."""
        self.kind.offer(enum_pairs(Kind))
        self.outcome.offer(enum_pairs(Outcome))
        self.topic.offer(enum_pairs(Topic), blank="Not said")
        self.contact.offer([(c.id, c.name) for c in contacts], blank="Nobody named")

    def happened_at(self: Any) -> datetime:
        """Return the moment that day and time name; now when neither was given."""
        today = clock.today()
        if not self.at.data and self.on.data in (None, today):
            return clock.now()
        wall = time.fromisoformat(self.at.data or NOON)
        return calendar.utc_from_london(datetime.combine(self.on.data or today, wall))

    def told(self: Any, contacts: Sequence[Contact]) -> dict[str, Any]:
        """Return what the actions of the log take, but for who could hire."""
        chosen = [c for c in contacts if str(c.id) == self.contact.data]
        return {
            "kind": Kind(self.kind.data),
            "outcome": Outcome(self.outcome.data) if self.outcome.data else None,
            "contact": chosen[0] if chosen else None,
            "summary": self.summary.data or "",
            "met": self.met.data,
            "topic": Topic(self.topic.data) if self.topic.data else None,
            "note": self.note.data or "",
            "happened_at": self.happened_at(),
        }


class ActivityForm(ContactFields, EditForm):
    """Everything that is known of a contact that was logged."""

    also = {
        "contact_id": "With",
        "happened_at": "Day and time",
        "face_to_face": "We met in person",
        "hiring_authority": "Could hire",
    }

    hires = ChoiceField("Could hire")

    def offer(self, contacts: Sequence[Contact]) -> None:
        """Fill the lists."""
        self.offer_contact(contacts)
        self.hires.offer(HIRES)
