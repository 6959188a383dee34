"""People of the demo who booked the first webinar to come: invented, on example domains."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from crm.core import clock, journal
from crm.core.calendar import utc_from_london
from crm.core.db import session
from crm.employers.models import Contact, Employer
from crm.interest.rules import Held
from webinars.bookings import actions, moves, queries, rules
from webinars.bookings.models import Came
from webinars.programme.models import Webinar
from webinars.programme.rules import State

SEATS = 8
CONTACTS = 6
STRANGERS = (
    ("Rhiannon Okafor", "rhiannon@otmoor-joinery.example", "Otmoor Joinery", "Director"),
    ("Tobias Fairweather", "tobias@windrush-linen.example", "Windrush Linen Hire", "Manager"),
    ("Mei-Ling Hartley", "meiling@blewbury-bakes.example", "Blewbury Bakes", ""),
    ("Oluwaseun Pryce", "seun@cowley-cycles.example", "Cowley Cycles", "Workshop lead"),
    ("Greta Lindqvist", "greta@thame-tiles.example", "Thame Tiles", "HR"),
)
NEEDS = {1: "Live captions", 4: "The slides a day before"}


def bookings(on: date) -> None:
    """Let contacts and strangers book: seats, a waiting list, one who never confirmed."""
    webinar = _coming() or _made(on)
    journal.operation(f"People booked {webinar.ref}")
    webinar = queries.lock(webinar.id)
    known = session.execute(
        sa.select(Contact, Employer.name)
        .join(Employer, Employer.id == Contact.employer_id)
        .where(Contact.email != "", Contact.to_on.is_(None), Employer.made_up)
        .order_by(Contact.id)
        .limit(CONTACTS)
    ).all()
    for number, (contact, employer) in enumerate(known):
        moves.book(
            webinar,
            came=Came.INVITED,
            name=contact.name,
            email=contact.email,
            role=contact.role,
            employer_words=employer,
            employer_id=contact.employer_id,
            contact_id=contact.id,
            access_needs=NEEDS.get(number, ""),
        )
    for name, email, firm, role in STRANGERS[:-1]:
        moves.book(
            webinar, came=Came.FORM, name=name, email=email, employer_words=firm, role=role,
            heard=rules.HEARD[3], follow_up_ok=True, follow_up_text=rules.FOLLOW_UP,
        )  # fmt: skip
    given_up = queries.live(webinar.id)[-1]
    moves.cancel(given_up, why="cancelled by the person")
    _never_confirmed(webinar)
    session.flush()


def _coming() -> Webinar | None:
    return session.scalars(
        sa.select(Webinar)
        .where(Webinar.state == State.PUBLISHED, Webinar.starts_at > clock.now())
        .order_by(Webinar.starts_at, Webinar.id)
        .limit(1)
    ).first()


def _made(on: date) -> Webinar:
    """Return a webinar in three weeks, where the demo has none to come."""
    starts = utc_from_london(datetime.combine(on + timedelta(days=21), time(10)))
    webinar = Webinar(
        title="Small changes, good people",
        words="What small employers change so that work suits a person, and who helps with it.",
        need="A computer or phone with sound. You need no camera.",
        captions="Live captions",
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        capacity=SEATS,
        join_url="https://meet.example/small-changes",
        state=State.PUBLISHED,
    )
    session.add(webinar)
    session.flush()
    return webinar


def _never_confirmed(webinar: Webinar) -> None:
    name, email, firm, role = STRANGERS[-1]
    for held in (Held.NO, Held.LIMIT):
        actions.sign_up(
            webinar,
            form_token=f"demo {held.value}",
            email=email if held is Held.NO else f"office.{email}",
            held=held,
            name=name,
            employer_words=firm,
            role=role,
        )
