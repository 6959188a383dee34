"""The tier with its reason and its review, which comes to Today."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from crm.core import clock, features
from crm.core.db import session
from crm.core.journal import Operation
from crm.core.undo import undo
from crm.employers.models import Employer
from crm.followups.models import FollowUp
from tests.browse import Browser, form_defaults

AHEAD = date(2031, 5, 6)


@pytest.fixture
def firm(make, officer):
    return make.employer(name="Grundon", owner_id=officer.person_id)


def save(person, firm, tier="A", why="400 jobs in Didcot", on=AHEAD):
    given = {"tier": tier, "why": why, "review_on": f"{on:%d/%m/%Y}" if on else ""}
    return person.submit(f"/employers/{firm.ref}/tier", given)


def state():
    session.rollback()
    session.expire_all()
    firm = session.scalars(sa.select(Employer)).one()
    steps = session.execute(
        sa.select(FollowUp.due_on, FollowUp.owner_id)
        .where(FollowUp.closed_at.is_(None))
        .order_by(FollowUp.id)
    )
    return firm.tier, firm.tier_why, firm.tier_review_on, [tuple(row) for row in steps]


def test_it_is_on_the_record_in_its_history_and_on_the_day_of_the_review(officer, manager, firm):
    page = save(manager, firm)

    assert "Tier A: Grundon." in page.text
    assert "Tier A: 400 jobs in Didcot" in page.text
    assert "review Tue 6 May" in page.text
    assert "Grundon is tier A: 400 jobs in Didcot" in page.text
    assert state() == ("A", "400 jobs in Didcot", AHEAD, [(AHEAD, officer.person_id)])
    assert "Review the tier" in officer.get("/followups").text


def test_a_new_review_takes_the_place_of_the_old_and_undo_takes_it_back(officer, firm):
    save(officer, firm)
    before = state()

    save(officer, firm, "B", "Quieter now", AHEAD + timedelta(days=1))

    later = AHEAD + timedelta(days=1)
    assert state() == ("B", "Quieter now", later, [(later, officer.person_id)])
    assert not undo(session.scalar(sa.select(sa.func.max(Operation.id)))).refused
    session.commit()
    assert state() == before
    save(officer, firm, "", "", None)
    assert state() == ("", "", None, [])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("A", "", AHEAD), "Say why it has this tier."),
        (("A", "Big", None), "Enter a day to come."),
        (("A", "Big", date(2020, 1, 1)), "Enter a day to come."),
        (("Z", "Big", AHEAD), "Choose one of the answers"),
    ],
)
def test_what_is_missing_is_said(officer, firm, given, message):
    assert message in save(officer, firm, *given).text
    assert state()[0] == ""


def test_the_day_proposed_follows_the_dated_wait(officer, firm):
    """Source: cadence.csv, 26 weeks as shipped."""
    given = form_defaults(officer.get(f"/employers/{firm.ref}/tier").text)
    found = date(*reversed([int(n) for n in given["review_on"].split("/")]))

    assert timedelta(0) <= found - clock.today() - timedelta(weeks=26) <= timedelta(days=5)


def test_who_comes_second_is_told_and_nothing_is_overwritten(officer, make, app, firm):
    path = f"/employers/{firm.ref}/tier"
    opened = form_defaults(officer.get(path).text)
    save(Browser(app, make.person()), firm, "C", "Small")

    given = opened | {"tier": "A", "why": "Big", "review_on": "06/05/2031"}
    page = officer.post(path, given)

    assert page.status_code == 409
    assert "It has tier C now: Small" in page.text
    assert state()[0] == "C"
    officer.post(path, form_defaults(page.text))
    assert state()[:2] == ("A", "Big")


def test_trainees_see_it_and_do_not_set_it(trainee, officer, firm):
    save(officer, firm)

    page = trainee.get(f"/employers/{firm.ref}").text

    assert "Tier A" in page
    assert f"/employers/{firm.ref}/tier" not in page
    assert trainee.get(f"/employers/{firm.ref}/tier").status_code == 403


def test_employers_never_read_it_in_what_we_hold_about_them(app, officer, make, firm):
    make.contact(firm, name="Ann Lee", email="ann@grundon.example")
    save(officer, firm, why="Hires every month")

    held = [
        holding
        for part in features.installed("personal_data")
        for holding in part("ann@grundon.example")
    ]

    assert any("Grundon" in one.title for one in held)
    assert "Hires every month" not in repr(held)
    assert "Tier" not in repr(held)
