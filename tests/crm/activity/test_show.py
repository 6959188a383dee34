"""One logged contact on its page, and correcting it."""

from datetime import UTC, date, datetime

import pytest

from crm.activity import actions
from crm.activity.models import Activity
from crm.activity.rules import Kind, Outcome
from crm.core.db import session
from crm.employers.models import Standing
from crm.people.models import Person


@pytest.fixture
def activity(make, officer):
    employer = make.employer(name="Grundon")
    row = actions.log(
        employer, by=session.get(Person, officer.person_id), kind=Kind.CALL,
        outcome=Outcome.SPOKE, summary="Two packing jobs", note="Bus <b>136</b>",
        contact=make.contact(employer, name="Maria Hollis"),
        happened_at=datetime(2026, 3, 2, 9, 15, tzinfo=UTC),
    )  # fmt: skip
    session.commit()
    return {"id": row.id, "employer": employer.id, "url": f"/activities/{row.id}"}


def test_the_page_tells_all(officer, activity):
    page = officer.get(activity["url"])

    for words in ("Call with Maria Hollis", "Two packing jobs", "Mon 2 Mar", "09:15", "Grundon"):
        assert words in page.text
    assert "<b>136</b>" not in page.text


def test_correcting_keeps_the_standing_true(officer, activity):
    page = officer.submit(f"{activity['url']}/edit", {"on": "3/3/2026", "at": "10:00"})

    assert "Tue 3 Mar, 10:00" in page.text
    assert session.get(Standing, activity["employer"]).last_contact_on == date(2026, 3, 3)


def test_an_untouched_form_changes_nothing(officer, activity):
    before = session.get(Activity, activity["id"]).version

    officer.submit(f"{activity['url']}/edit")

    assert session.get(Activity, activity["id"], populate_existing=True).version == before


def test_a_page_that_others_saved_since_is_refused(officer, activity):
    page = officer.submit(f"{activity['url']}/edit", {"seen": "0", "summary": "Mine"})

    assert page.status_code == 409
    assert "saved this record while you were editing" in page.text
    assert session.get(Activity, activity["id"]).summary == "Two packing jobs"


def test_who_may_read_and_who_may_correct(auditor, stranger, activity):
    assert auditor.get(activity["url"]).status_code == 200
    assert auditor.get(f"{activity['url']}/edit").status_code == 403
    assert stranger.get(activity["url"]).status_code == 302


@pytest.mark.parametrize("number", ["0", "99999", "99999999999999999999"])
def test_a_contact_that_is_not_there(officer, activity, number):
    assert officer.get(f"/activities/{number}").status_code == 404
