"""Businesses at the public door in the last weeks, and people who ask about their own data."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import NamedTuple

import sqlalchemy as sa

from crm.core import clock, journal
from crm.core.db import session
from crm.data_protection import actions as requests
from crm.data_protection import queries as clocks
from crm.data_protection.models import About, DataRequest
from crm.demo import cast
from crm.demo.chapters import Chapters
from crm.demo.play import Scene, Turn
from crm.demo.post import at
from crm.demo.story import World
from crm.interest import actions as interest
from crm.interest import queries
from crm.interest.models import Draft, Enquiry, EnquiryStep
from crm.interest.rules import Held
from crm.people.models import Person
from crm.triage import actions as triage

VISITOR = SimpleNamespace(id=None, name="The public form")
PHONE = cast.LANDLINES.format(77)
TYPED_FOR = timedelta(minutes=4)


class Visit(NamedTuple):
    """What one business typed; ``code`` is the reference it got."""

    code: str
    business: str
    name: str
    postcode: str
    size: str
    offers: tuple[str, ...]
    notes: str = ""
    news: bool = False


NEW = Visit("IN-4K7MQ2", "Bramgarth Farm Shop", "Una Vickers", "OX13 5QD", "micro", ("job",),
            "Two mornings a week in the packing shed.", news=True)  # fmt: skip
LATE = Visit("IN-H8T3WZ", "Sorrelmere Print", "Leon Fenwright", "OX4 2JY", "small",
             ("work trial", "work experience"))  # fmt: skip
ASKED = Visit("IN-9RCX5N", "Hazelholt Nursery School", "Grace Mensah", "OX26 4RW", "medium",
              ("job", "talk"), "We have never done this before.")  # fmt: skip
ANSWERED = Visit("IN-V2D6YK", "Larkenfold Vehicle Repairs", "Imran Shah", "OX16 1TB", "small",
                 ("apprenticeship",))  # fmt: skip
REFUSED = Visit("IN-7JPM4F", "Easy Profit Marketing", "Max Gold", "OX1 2JD", "micro", ("advice",),
                "Buy our list of 10,000 addresses.")  # fmt: skip
OUTSIDE = Visit("IN-QW83BT", "Copperwick Engineering", "Stella Jessop", "SN1 2BB", "large",
                ("job", "supported internship"))  # fmt: skip
CROWD = (
    Visit("IN-K5N9XH", "Park Unit 6 Catering", "Tom Sable", "OX14 4RY", "small", ("job",)),
    Visit("IN-M3W7CD", "Park Unit 9 Framing", "Vera Lacey", "OX14 4RY", "micro", ("work trial",)),
)
ROBOT = Visit("IN-2ZB6RG", "best watches cheap", "best watches", "OX1 1AA", "micro", ("job",))
UNPROVED = Visit("IN-T6F8JV", "Yeldcroft Tea Room", "Nina Brock", "OX7 5LH", "micro", ("job",))


class Plea(NamedTuple):
    """What a person asked about their own data, days before the end, and when it was answered."""

    before: int
    code: str
    about: About
    name: str
    text: str
    acknowledged: int = 0
    closed: int = 0


PLEAS = (
    Plea(21, "DP-5H2QXM", About.COMPLAINT, "Sandra Oram",
         "You wrote to my private address. I gave you the one of my work."),
    Plea(11, "DP-W8N4KT", About.COMPLAINT, "Paul Darrow",
         "I asked twice to be taken off your list.", acknowledged=4),
    Plea(40, "DP-3RJ7CY", About.CORRECTION, "", "I left this employer in spring.", closed=36),
)  # fmt: skip
QUESTION = "Which days would somebody work, and is there a bus before 9?"
REASON = (
    "We help people into work and do not buy addresses. If you would like to employ somebody, "
    "register again and tell us about the work."
)


def scenes(world: World, stories: Sequence[Chapters], ends_on: date) -> Iterator[Scene]:
    """Tell who came to the public door before the last day, and what became of it."""
    first, second = world.officers[:2]
    known = next(s for s in stories if s.sketch.plot == "tried")
    taken = next(s for s in stories if s.sketch.plot == "committed")
    yield _districts(world.officers, ends_on)
    yield _arrives(NEW, ends_on, 1, 15)
    yield _arrives(LATE, ends_on, 6, 9)
    yield _looks_known(known, ends_on)
    yield _asked(ASKED, second, ends_on, answered=False)
    yield _asked(ANSWERED, first, ends_on, answered=True)
    yield _accepted(taken, ends_on)
    yield _refused(second, ends_on)
    yield _passed_on(first, ends_on)
    yield _held(ends_on)
    yield from _requests(first, ends_on)


def _districts(officers: Sequence[Person], ends_on: date) -> Scene:
    yield Turn(at(ends_on - timedelta(days=60), 9), officers[0])
    codes = ("E07000177", "E07000178", "E07000179", "E07000180", "E07000181")
    chosen: dict[str, int | None] = {
        code: officers[n % len(officers)].id for n, code in enumerate(codes)
    }
    triage.name_officers(chosen)


def _draft(visit: Visit, *, held: Held = Held.NO) -> Draft:
    email = f"{visit.name.lower().replace(' ', '.')}.{visit.code[-6:].lower()}@example.org"
    now = clock.now()
    draft = Draft(
        digest=queries.digest(f"demo {visit.code}"),
        answers={
            "business": visit.business, "name": visit.name, "role": "Manager", "email": email,
            "phone": PHONE, "postcode": visit.postcode, "size_band": visit.size, "sector": "",
            "offers": list(visit.offers), "roles": None, "adjustments": "",
            "ways": ["email"], "newsletter": visit.news, "notes": visit.notes,
        },
        began_at=now - TYPED_FOR, saved_at=now, submitted_at=now, email_key=email,
        code=visit.code, held=held,
    )  # fmt: skip
    session.add(draft)
    session.flush()
    return draft


def _arrives(visit: Visit, ends_on: date, before: int, hour: int) -> Scene:
    yield Turn(at(ends_on - timedelta(days=before), hour, 12), None)
    interest.promote(_draft(visit))


def _looks_known(story: Chapters, ends_on: date) -> Scene:
    """A business that is on the list already registers again, by another person."""
    yield Turn(at(ends_on - timedelta(days=1), 11, 5), None)
    interest.promote(_draft(_again(story, "IN-C4Y9ND", "Olu Rahman")))


def _again(story: Chapters, code: str, name: str) -> Visit:
    site = story.site.postcode
    return Visit(code, story.sketch.name, name, site, story.sketch.size, ("job",), news=True)


def _asked(visit: Visit, officer: Person, ends_on: date, *, answered: bool) -> Scene:
    yield Turn(at(ends_on - timedelta(days=7), 10, len(visit.name)), None)
    enquiry = interest.promote(_draft(visit))
    yield Turn(at(ends_on - timedelta(days=6), 14, len(visit.name)), officer)
    triage.ask(enquiry, QUESTION, by=officer)
    _tell(enquiry)
    if answered:
        yield Turn(at(ends_on - timedelta(days=1), 18, 30), None)
        interest.answer(enquiry, "Monday to Thursday, 9.30 to 1. The 8.40 bus stops outside.")


def _accepted(story: Chapters, ends_on: date) -> Scene:
    yield Turn(at(ends_on - timedelta(days=13), 16, 40), None)
    enquiry = interest.promote(_draft(_again(story, "IN-X6G2PR", "Tariq Hollins")))
    yield Turn(at(ends_on - timedelta(days=12), 9, 30), story.owner)
    triage.accept(enquiry, by=story.owner, owner=story.owner, employer=story.employer)
    _tell(enquiry)


def _refused(officer: Person, ends_on: date) -> Scene:
    yield Turn(at(ends_on - timedelta(days=9), 13), None)
    enquiry = interest.promote(_draft(REFUSED))
    yield Turn(at(ends_on - timedelta(days=8), 13), officer)
    triage.refuse(enquiry, REASON, by=officer)
    _tell(enquiry)


def _passed_on(officer: Person, ends_on: date) -> Scene:
    yield Turn(at(ends_on - timedelta(days=10), 12), None)
    enquiry = interest.promote(_draft(OUTSIDE))
    yield Turn(at(ends_on - timedelta(days=9), 12, 20), officer)
    triage.pass_on(
        enquiry, by=officer, service="Neighbouring employment service",
        email="employers@neighbour.example.org", note="They would like to start in spring.",
    )  # fmt: skip
    _tell(enquiry)


def _tell(enquiry: Enquiry) -> None:
    """Mail what was decided, as the clockwork does half a minute later."""
    step = session.scalars(
        sa.select(EnquiryStep).where(
            EnquiryStep.enquiry_id == enquiry.id, EnquiryStep.told_at.is_(None)
        )
    ).one()
    interest.tell(step, enquiry)


def _held(ends_on: date) -> Scene:
    """Leave registrations that wait for a person, one of a robot, and one not confirmed yet."""
    yield Turn(at(ends_on - timedelta(days=1), 16, 30), None)
    for visit in CROWD:
        _draft(visit, held=Held.LIMIT)
    _draft(ROBOT, held=Held.AUTOMATIC)
    _draft(UNPROVED)


def _requests(officer: Person, ends_on: date) -> Iterator[Scene]:
    for plea in PLEAS:
        yield _request(plea, officer, ends_on)


def _request(plea: Plea, officer: Person, ends_on: date) -> Scene:
    yield Turn(at(ends_on - timedelta(days=plea.before), 19, 5), None)
    journal.operation(f"Received data protection {plea.about.value} {plea.code}", actor=VISITOR)
    row = DataRequest(
        code=plea.code, form_token=f"demo {plea.code}", about=plea.about, name=plea.name,
        email=f"{plea.code.lower()}@example.org", text=plea.text, received_at=clock.now(),
        due_on=clocks.due_on(plea.about, clock.today()),
    )  # fmt: skip
    session.add(row)
    session.flush()
    if plea.acknowledged:
        yield Turn(at(ends_on - timedelta(days=plea.acknowledged), 10), officer)
        requests.acknowledge(row)
    if plea.closed:
        yield Turn(at(ends_on - timedelta(days=plea.closed), 10), officer)
        requests.close(row, "We removed you from this employer. Nothing else is held about you.")
