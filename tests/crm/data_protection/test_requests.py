"""What we hold, corrections, complaints and their clocks."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from crm.consent import actions as consent
from crm.consent.rules import Basis, Why
from crm.core import clock, journal
from crm.core.db import session
from crm.core.journal import THEIRS, Operation
from crm.core.outbox import Mail
from crm.data_protection import jobs, queries
from crm.data_protection.models import About, AskedFor, DataRequest
from crm.employers.models import LegalForm
from crm.followups.models import FollowUp
from crm.inbound import actions as inbound
from tests.browse import Browser, count_rows
from tests.crm.interest.door import mailed_path, mails, register, send

COMPLAINT = {"name": "Jo Reed", "email": "jo@x.example", "text": "You wrote to my home address."}


def link_for(browser: Browser, email: str) -> str:
    browser.post("/what-we-hold", {"email": email})
    return mailed_path()


def requests() -> list[DataRequest]:
    return list(session.scalars(sa.select(DataRequest).order_by(DataRequest.id)))


@pytest.mark.parametrize("path", ["/privacy", "/accessibility", "/data-complaint", "/what-we-hold"])
def test_the_standing_pages_are_open_to_all_and_linked(stranger, path):
    page = stranger.get(path)

    assert page.status_code == 200
    for linked in ("/privacy", "/accessibility", "/what-we-hold"):
        assert f'href="{linked}"' in page.text


def test_the_statement_has_the_headings_the_law_asks_for(stranger):
    text = stranger.get("/accessibility").text

    for heading in (
        "How accessible this service is", "Feedback and contact", "Enforcement procedure",
        "Technical information", "Compliance status", "Non-accessible content",
        "Disproportionate burden", "What we are doing to improve",
        "Preparation of this statement",
    ):  # fmt: skip
        assert f">{heading}</h" in text


def test_one_sees_ones_own_data_and_where_it_comes_from(app, stranger, officer, make):
    employer = make.employer(name="Isis Garden Centre", owner_id=officer.person_id)
    journal.operation("Imported employers.csv", kind="import")
    make.contact(
        employer, name="Sam Carter", email="Sam@isis.example", role="Manager", phone="01865 1",
        notes="Knows Amy",
    )  # fmt: skip
    make.contact(employer, name="Other Person", email="other@isis.example")
    make.placement(employer, participant_ref="CTW-SECRET1")

    page = stranger.get(link_for(stranger, "sam@isis.example")).text

    for words in ("Sam Carter", "Manager", "01865 1", "Isis Garden Centre", "What we hold about"):
        assert words in page
    assert "From a list of employers that our staff loaded" in page
    for hidden in ("Other Person", "CTW-SECRET1", "Knows Amy", "other@isis.example"):
        assert hidden not in page


def test_registrations_and_what_was_agreed_to_are_shown(app, stranger):
    register(stranger, newsletter=True)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        page = Browser(app, None)
        shown = page.get(link_for(page, "sam@isisgardens.example")).text

    assert "Registration IN-" in shown
    assert "Send me news and webinar invitations" in shown
    assert "Mails we sent you" in shown


def test_known_and_unknown_addresses_get_the_same_answer_and_a_mail(app, make):
    make.contact(make.employer(), email="known@isis.example")
    answers = []
    for email in ("known@isis.example", "nobody@isis.example"):
        browser = Browser(app, None)
        answers.append(browser.post("/what-we-hold", {"email": email}, follow=True).text)

    assert answers[0] == answers[1]
    assert [mail.subject for mail in mails()] == ["What we hold about you"] * 2
    nothing = Browser(app, None).get(mailed_path()).text
    assert "Mails we sent you" in nothing
    assert "You at" not in nothing


def test_an_address_gets_one_mail_a_day_from_all_public_pages(app, stranger):
    send(stranger, email="sam@isis.example")
    for _ in range(3):
        stranger.post("/what-we-hold", {"email": "sam@isis.example"})
    assert count_rows(Mail) == 1
    answers = [stranger.post("/what-we-hold", {"email": f"a{n}@x.example"}) for n in range(3)]
    assert [a.status_code for a in answers] == [302, 302, 429]


def test_a_correction_is_a_follow_up_of_the_owner(stranger, officer, make):
    employer = make.employer(owner_id=officer.person_id)
    make.contact(employer, email="sam@isis.example")
    path = link_for(stranger, "sam@isis.example")

    told = {"text": "My name is Samira."}
    page = stranger.submit(path, told)

    (made,) = requests()
    (step,) = session.scalars(sa.select(FollowUp))
    assert made.code in page.text
    assert (made.about, made.employer_id) == (About.CORRECTION, employer.id)
    assert (step.owner_id, step.employer_id) == (officer.person_id, employer.id)
    assert made.code in step.title
    assert "Enter what is wrong" in stranger.post(path, {"text": ""}).text
    assert "My name is Samira." in officer.get(f"/data-requests/{made.id}").text


def test_a_link_ends_after_two_days(stranger):
    path = link_for(stranger, "sam@isis.example")

    with time_machine.travel(clock.now() + timedelta(hours=49)):
        assert stranger.get(path).status_code == 404


def test_a_complaint_gets_a_reference_and_its_clock_of_30_days(stranger, officer):
    page = stranger.submit("/data-complaint", COMPLAINT)

    (made,) = requests()
    assert made.code in page.text
    assert made.due_on == clock.today() + timedelta(days=30)
    listed = officer.get("/data-requests").text
    assert made.code in listed
    assert "Jo Reed" in listed
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert queries.due_on(About.COMPLAINT, clock.today()) > made.due_on


def test_staff_do_not_undo_what_a_person_asked_or_complained_of(stranger, manager, make):
    make.contact(make.employer(owner_id=manager.person_id), email="sam@isis.example")
    stranger.submit(link_for(stranger, "sam@isis.example"), {"text": "My name is Samira."})
    stranger.submit("/data-complaint", COMPLAINT)
    done = session.scalars(sa.select(Operation.id).where(Operation.kind == THEIRS)).all()
    session.rollback()

    assert len(done) == 2
    for number in done:
        said = manager.post(f"/history/{number}/undo", follow=True).text
        assert "Only who did it can take it back" in said

    assert [row.about for row in requests()] == [About.CORRECTION, About.COMPLAINT]
    assert count_rows(FollowUp) == 1


def test_a_complaint_sent_twice_is_one(app, stranger):
    page = stranger.get("/data-complaint").text
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    told = COMPLAINT | {"once": once}

    first = stranger.post("/data-complaint", told, follow=True).text
    second = stranger.post("/data-complaint", told, follow=True).text

    assert first == second
    assert count_rows(DataRequest) == 1


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"name": ""}, "Enter your name"),
        ({"email": "jo"}, "correct format"),
        ({"email": "jo@x.example\nBcc: a@b.example"}, "correct format"),
        ({"text": ""}, "Enter what happened"),
        ({"text": "x" * 4001}, "must be 4,000 characters or fewer"),
        ({"name": "Jo\x00"}, "cannot be shown"),
    ],
)
def test_a_wrong_complaint_is_said_and_kept(stranger, told, words):
    page = stranger.post("/data-complaint", COMPLAINT | told)

    assert words in page.text
    assert count_rows(DataRequest) == 0


def test_what_looks_automatic_is_kept_and_marked(stranger, officer):
    stranger.submit("/data-complaint", COMPLAINT | {"company": "x"})
    for n in range(6):
        stranger.submit("/data-complaint", COMPLAINT | {"name": f"Jo {n}"})

    assert [r.automatic for r in requests()] == [True] + [False] * 4 + [True] * 2
    assert officer.get("/data-requests").text.count("Looks automatic") == 3


def test_staff_acknowledge_and_close_with_the_outcome(stranger, officer, trainee):
    stranger.submit("/data-complaint", COMPLAINT)
    path = f"/data-requests/{requests()[0].id}"
    assert trainee.post(f"{path}/close", {"outcome": "x"}).status_code == 403
    assert "Enter the outcome; it is sent" in officer.post(f"{path}/close", {"outcome": ""}).text

    officer.post(f"{path}/acknowledge", follow=True)
    officer.post(f"{path}/close", {"outcome": "We removed the address."}, follow=True)

    first, second = mails()
    assert "We are looking at it" in first.body
    assert "We removed the address." in second.body
    assert "ico.org.uk" in second.body
    assert requests()[0].closed_at
    assert "No request is open" in officer.get("/data-requests").text
    assert "We removed the address." in officer.get(path).text
    again = officer.post(f"{path}/close", {"outcome": "Again"})
    assert "closed already" in again.text
    assert officer.get("/data-requests/99").status_code == 404
    assert officer.get("/data-requests/9999999999").status_code == 404


def test_who_asked_is_forgotten_after_a_month(stranger):
    link_for(stranger, "sam@isis.example")
    assert jobs.forget_asked(clock.now()) == 0

    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert jobs.forget_asked(clock.now()) == 1
    assert count_rows(AskedFor) == 0


def test_one_link_takes_few_corrections_an_hour(stranger):
    path = link_for(stranger, "sam@isis.example")

    answers = [stranger.post(path, {"text": f"Wrong {n}"}).status_code for n in range(7)]

    assert answers == [302] * 5 + [429] * 2
    assert count_rows(DataRequest) == 5


def test_choices_and_mails_are_shown_to_their_owner_alone(stranger, make):
    employer = make.employer(legal_form=LegalForm.SOLE_TRADER)
    contact = make.contact(employer, email="Sam@isis.example")
    consent.agree(
        employer, address=contact.email, contact=contact, topic="news", basis=Basis.CONSENT,
        source="Open day", given_on=clock.today(),
    )  # fmt: skip
    consent.stop("sam@isis.example", Why.ASKED, topic="webinars", source="By phone")
    inbound.receive(b"From: Sam@isis.example\nSubject: About Thursday\n\nYes.\n")
    inbound.receive(b"From: else@isis.example\nSubject: A secret\n\nNo.\n")
    session.commit()

    page = stranger.get(link_for(stranger, "sam@isis.example")).text

    for words in ("News for employers: consent", "Open day", "Webinar invitations: stopped",
                  "Mails you sent us", "About Thursday"):  # fmt: skip
        assert words in page
    assert "A secret" not in page


@pytest.mark.parametrize(
    ("sender", "there"),
    [("Jobs <jobs@council.example>", True), ("Placewell <placewell@localhost>", False)],
)
def test_public_pages_name_a_mailbox_that_answers(app, stranger, sender, there):
    app.config["MAIL_FROM"] = sender

    page = stranger.get("/accessibility").text

    assert page.count("mailto:jobs@council.example") == (2 if there else 0), "text and footer"
    assert ("Then ask Oxfordshire County Council." in page) is not there
