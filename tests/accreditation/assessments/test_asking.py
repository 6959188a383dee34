"""Asking for one more thing stops the clock until files come."""

import re
from datetime import timedelta

import pytest

from accreditation.assessments import asking, queries
from accreditation.assessments.models import Assessment
from accreditation.assessments.rules import State
from crm.core import clock, links
from crm.core.db import session
from crm.core.links import OneTimeLink
from crm.core.outbox import Mail
from crm.employers.models import Contact
from crm.evidence.models import EvidenceRequest
from crm.people.models import Person
from tests import papers
from tests.accreditation.assessments.world import case_of
from tests.browse import Browser
from tests.crm.evidence.asking import upload

QUEUE = "/accreditation/reviews"


def fresh(row) -> Assessment:
    session.expire_all()
    return session.get_one(Assessment, row.id)


def asked(make, officer, words="The insurance certificate of this year."):
    row = case_of(make, officer)
    values = {"criterion": "SW3", "words": words}
    return row, officer.post(f"{QUEUE}/{row.ref}/ask", values, follow=True).text


def test_it_mails_a_link_and_pauses_the_clock(make, officer):
    row, page = asked(make, officer)

    kept = fresh(row)
    assert "The clock is paused" in page
    assert kept.state is State.ASKED
    assert [(one["criterion"], one["back_on"]) for one in kept.asked] == [("SW3", "")]
    request = session.query(EvidenceRequest).one()
    assert (request.subject_kind, request.subject_id) == ("assessment", row.id)
    mail = session.query(Mail).filter_by(kind="evidence").one()
    assert "The insurance certificate of this year." in mail.body


def test_days_of_the_pause_do_not_count(make, officer):
    row, _ = asked(make, officer)
    since, person_id = clock.today(), officer.person_id
    with clock.at(clock.now() + timedelta(days=21)):
        assert asking.age(fresh(row), since, clock.today()) == 0
        asking.go_on(queries.one(Assessment.id == row.id), by=session.get(Person, person_id))
        session.commit()
        kept = fresh(row)
        assert (kept.state, kept.paused_at) == (State.OPEN, None)
        assert kept.paused_days == asking.working_days(since, clock.today()) > 0
    with clock.at(clock.now() + timedelta(days=28)):
        whole = asking.working_days(since, clock.today())
        assert asking.age(fresh(row), since, clock.today()) == whole - kept.paused_days


def test_files_that_come_start_it_again(app, make, officer, tmp_path):
    app.config["DATA_DIR"] = tmp_path
    row, _ = asked(make, officer)
    link = session.query(OneTimeLink).filter_by(purpose="evidence").one()
    path = "/me" + links.address(link).partition("/me")[2]
    phone = Browser(app, None)
    assert "The insurance certificate of this year." in phone.get(path).text
    upload(phone, path, ("certificate.pdf", papers.pdf(("Insurance",))))
    phone.post(f"{path}/hide", {"act": "send"})

    kept = fresh(row)
    assert kept.state is State.OPEN
    assert kept.asked[0]["back_on"] == clock.today().isoformat()
    assert "F-00001" in officer.get(f"{QUEUE}/{row.ref}?criterion=SW3").text


def ask_too(officer, row, code="LE1", words="The Disability Confident certificate."):
    given = {"criterion": code, "words": words}
    return officer.post(f"{QUEUE}/{row.ref}/ask", given, follow=True).text


def back_on(row):
    return {one["criterion"]: bool(one["back_on"]) for one in fresh(row).asked}


def send_file(app, place, name):
    """Send a file by the link that was mailed as the ``place``-th."""
    found = session.query(OneTimeLink).filter_by(purpose="evidence").order_by(OneTimeLink.id)
    path = "/me" + links.address(found[place]).partition("/me")[2]
    phone = Browser(app, None)
    upload(phone, path, (name, papers.pdf((name,))))
    phone.post(f"{path}/hide", {"act": "send"})


def test_one_thing_is_asked_on_each_criterion_and_the_clock_waits_for_all(
    app, make, officer, tmp_path
):
    app.config["DATA_DIR"] = tmp_path
    row, _ = asked(make, officer)
    since = fresh(row).paused_at
    page = ask_too(officer, row)
    assert "The clock is paused" in page
    assert "2 requests are open, not a gate." in page
    assert "asked for 2 more things" in officer.get(QUEUE).text
    assert session.query(Mail).filter_by(kind="evidence").count() == 2
    assert fresh(row).paused_at == since

    send_file(app, 1, "certificate.pdf")
    assert back_on(row) == {"SW3": False, "LE1": True}
    assert (fresh(row).state, fresh(row).paused_at) == (State.ASKED, since)

    send_file(app, 0, "plan.pdf")
    assert back_on(row) == {"SW3": True, "LE1": True}
    assert (fresh(row).state, fresh(row).paused_at) == (State.OPEN, None)


def test_a_criterion_has_one_open_ask_at_most(make, officer):
    row, _ = asked(make, officer)
    assert "Ask for one more thing" not in officer.get(f"{QUEUE}/{row.ref}?criterion=SW3").text
    page = ask_too(officer, row, "SW3", "And the plan.")

    assert "Something is asked for here already" in page
    assert session.query(EvidenceRequest).count() == 1


def test_going_on_without_one_thing_leaves_the_others_open(make, officer):
    row, _ = asked(make, officer)
    ask_too(officer, row)
    page = officer.post(f"{QUEUE}/{row.ref}/go-on", {"criterion": "SW3"}, follow=True).text

    assert "1 request still open." in page
    assert back_on(row) == {"SW3": True, "LE1": False}
    closed = [one.closed_at is not None for one in session.query(EvidenceRequest).order_by("id")]
    assert (closed, fresh(row).state) == ([True, False], State.ASKED)

    officer.post(f"{QUEUE}/{row.ref}/go-on")
    assert back_on(row) == {"SW3": True, "LE1": True}
    assert fresh(row).state is State.OPEN


def test_an_ask_beside_another_can_be_undone_alone(make, officer):
    row, _ = asked(make, officer)
    page = ask_too(officer, row)
    undo = re.search(r'action="(/undo[^"]+|/history[^"]+undo[^"]*)"', page)
    assert undo, "the flash offers Undo"
    officer.post(undo[1])

    assert back_on(row) == {"SW3": False}
    assert fresh(row).state is State.ASKED


def test_going_on_without_it_ends_the_link(make, officer):
    row, _ = asked(make, officer)
    officer.post(f"{QUEUE}/{row.ref}/go-on")

    assert fresh(row).state is State.OPEN
    assert session.query(EvidenceRequest).one().closed_at is not None


@pytest.mark.parametrize(
    ("words", "mailed", "said"),
    [("", True, "Say what the employer should send"), ("Proof", False, "no email address")],
)
def test_what_cannot_be_asked_is_said(make, officer, words, mailed, said):
    row = case_of(make, officer)
    if not mailed:
        session.query(Contact).one().email = ""
        session.commit()
    values = {"criterion": "SW3", "words": words}
    page = officer.post(f"{QUEUE}/{row.ref}/ask", values, follow=True).text

    assert said in page or "Nobody there has an email address" in page
    assert fresh(row).state is State.OPEN


def test_a_draft_waits_while_something_is_asked(make, officer):
    row, _ = asked(make, officer)

    page = officer.post(f"{QUEUE}/{row.ref}/send", follow=True).text
    assert "asked for something more" in page
    assert fresh(row).state is State.ASKED
