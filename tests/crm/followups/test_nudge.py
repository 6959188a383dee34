"""What waits on others stands apart until its day; a colleague is nudged by mail once a day."""

from datetime import date

import pytest
import sqlalchemy as sa
import time_machine

from crm.core.db import session
from crm.core.outbox import Audience, Mail
from crm.followups import desk, waiting
from crm.followups.models import FollowUp
from crm.followups.queries import followup_or_404
from crm.people.models import Person
from tests.browse import count_rows

pytestmark = pytest.mark.usefixtures("tuesday")


@pytest.fixture
def tom(make):
    return make.person(name="Tom Brandt", email="tom@council.example")


def wait_on(officer, employer, whom, **more):
    data = {
        "title": "confirm fair pay check of P-00012", "due_on": "26/11/2026",
        "owner": str(officer.person_id), "waits_for": str(whom), "unit": "weeks",
    }  # fmt: skip
    return officer.post(f"/employers/{employer.ref}/follow-ups/new", data=data | more, follow=True)


def row():
    session.expire_all()
    return session.scalar(sa.select(FollowUp))


def test_it_stands_apart_until_its_day_and_then_needs_its_owner(officer, make, tom):
    wait_on(officer, make.employer(name="Vale Joinery"), tom.id)

    page = officer.get("/")
    assert "0 overdue, 0 today, 0 later this week, 1 waiting on others" in page.text
    assert "Until Thu 26 Nov" in page.text
    assert "Waiting for Tom Brandt since Tue 24 Nov." in page.text
    assert officer.get("/followups?due=waiting").text.count("Nudge") == 1

    day = date(2026, 11, 26)
    found = desk.sections(officer.person_id, day, day)
    assert [part.total for part in found.values()] == [0, 1, 0, 0]


def test_a_nudge_is_one_mail_a_day_without_what_is_private(officer, make, tom):
    wait_on(officer, make.employer(name="Vale Joinery"), tom.id)
    path = f"/followups/{row().id}/nudge"

    page = officer.post(path, data={"back": "today"}, follow=True)
    assert "Tom Brandt gets a mail" in page.text
    assert "Nudged once Tue 24 Nov." in page.text
    assert "nudged about this today already" in officer.post(path, follow=True).text

    [mail] = session.scalars(sa.select(Mail)).all()
    assert (mail.to_addr, mail.audience) == ("tom@council.example", Audience.STAFF)
    assert "Vale Joinery" in mail.body
    assert "P-00012" not in mail.body + mail.subject
    with time_machine.travel("2026-11-25T10:00:00Z", tick=False):
        waiting.nudge(followup_or_404(row().id), by=tom)
        session.commit()
    assert count_rows(Mail) == 2
    assert row().nudges == 2


def test_the_employer_is_nudged_by_writing_to_them(officer, make):
    employer = make.employer(name="Hinksey Hotel")
    wait_on(officer, employer, "employer")

    page = officer.get("/")

    assert "Waiting for the employer since" in page.text
    assert f"follow_up={row().id}&amp;kind=mail" in page.text
    assert "Only a colleague can be nudged" in officer.post(
        f"/followups/{row().id}/nudge", follow=True
    ).text  # fmt: skip
    assert count_rows(Mail) == 0


def test_somebody_who_left_is_not_written_to(officer, make, tom):
    wait_on(officer, make.employer(), tom.id)
    left = session.get(Person, tom.id)
    left.locked_at = left.created_at
    session.commit()

    assert "no longer works here" in officer.post(f"/followups/{row().id}/nudge", follow=True).text


def test_it_cannot_repeat(officer, make, tom):
    page = wait_on(officer, make.employer(), tom.id, count="2")

    assert "What waits on others cannot repeat" in page.text
    assert count_rows(FollowUp) == 0


def test_the_list_shows_it_as_the_next_step(officer, make, tom):
    employer = make.employer()
    wait_on(officer, employer, tom.id)

    assert row().due_on == date(2026, 11, 26)
    assert "Until Thu 26 Nov" in officer.get(f"/employers/{employer.ref}").text
