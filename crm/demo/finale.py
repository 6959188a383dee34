"""What stands on people's desks on the last day: steps of every kind, and checks that wait."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from crm.core import calendar, journal
from crm.core.db import session
from crm.core.permissions import Role
from crm.demo import lines
from crm.demo.chapters import Chapters
from crm.demo.play import Scene, Turn
from crm.employers.listed import LIST
from crm.followups import actions as followups
from crm.followups import morning
from crm.parity import opening
from crm.parity.models import PayDays
from crm.parity.paydays import Frequency
from crm.people.models import Person
from crm.placements.models import Placement
from crm.reference import queries as reference
from crm.reviews import actions as found
from crm.reviews import queries as reviews
from crm.reviews import standing
from crm.views import actions as lists
from crm.views.rules import Scope

MORNINGS = 5
MOVED = "Call about the contract"
EXAMPLES = ("overdue", "today", "later")


def desk(stories: Sequence[Chapters], ends_on: date, *, each: int) -> Iterator[Scene]:
    """Give an owner ``each`` steps overdue, due on the last day and due soon after."""
    for number in range(each):
        for kind_number, kind in enumerate(EXAMPLES):
            story = stories[(number * len(EXAMPLES) + kind_number) % len(stories)]
            yield _step(story, kind, number, ends_on)
    yield _put_off(stories[-1], ends_on)


def _step(story: Chapters, kind: str, number: int, ends_on: date) -> Scene:
    """Plan one step two weeks before its day."""
    title, why, *at = lines.EXTRA_STEPS[kind][number]
    due_on = {
        "overdue": _working_day_before(ends_on, 1 + 2 * number),
        "today": ends_on,
        "later": calendar.add_working_days(ends_on, 1, reference.holidays()),
    }[kind]
    yield story.turn(due_on - timedelta(days=14))
    title = title.format(name=story.contact.name)
    journal.operation(f"Planned “{title}” with {story.employer.name}")
    followups.plan(
        story.employer, owner=story.owner, title=title, due_on=due_on,
        why=why.format(name=story.contact.name), due_time=at[0] if at else "",
    )  # fmt: skip


def _put_off(story: Chapters, ends_on: date) -> Scene:
    """Move one step so often that the product asks whether to close it."""
    yield story.turn(ends_on - timedelta(days=30))
    journal.operation(f"Planned “{MOVED}” with {story.employer.name}")
    step = followups.plan(
        story.employer, owner=story.owner, title=MOVED, due_on=ends_on - timedelta(days=25),
        why="They wanted to read it first.",
    )  # fmt: skip
    for days in (25, 16, 8):
        yield story.turn(ends_on - timedelta(days=days))
        if days == 8:
            journal.operation(f"Moved “{MOVED}” with {story.employer.name}")
            soon = calendar.add_working_days(ends_on, 1, reference.holidays())
            followups.snooze(step, soon, lines.SNOOZED[2])
        else:
            story.move(step)


def mornings(ends_on: date) -> Scene:
    """Mail each of the staff what was due on the last working days, as the clockwork does."""
    for count in range(MORNINGS, 0, -1):
        day = _working_day_before(ends_on, count)
        yield Turn(calendar.utc_from_london(datetime.combine(day, time(7, 30))), None)
        for person in morning.people_with_work(day):
            morning.post(person, day)


def risks(ends_on: date) -> Scene:
    """Look for placements at risk, as the clockwork does every night."""
    day = _working_day_before(ends_on, 1)
    yield Turn(calendar.utc_from_london(datetime.combine(day, time(23, 30))), None)
    standing.keep(reviews.running())
    journal.operation("Looked for placements at risk", kind="clock")
    found.raise_risks()


def checks_due(ends_on: date) -> Scene:
    """Say when most people are paid, then open the fair pay checks that are due."""
    day = _working_day_before(ends_on, 1)
    yield Turn(calendar.utc_from_london(datetime.combine(day, time(23, 40))), None)
    journal.operation("Opened fair pay checks that are due", kind="clock")
    ids = session.scalars(
        sa.select(Placement.id).where(opening.working(day)).order_by(Placement.id)
    )
    for number in ids.all():
        if number % 4:
            session.add(
                PayDays(placement_id=number, every=Frequency.MONTHLY, known_on=date(2026, 1, 31))
            )
            session.flush()
        opening.settle(number)


def views(staff: Sequence[Person], on: date) -> Iterator[Scene]:
    """Let an officer keep a view of their own, and a manager one for everyone."""
    officer = next(person for person in staff if person.role is Role.OFFICER)
    manager = next(person for person in staff if person.role is Role.MANAGER)
    yield _view(officer, "Large ones of mine", "owner=me&size=large&sort=contact", on)
    yield _view(manager, "Tier A, nobody spoke to them for 30 days", "tier=A&quiet=30", on)


def _view(person: Person, name: str, query: str, on: date) -> Scene:
    day = _working_day_before(on, 1)
    yield Turn(calendar.utc_from_london(datetime.combine(day, time(16, 10))), person)
    shared = person.role is Role.MANAGER
    scope = Scope.EVERYONE if shared else Scope.PRIVATE
    row = lists.save(LIST, query, name=name, scope=scope, by=person)
    lists.pin(LIST, row.key, wanted=True, by=person)


def waiting(
    openings: Sequence[Chapters], checks: Sequence[Chapters], ends_on: date
) -> Iterator[Scene]:
    """Leave work of the trainee that nobody has looked at yet."""
    for story in openings:
        yield _last_opening(story, ends_on)
    for story in checks:
        yield _last_check(story, ends_on)


def _last_opening(story: Chapters, ends_on: date) -> Scene:
    yield story.turn(_working_day_before(ends_on, 1), hour=15)
    yield from story.offer()


def _last_check(story: Chapters, ends_on: date) -> Scene:
    yield story.turn(_working_day_before(ends_on, 1), hour=15)
    if story.running is not None:
        yield from story.check(story.running, "same")


def _working_day_before(day: date, count: int) -> date:
    while count:
        day -= timedelta(days=1)
        count -= calendar.is_working_day(day, reference.holidays())
    return day
