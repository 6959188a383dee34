"""An officer asks for evidence with one press; everything about it can be seen and taken back."""

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from crm.core import clock, links
from crm.core.db import session
from crm.core.journal import Entry, Operation
from crm.core.links import LinkEvent, OneTimeLink, State
from crm.core.outbox import Mail
from crm.evidence import queries
from crm.evidence.models import EvidenceRequest
from crm.followups.models import FollowUp
from tests.browse import Browser, count_rows
from tests.crm.evidence import asking
from tests.crm.evidence.asking import Asked
from tests.makers import Make


def pressed(officer: Browser, placement_ref: str) -> Any:
    """Press the one button of a placement's page."""
    page = officer.get(f"/placements/{placement_ref}").text
    form = re.search(r'<form[^>]*action="/evidence/ask".*?</form>', page, re.S)
    assert form
    values = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
    return officer.post("/evidence/ask", values, follow=True)


def newest() -> EvidenceRequest:
    row = session.scalars(sa.select(EvidenceRequest).order_by(EvidenceRequest.id.desc())).first()
    assert row
    return row


def test_one_press_mails_a_link_and_plans_the_wait(
    app: Flask, officer: Browser, make: Make
) -> None:
    employer, contact = asking.employer_with_contact(make)
    placement = make.placement(employer)

    page = pressed(officer, placement.ref)

    assert "A link is mailed to Sam Carter" in page.text
    row, mail = newest(), session.scalars(sa.select(Mail)).one()
    link, step = session.get(OneTimeLink, row.link_id), session.get(FollowUp, row.follow_up_id)
    assert link
    assert step
    assert (link.most, row.ends_on) == (5, clock.today() + timedelta(days=14))
    assert (mail.to_addr, mail.topic, mail.link_id) == (contact.email, "", link.id)
    assert (step.waiting_for, step.owner_id) == ("Sam Carter", officer.person_id)
    assert "Wage evidence asked for" in officer.get("/").text
    assert "Wage evidence asked for by a link" in officer.get(f"/employers/{employer.ref}").text


def test_the_mail_says_all_and_names_nobody_who_is_supported(
    app: Flask, officer: Browser, make: Make
) -> None:
    employer, _ = asking.employer_with_contact(make)
    placement = make.placement(employer, participant_ref="CTW-7771", job_title="Odd job")
    pressed(officer, placement.ref)
    mail = session.scalars(sa.select(Mail)).one()

    for said in ("latest wage slip", "paid the same", "National Insurance", "6 months", "{link}"):
        assert said in mail.body
    whole = mail.subject + mail.body + asking.path_of(newest())
    for hidden in ("CTW-7771", "Odd job", placement.ref, "please", "Please"):
        assert hidden not in whole


def test_the_link_itself_is_written_nowhere(app: Flask, request_made: Asked) -> None:
    token = request_made.path.rpartition(".")[2]
    written = [
        *session.scalars(sa.select(sa.cast(Entry.after, sa.Text))),
        *session.scalars(sa.select(Operation.title)),
        *session.scalars(sa.select(Mail.body)),
        *session.scalars(sa.select(LinkEvent.what)),
        *session.scalars(sa.select(OneTimeLink.digest)),
        *session.scalars(sa.select(OneTimeLink.salt)),
    ]
    assert len(token) > 40
    assert written
    assert not [text for text in written if token in (text or "")]


def test_undo_takes_the_request_its_link_and_its_mail_back(
    app: Flask, officer: Browser, stranger: Browser, make: Make
) -> None:
    employer, _ = asking.employer_with_contact(make)
    page = pressed(officer, make.placement(employer).ref)
    path, mail = asking.path_of(newest()), session.scalars(sa.select(Mail)).one()

    undo = re.search(r'action="(/history/\d+/undo[^"]*)"', page.text)
    assert undo, page.text
    officer.post(undo[1], follow=True)

    assert (count_rows(EvidenceRequest), count_rows(FollowUp)) == (0, 0)
    assert "taken back" in queries.why_not(mail)
    answer = stranger.get(path)
    assert answer.status_code == 410
    assert "This request was taken back" in answer.text


def test_the_same_is_not_asked_twice_at_a_time(
    app: Flask, officer: Browser, request_made: Asked
) -> None:
    told = {"purpose": "wage", "subject": request_made.placement_id}

    page = officer.post("/evidence/ask", told, follow=True)

    assert "its link still works" in page.text
    assert count_rows(EvidenceRequest) == 1
    assert "Send secure link" not in officer.get(f"/placements/{request_made.placement_ref}").text


def test_without_an_address_the_page_says_what_is_missing(
    app: Flask, officer: Browser, make: Make
) -> None:
    employer = make.employer()
    make.contact(employer, name="No Mail")
    placement = make.placement(employer)

    page = pressed(officer, placement.ref)

    assert "Nobody there has an email address" in page.text
    assert count_rows(EvidenceRequest) == 0


def test_another_person_can_be_chosen(app: Flask, officer: Browser, make: Make) -> None:
    employer, _ = asking.employer_with_contact(make)
    other = make.contact(employer, name="Pay Office", email="pay@windrush.example")
    placement = make.placement(employer)

    page = officer.get(f"/evidence/new/wage/{placement.id}")
    assert "Pay Office" in page.text
    assert "Sam Carter" in page.text
    told = {"purpose": "wage", "subject": placement.id, "contact": other.id}
    officer.post("/evidence/ask", told)

    assert newest().contact_id == other.id


@pytest.mark.parametrize("who", ["gone", "elsewhere"])
def test_nobody_else_can_be_asked(app: Flask, officer: Browser, make: Make, who: str) -> None:
    employer, contact = asking.employer_with_contact(make)
    placement = make.placement(employer)
    if who == "gone":
        contact.to_on = clock.today()
    else:
        contact = make.contact(make.employer(), email="x@elsewhere.example")
    session.commit()

    told = {"purpose": "wage", "subject": placement.id, "contact": contact.id}
    page = officer.post("/evidence/ask", told, follow=True)

    assert "Choose somebody who works there now" in page.text
    assert count_rows(EvidenceRequest) == 0


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"purpose": "nothing", "subject": "1"},
        {"purpose": "wage", "subject": "999999"},
        {"purpose": "wage", "subject": "' or 1=1"},
        {"purpose": "wage", "subject": "99999999999999999999"},
    ],
)
def test_what_is_not_there_cannot_be_asked_about(
    app: Flask, officer: Browser, told: dict[str, str]
) -> None:
    assert officer.post("/evidence/ask", told).status_code == 404


def test_a_reminder_goes_once_a_day_and_not_on_the_first(
    app: Flask, request_made: Asked, make: Make
) -> None:
    manager = Browser(app, make.person())
    page = manager.post(f"/evidence/{request_made.ref}/remind", follow=True)
    assert "mailed today" in page.text

    with time_machine.travel(clock.now() + timedelta(days=5), tick=False):
        manager = Browser(app, make.person())
        first = manager.post(f"/evidence/{request_made.ref}/remind", follow=True)
        second = manager.post(f"/evidence/{request_made.ref}/remind", follow=True)

    assert "same link is mailed" in first.text
    assert "went out today already" in second.text
    mails = session.scalars(sa.select(Mail).order_by(Mail.id)).all()
    assert [mail.link_id for mail in mails] == [request_made.link.id] * 2
    assert "Nothing has come yet" in mails[1].body


def test_more_time_is_given_and_taken_back(
    app: Flask, request_made: Asked, make: Make, officer: Browser
) -> None:
    again = officer.post(f"/evidence/{request_made.ref}/extend", follow=True)
    assert "until that day already" in again.text

    with time_machine.travel(clock.now() + timedelta(days=20), tick=False):
        assert links.state(request_made.link) is State.EXPIRED
        officer = Browser(app, make.person())
        officer.post(f"/evidence/{request_made.ref}/extend")
        assert links.state(request_made.link) is State.OPEN
        assert request_made.row.ends_on == clock.today() + timedelta(days=14)


def test_closing_needs_a_reason_ends_the_link_and_can_be_undone(
    app: Flask, request_made: Asked, officer: Browser, stranger: Browser
) -> None:
    path = f"/evidence/{request_made.ref}"
    assert "Say in a few words" in officer.post(f"{path}/close", {"why": ""}).text

    page = officer.post(f"{path}/close", {"why": "Sent to the wrong person"}, follow=True)

    assert "Sent to the wrong person" in page.text
    assert links.state(request_made.link) is State.REVOKED
    closed = stranger.get(request_made.path)
    assert closed.status_code == 410
    assert "This link was ended" in closed.text
    assert "wrong person" not in closed.text
    undo = re.search(r'action="(/history/\d+/undo[^"]*)"', page.text)
    assert undo
    officer.post(undo[1], follow=True)
    assert links.state(request_made.link) is State.OPEN
    assert stranger.get(request_made.path).status_code == 200


def test_the_list_says_where_each_request_is(
    app: Flask, officer: Browser, make: Make, request_made: Asked
) -> None:
    for state, there in (("waiting", True), ("came", False), ("ended", False), ("all", True)):
        assert (request_made.ref in officer.get(f"/evidence?state={state}").text) is there
    with time_machine.travel(clock.now() + timedelta(days=15), tick=False):
        page = Browser(app, make.person()).get("/evidence?state=ended").text
        assert "Ended, nothing came" in page
        assert "15 days ago" in page


def test_a_manager_changes_days_and_files_and_sent_links_stay(
    app: Flask, manager: Browser, request_made: Asked, make: Make
) -> None:
    row = queries.purpose("wage")
    assert row
    page = manager.submit(f"/evidence/purposes/{row.id}", {"days": "7", "most_files": "3"})
    assert "Links that were sent stay as they are" in page.text

    other = asking.asked(make)

    assert (other.link.most, other.row.ends_on) == (3, clock.today() + timedelta(days=7))
    assert request_made.link.most == 5


@pytest.mark.parametrize(("name", "value"), [("days", "0"), ("days", "91"), ("most_files", "21")])
def test_limits_beyond_reason_are_refused(
    app: Flask, manager: Browser, name: str, value: str
) -> None:
    row = queries.purpose("wage")
    assert row
    page = manager.submit(f"/evidence/purposes/{row.id}", {name: value})
    assert "must be a whole number" in page.text
