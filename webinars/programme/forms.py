"""The forms of a webinar, of its template and of its cancellation."""

from datetime import datetime, time
from typing import Any

from wtforms import BooleanField
from wtforms.validators import ValidationError

from crm.activity.forms import ClockField
from crm.core import clock
from crm.core.calendar import utc_from_london
from crm.core.forms import (
    ChoiceField,
    CountField,
    DayField,
    EditForm,
    Form,
    LineField,
    NoteField,
    ParsedField,
    Said,
)
from webinars.programme import rules
from webinars.programme.actions import PLANNED

TOLD = ("speakers", "captions", "transcript", "join_url", "private")


class HoursField(ParsedField):
    """Hours before the start, with commas between."""

    def parse(self, text: str) -> list[int]:
        """Take ``168, 24, 1``; refuse the rest."""
        return rules.hours_of(text)

    def show_value(self, value: Any) -> str:
        """Write them as they are typed."""
        return ", ".join(str(one) for one in value)


class PlanFields:
    """What a template and a webinar ask both."""

    title = LineField("Title", [Said("Enter a title")], longest=120)
    words = NoteField(
        "What it is about", longest=2000, description="Plain words: everybody can read it"
    )
    need = NoteField("What you need", longest=1000, description="One thing a line")
    minutes = CountField("Minutes", [Said("Enter how long it lasts")], least=10, most=600)
    capacity = CountField("Seats", [Said("Enter how many can come")], least=1, most=10_000)
    overbook_percent = CountField(
        "More seats than that, in percent", [Said("Enter 0 for none")], most=100,
        description="Because some never come. 100 seats and 10 percent are 110 seats",
    )  # fmt: skip
    offer_hours = CountField(
        "A free seat is offered for, in hours", [Said("Enter how long")], least=1, most=336
    )
    reminder_hours = HoursField(
        "Reminders, in hours before", description="168 are 7 days. Leave it empty for none"
    )
    attended_percent = CountField(
        "Attended means, in percent of the minutes", [Said("Enter a share")], least=1, most=100
    )
    grace_minutes = CountField(
        "Minutes before and after that count too", [Said("Enter 0 for none")], most=120
    )


class TemplateForm(PlanFields, EditForm):
    """A webinar that comes again."""

    name = LineField("Name of the template", [Said("Enter a name")], longest=80)

    @property
    def details(self) -> dict[str, Any]:
        """Return the answers as the columns take them."""
        found = self.values("name", "minutes", *PLANNED)
        return found | {"reminder_hours": found["reminder_hours"] or []}


class WebinarForm(PlanFields, EditForm):
    """One webinar. Day and time are those of the UK."""

    also = {"starts_at": "Start", "ends_at": "End", "series_id": "Series"}

    on = DayField("Day", [Said("Enter a day")], description="Like 24/11 or in 6 weeks")
    at = ClockField("Start, UK time", [Said("Enter when it starts")], description="Like 10:00")
    join_url = LineField(
        "Link to join", longest=600,
        description="From Teams or Zoom. Only people with a seat get it, by email",
    )  # fmt: skip
    speakers = NoteField("Who speaks", longest=1000, description="One a line")
    captions = LineField("Captions", description="Like: live captions in English")
    transcript = LineField("Transcript", description="Like: emailed within a week")
    series = LineField("Series", longest=80, description="Webinars of one name stand together")
    private = BooleanField("Only who has the private link can see it")
    owner = ChoiceField("Owner")

    def validate_join_url(self, field: Any) -> None:
        """Only addresses of the web lead to a webinar."""
        if field.data and not rules.is_web_address(field.data):
            raise ValidationError("Enter a link that begins with https:// or http://.")

    @property
    def details(self) -> dict[str, Any]:
        """Return the answers as the columns take them; the day must be known."""
        day, at, minutes = self.on.data, self.at.data, self.minutes.data
        if day is None or not at or minutes is None:
            raise ValueError("Validate the form before you take its details.")
        starts_at = utc_from_london(datetime.combine(day, time.fromisoformat(at)))
        found = self.values(*PLANNED, *TOLD)
        return found | {
            "reminder_hours": found["reminder_hours"] or [],
            "starts_at": starts_at,
            "ends_at": rules.ends(starts_at, minutes),
            "owner_id": int(self.owner.data) if self.owner.data else None,
        }

    def show_row(self, row: Any) -> None:
        """Show what of ``row`` the form asks in another shape."""
        here = clock.to_london(row.starts_at)
        self.on.data, self.at.data = here.date(), f"{here:%H:%M}"
        self.series.data = row.series.title if row.series else ""
        self.owner.data = str(row.owner_id or "")


class CancelForm(Form):
    """Why a webinar does not take place: everybody who booked reads it."""

    words = NoteField(
        "Why it does not take place", [Said("Say why: everybody who booked reads it.")],
        longest=1000, description="Plain words. Never about a person's health",
    )  # fmt: skip
