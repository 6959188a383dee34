"""The register forgets people who led to nothing on the days of their bookings."""

from datetime import timedelta

import sqlalchemy as sa
import time_machine

from crm.core import clock
from crm.core.db import session
from crm.core.journal import Entry, Operation
from tests.browse import let_go
from tests.webinars.day.made import book
from webinars.bookings import jobs as bookings
from webinars.day import jobs
from webinars.day.models import AddressAlias, Presence


def forget_in(days: int, *, bookings_first: bool = False) -> None:
    let_go()
    with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
        if bookings_first:
            bookings.forget(clock.now())
        jobs.forget(clock.now())
    let_go()


def register(officer, make):
    """Walk-in Wes, Ann without and Eve with an employer, and what is confirmed of Ann."""
    webinar = make.webinar()
    ann = book(webinar, "Ann Lee", "ann@x.example")
    eve = book(webinar, "Eve Ray", "eve@y.example", employer=make.employer())
    for row in (ann, eve):
        officer.post(
            f"/webinars/manage/{webinar.ref}/day/mark", {"booking": row.ref, "came": "yes"}
        )
    officer.post(
        f"/webinars/manage/{webinar.ref}/day/walk-in",
        {"name": "Wes Oak", "email": "wes@z.example", "employer_words": "Oak Yard"},
    )
    person = make.person()
    for other, of in (("ann@home.example", ann), ("eve@home.example", eve)):
        session.add(
            AddressAlias(
                email_folded=other,
                of_folded=of.email_folded,
                confirmed_by_id=person.id,
                confirmed_at=clock.now(),
            )
        )
    session.commit()


def told() -> str:
    """Everything that register, other addresses and journal hold, as text."""
    let_go()
    entries = sa.select(Entry).where(Entry.table_name.in_(["presence", "address_alias"]))
    kept = [(one.before, one.after) for one in session.scalars(entries)]
    people = session.execute(
        sa.select(Presence.name, Presence.email, Presence.email_folded, Presence.employer_words)
    ).all()
    others = session.execute(sa.select(AddressAlias.email_folded, AddressAlias.of_folded)).all()
    return f"{kept} {people} {others}"


def test_after_a_year_only_those_of_employers_are_known(officer, make):
    register(officer, make)

    forget_in(360)
    assert all(name in told() for name in ("Ann Lee", "Eve Ray", "Wes Oak", "ann@home.example"))
    forget_in(470)

    left = told()
    for gone in ("Ann", "ann@", "Wes", "wes@", "Oak Yard"):
        assert gone not in left
    assert "Eve Ray" in left
    assert "eve@home.example" in left
    assert session.scalar(sa.select(sa.func.count(Presence.id)).where(Presence.attended)) == 3


def test_it_makes_no_difference_when_the_booking_was_erased_first(officer, make):
    register(officer, make)

    forget_in(470, bookings_first=True)

    assert "ann@" not in told()
    assert "Wes" not in told()


def test_no_title_of_the_register_names_anybody(officer, make):
    register(officer, make)

    titles = " ".join(session.scalars(sa.select(Operation.title)))

    assert "register of W-" in titles
    assert not any(name in titles for name in ("Ann", "Eve", "Wes"))
