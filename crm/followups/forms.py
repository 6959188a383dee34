"""What is asked when a contact is logged, and when a next step is planned, moved or dropped."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from wtforms import BooleanField, HiddenField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional, ValidationError

from crm.activity.forms import ClockField, ContactFields
from crm.activity.rules import Kind, Outcome, Suggestion
from crm.core import calendar, clock
from crm.core.forms import ChoiceField, CountField, DayField, Form, LineField, Said
from crm.core.once import OnceForm
from crm.employers.models import Contact
from crm.followups.models import FollowUp
from crm.followups.rules import Every
from crm.reference import queries as reference

NO_STEP = "none"
EMPLOYER = "employer"
NEXT = (
    ("call", "Call"),
    ("visit", "Visit"),
    ("meeting", "Meeting"),
    ("mail", "Mail"),
    (NO_STEP, "None"),
)


class LogForm(ContactFields, OnceForm):
    """A contact and the next step, in one form that is ready to send as it opens."""

    can_hire = BooleanField("Can hire")
    next_kind = ChoiceField("Next step", [Said("Choose the next step, or None")])
    next_on = DayField("On")
    cap_reason = LineField("Why one more contact", longest=120)
    closes = SelectMultipleField("This also settles", validate_choice=False)
    suggested = HiddenField()
    back = HiddenField()

    def offer(self, contacts: Sequence[Contact], open_steps: Sequence[FollowUp]) -> None:
        """Fill the lists; ``open_steps`` are the employer's open follow-ups."""
        self.offer_contact(contacts)
        self.next_kind.offer(NEXT)
        self.closes.choices = [SelectChoice(str(row.id), row.title) for row in open_steps]

    def fill(self, kind: Kind, contacts: Sequence[Contact], settled: Sequence[FollowUp]) -> None:
        """Set what is most likely; ``settled`` are the follow-ups this contact closes."""
        self.kind.data = kind.value
        self.outcome.data = Outcome.SPOKE.value
        self.closes.data = [str(row.id) for row in settled]
        titles = " ".join(row.title for row in settled)
        named = [c for c in contacts if c.name in titles]
        likely = named[0] if named else contacts[0] if contacts else None
        if likely is not None:
            self.contact.data = str(likely.id)
            self.can_hire.data = likely.can_hire is True

    def with_whom(self, contacts: Sequence[Contact], asked: int | None) -> None:
        """Set the person who was asked for, if they are one of ``contacts``."""
        for person in contacts:
            if person.id == asked:
                self.contact.data = str(person.id)
                self.can_hire.data = person.can_hire is True

    def suggest(self, found: Suggestion | None) -> None:
        """Set the next step that the rules propose, or none."""
        self.next_kind.data = found.act.value if found else NO_STEP
        self.next_on.data = found.due_on if found else None
        self.suggested.data = self.chosen_step()

    def chosen_step(self) -> str:
        """Return kind and day of the next step as one mark."""
        on = self.next_on.data
        return f"{self.next_kind.data} {on.isoformat() if on else ''}".strip()

    @property
    def untouched(self) -> bool:
        """Return whether the next step is still the one that was suggested."""
        return bool(self.chosen_step() == self.suggested.data)

    def authority(self, contact: Contact | None) -> bool | None:
        """Return whether somebody who can hire took part: yes, no or not known."""
        if self.can_hire.data:
            return True
        return False if contact is not None and contact.can_hire is False else None

    def validate_next_on(self, field: Any) -> None:
        """A step that a person chose needs a day that is not over."""
        if self.untouched or self.next_kind.data == NO_STEP:
            return
        if field.data is None:
            raise ValidationError("Enter the day of the next step, or choose None.")
        refuse_past(field.data)


class PlanForm(Form):
    """A next step, once or again and again."""

    title = LineField("What to do", [Said("Enter what to do")], description="Like: call Maria")
    due_on = DayField("Day", [Said("Enter a day")], description="Like 27/11, tomorrow, in 2 weeks")
    due_time = ClockField("Time", [Optional()], description="Only if agreed, like 16:00")
    why = LineField("Why", description="Shown with it. Write nothing about anyone's health")
    owner = ChoiceField("For")
    count = CountField("Repeat every", [Optional()], least=1, most=60)
    unit = ChoiceField("Unit")
    ends_on = DayField("Until", [Optional()], description="Leave it empty if it goes on")
    waits_for = ChoiceField("Waiting for", description="Who has to act, if it is not you")
    cap_reason = LineField(
        "Why one more contact", longest=120, description="Only for a day that goes over the cap"
    )

    def offer(self, people: Sequence[tuple[str, str]]) -> None:
        """Fill the lists; ``people`` are the staff who could do it."""
        self.owner.offer(people)
        others = [(EMPLOYER, "The employer"), *people]
        self.waits_for.offer(others, blank="Nobody: it is ours to do")
        self.unit.offer([(every.value, every.value) for every in Every])

    def validate_due_on(self, field: Any) -> None:
        """A plan is for today or later."""
        refuse_past(field.data)

    def validate_waits_for(self, field: Any) -> None:
        """What waits on others comes once."""
        if field.data and self.count.data:
            raise ValidationError("What waits on others cannot repeat: plan it once.")


class SnoozeForm(Form):
    """A later day, with the reason, and perhaps somebody else."""

    until = ChoiceField("Until")
    day = DayField("Another day", [Optional()], description="Like 4/12 or in 3 weeks")
    reason = LineField("Why", [Said("Say in a few words why it moves")], longest=120)
    owner = ChoiceField("For")
    back = HiddenField()

    def offer(self, due_on: date, people: Sequence[tuple[str, str]]) -> None:
        """Fill the lists with the days, counted from ``due_on`` if it is to come, and the staff."""
        self.later = later_days(max(due_on, clock.today()))
        tomorrow, week = self.later
        self.until.offer(
            [("day", f"1 day, {_short(tomorrow)}"), ("week", f"1 week, {_short(week)}")]
        )
        self.owner.offer(people)

    @property
    def chosen(self) -> date:
        """Return the day; one that was typed counts before the chips."""
        if self.day.data:
            found: date = self.day.data
            return found
        tomorrow, week = self.later
        return week if self.until.data == "week" else tomorrow


class DropForm(Form):
    """Why a next step will not be done."""

    reason = LineField("Why", [Said("Say in a few words why it is dropped")], longest=120)
    stop = BooleanField("It should not come again")
    back = HiddenField()


def later_days(start: date) -> tuple[date, date]:
    """Return the working days that "1 day" and "1 week" after ``start`` stand for."""
    holidays = reference.holidays()
    return (
        calendar.add_working_days(start, 1, holidays),
        calendar.roll_forward(start + timedelta(days=7), holidays),
    )


def refuse_past(day: date | None) -> None:
    """Raise the message for a day that is over."""
    if day is not None and day < clock.today():
        raise ValidationError("Choose today or a later day.")


def named_ids(values: Sequence[str] | None) -> set[int]:
    """Return the whole numbers among posted values."""
    return {int(v) for v in values or () if re.fullmatch(r"[0-9]{1,9}", v)}


def _short(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
