"""``flask demo`` as people meet it: what it refuses, what it says, and the pages afterwards."""

import re

import pytest
import sqlalchemy as sa

from crm.core import clock, undo
from crm.core.calendar import LONDON
from crm.core.db import session
from crm.core.journal import Operation
from crm.employers.models import Employer, Standing
from crm.people.models import Person
from tests.browse import Browser
from tests.crm.demo.conftest import ON


def demo(app, *args):
    session.remove()
    return app.test_cli_runner().invoke(args=["demo", *args])


def morning():
    from datetime import datetime, time

    return clock.at(datetime.combine(ON, time(9), LONDON))


def someone(role):
    return session.scalars(sa.select(Person).where(Person.email == f"{role}@demo.example")).one()


def test_real_employers_are_left_alone(app, make):
    make.employer(name="A real employer")

    said = demo(app)

    assert said.exit_code == 1
    assert "There are real employers here." in said.stderr
    assert session.scalar(sa.select(sa.func.count(Employer.id))) == 1


def test_production_has_no_demo(app):
    app.config["PRODUCTION"] = True

    said = demo(app)

    assert said.exit_code == 1
    assert "not for production" in said.stderr
    assert session.scalar(sa.select(Person.id)) is None


def test_a_day_before_any_known_rate_is_refused(app):
    said = demo(app, "--on", "2019-05-01")

    assert said.exit_code == 1
    assert "Choose a later date" in said.stderr
    assert session.scalar(sa.select(Person.id)) is None


def test_if_empty_does_nothing_when_somebody_is_there(app, make):
    make.person()

    said = demo(app, "--if-empty")

    assert said.exit_code == 0
    assert "no demo data was added" in said.stderr
    assert said.stdout == ""
    assert session.scalar(sa.select(Employer.id)) is None


def test_a_second_start_keeps_the_demo_and_tells_the_sign_ins(live):
    said = demo(live, "--if-empty")

    assert said.exit_code == 0
    assert "officer@demo.example" in said.stdout
    assert "Password" in said.stdout
    assert session.scalar(sa.select(sa.func.count(Employer.id))) == 63
    assert demo(live).exit_code == 1


def test_today_of_the_officer_has_work(live):
    with morning():
        page = Browser(live, someone("officer")).get("/")

    for section in ("overdue", "today", "later"):
        assert re.search(section, page.text, re.IGNORECASE)
    assert page.text.count("Log") > 8


@pytest.mark.parametrize(
    "path",
    ["/", "/employers", "/employers/E-00001", "/followups", "/vacancies", "/placements",
     "/parity", "/accreditation", "/history", "/outbox", "/mailings", "/mailings/templates",
     "/mail-in", "/mail-stops", "/interest/queue", "/interest/queue/held", "/data-requests"],
)  # fmt: skip
def test_every_role_can_look_around(live, path):
    with morning():
        for role in ("officer", "trainee", "manager", "admin", "auditor"):
            assert Browser(live, someone(role)).get(path).status_code == 200


def test_an_invented_record_says_so(live):
    page = Browser(live, someone("officer")).get("/employers/E-00001")

    assert "Invented" in page.text


def test_levels_come_from_the_scoring(live):
    levels = set(session.scalars(sa.select(Standing.level)))

    assert levels == {"", "bronze", "silver", "gold"}


def test_the_last_act_can_be_undone(live):
    last = session.scalars(
        sa.select(Operation).where(Operation.title.startswith("Logged")).order_by(-Operation.id)
    ).first()

    done = undo.undo(last.id)

    assert done.restored
    assert not done.refused


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/interest/queue", ("Bramgarth Farm Shop", "Sorrelmere Print", "Hazelholt Nursery")),
        ("/interest/queue?view=decided", ("Easy Profit Marketing", "Copperwick Engineering")),
        ("/interest/queue/held", ("Park Unit 6 Catering", "best watches cheap")),
        ("/interest/queue/IN-C4Y9ND", ("It looks like 1 employer", "Olu Rahman")),
        ("/interest/queue/IN-V2D6YK", ("The 8.40 bus",)),
        ("/mailings", ("a free webinar for employers", "News for employers in")),
        ("/mailings/1", ("Sent (", "Came back (1)", "Left out (")),
        ("/mailings/2", ("As they get it", "Send to")),
        ("/mail-in", ("rosa@quillwick.example.org", "Your visit on Thursday")),
        ("/mail-in?state=filed", ("Automatic reply", "Re: ")),
        ("/mail-in?state=noted", ("given up; steps planned to put it right: 1",)),
        ("/mail-stops", ("the address does not exist", "unsubscribed")),
        ("/data-requests", ("DP-5H2QXM", "DP-W8N4KT")),
        ("/data-requests?view=closed", ("DP-3RJ7CY",)),
    ],
)
def test_the_post_and_the_public_door_are_alive(live, path, words):
    with morning():
        page = Browser(live, someone("officer")).get(path).text

    assert [word for word in words if word.lower() not in page.lower()] == []
