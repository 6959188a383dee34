"""Officers answer enquiries: accept, ask, refuse, pass on, and take it back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from crm.activity.models import Cadence
from crm.consent import actions as consent
from crm.consent.models import MailConsent
from crm.consent.rules import Why
from crm.core import clock
from crm.core.db import session
from crm.core.journal import THEIRS, Operation
from crm.employers.models import Contact, Employer, Site, SizeBand
from crm.followups.models import FollowUp, Leave
from crm.interest import jobs, queries
from crm.interest.models import DistrictOfficer, Enquiry, EnquiryStep, State
from crm.people.models import Person
from crm.triage.feature import FEATURE
from tests.browse import Browser, Statements, count_rows, let_go
from tests.crm.interest.door import drafts, enquiries, mailed_path, mails, register, send

LATER = timedelta(minutes=1)


@pytest.fixture
def enquiry(app, officer) -> Enquiry:
    return register(Browser(app, None))


def tell_all() -> int:
    let_go()
    with time_machine.travel(clock.now() + LATER):
        return jobs.tell(clock.now())


def accept_new(officer: Browser, enquiry: Enquiry) -> None:
    officer.post(
        f"/interest/queue/{enquiry.code}/accept",
        {"employer": "new", "owner_id": str(officer.person_id)},
    )


def test_the_queue_shows_what_an_officer_needs_to_choose(app, officer, make):
    make.employer(name="Isis Garden Centre Ltd", postcode="OX14 3HB")
    first = register(Browser(app, None))

    page = officer.get("/interest/queue").text

    for words in ("Isis Garden Centre", "Vale of White Horse", "Retail", "small", "Officer"):
        assert words in page
    assert "Isis Garden Centre Ltd</a>" in page, "the employer it looks like"
    assert f"/interest/queue/{first.code}" in page


def test_late_replies_are_called_overdue_and_stand_first(app, officer, make):
    old = register(Browser(app, None), business="Old Firm", email="old@x.example")
    old = session.get(Enquiry, old.id)
    old.reply_by = clock.today() - timedelta(days=1)
    session.commit()
    register(Browser(app, None), business="New Firm", email="new@y.example")

    page = officer.get("/interest/queue").text
    assert page.index("Old Firm") < page.index("New Firm")
    assert "pw-glyph--overdue" in page


def test_the_menu_counts_by_one_statement(app, officer, enquiry):
    count = FEATURE.links[0].count
    with Statements() as sent:
        assert session.scalar(count()) == 1
    assert sent.count == 1


def test_the_queue_asks_no_more_for_more_rows(app, officer):
    register(Browser(app, None), business="Firm A", email="a@a.example")
    officer.get("/interest/queue")
    with Statements() as few:
        officer.get("/interest/queue")
    for n in range(4):
        register(Browser(app, None), business=f"Firm {n}", email=f"a@b{n}.example")
    with Statements() as many:
        officer.get("/interest/queue")

    assert many.count == few.count


def test_accepting_adds_employer_site_contact_and_the_call_in_one_operation(officer, enquiry):
    before = count_rows(Operation)
    page = officer.get(f"/interest/queue/{enquiry.code}").text
    assert "No employer we know looks like it." in page

    answer = officer.post(
        f"/interest/queue/{enquiry.code}/accept",
        {"employer": "new", "owner_id": str(officer.person_id)},
        follow=True,
    )

    assert "Accepted." in answer.text
    (employer,) = session.scalars(sa.select(Employer))
    (contact,) = session.scalars(sa.select(Contact))
    (site,) = session.scalars(sa.select(Site))
    (step,) = session.scalars(sa.select(FollowUp))
    (now,) = enquiries()
    assert (employer.name, employer.size_band) == ("Isis Garden Centre", SizeBand.SMALL)
    assert (employer.sic_section, employer.source) == ("G", f"Public form {enquiry.code}")
    assert (contact.email, site.postcode) == ("sam@isisgardens.example", "OX14 3HB")
    assert (step.title, step.owner_id) == ("Call Sam Carter", officer.person_id)
    assert step.due_on == enquiry.reply_by
    assert (now.state, now.employer_id, now.contact_id) == (
        State.ACCEPTED,
        employer.id,
        contact.id,
    )
    assert count_rows(Operation) == before + 1
    timeline = officer.get(f"/employers/{employer.ref}").text
    assert "Registered interest" in timeline


def test_undo_takes_everything_back_before_the_mail_leaves(officer, enquiry):
    officer.post(
        f"/interest/queue/{enquiry.code}/accept",
        {"employer": "new", "owner_id": str(officer.person_id)},
    )
    last = session.scalar(sa.select(sa.func.max(Operation.id)))

    officer.post(f"/history/{last}/undo", follow=True)

    assert [count_rows(kind) for kind in (Employer, Site, Contact, FollowUp)] == [0] * 4
    (back,) = enquiries()
    assert (back.state, back.employer_id, back.decided_at) == (State.NEW, None, None)
    assert tell_all() == 0
    assert queries.waiting() == 1


def test_accepting_as_a_known_employer_adds_only_what_is_missing(officer, enquiry, make):
    known = make.employer(name="Isis Garden Centre Limited", postcode="OX14 3HB")
    make.contact(known, name="S Carter", email="SAM@isisgardens.example", phone="01865 792422")
    page = officer.get(f"/interest/queue/{enquiry.code}").text
    assert "same postcode" in page
    assert f'value="{known.ref}" selected' in page

    officer.post(
        f"/interest/queue/{enquiry.code}/accept",
        {"employer": known.ref, "owner_id": str(officer.person_id)},
    )

    assert (count_rows(Employer), count_rows(Contact), count_rows(FollowUp)) == (1, 1, 1)
    assert session.scalar(sa.select(Contact.name)) == "S Carter"
    assert enquiries()[0].employer_id == known.id


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"employer": "new", "owner_id": ""}, "Choose who looks after this employer"),
        ({"employer": "new", "owner_id": "999"}, "Choose one of the answers"),
        ({"employer": "E-00099", "owner_id": "1"}, "Choose one of the answers"),
    ],
)
def test_a_wrong_choice_is_said_and_nothing_is_made(officer, enquiry, told, words):
    page = officer.post(f"/interest/queue/{enquiry.code}/accept", told)

    assert words in page.text
    assert count_rows(Employer) == 0


def test_a_question_is_mailed_answered_on_the_status_page_and_comes_back(app, officer, enquiry):
    officer.post(f"/interest/queue/{enquiry.code}/ask", {"question": "Which days?"})
    assert enquiries()[0].state is State.ASKED
    assert queries.waiting() == 0
    assert tell_all() == 1
    assert tell_all() == 0
    assert "Which days?" in mails("enquiry")[0].body
    path = mailed_path()
    business = Browser(app, None)
    assert "Which days?" in business.get(path).text
    assert "Enter your answer" in business.post(path, {"act": "answer", "answer": ""}).text

    page = business.post(path, {"act": "answer", "answer": "Monday to Friday"}, follow=True)

    assert "We have your answer." in page.text
    assert enquiries()[0].state is State.NEW
    assert "Monday to Friday" in officer.get(f"/interest/queue/{enquiry.code}").text
    late = business.post(path, {"act": "answer", "answer": "Again"})
    assert "There is no open question" in late.text


def test_staff_do_not_undo_what_a_business_registered_or_answered(app, officer, manager, enquiry):
    officer.post(f"/interest/queue/{enquiry.code}/ask", {"question": "Which days?"})
    tell_all()
    Browser(app, None).post(mailed_path(), {"act": "answer", "answer": "Monday to Friday"})
    done = session.scalars(sa.select(Operation.id).where(Operation.kind == THEIRS)).all()
    session.rollback()

    assert len(done) == 2
    for number in done:
        said = manager.post(f"/history/{number}/undo", follow=True).text
        assert "Only who did it can take it back" in said

    assert [row.state for row in enquiries()] == [State.NEW]
    assert "Monday to Friday" in officer.get(f"/interest/queue/{enquiry.code}").text


def test_a_refusal_needs_a_reason_and_sends_it(app, officer, enquiry):
    path = f"/interest/queue/{enquiry.code}/refuse"
    assert "Enter the reason; it is sent" in officer.post(path, {"reason": " "}).text

    officer.post(path, {"reason": "You asked us to stop."})
    tell_all()

    assert enquiries()[0].state is State.REFUSED
    assert "You asked us to stop." in mails("enquiry")[0].body
    assert "You asked us to stop." in Browser(app, None).get(mailed_path()).text
    assert "Answered" in officer.get("/interest/queue?view=decided").text
    again = officer.post(path, {"reason": "Twice"})
    assert "was answered already" in again.text


def test_outside_the_county_is_passed_on_with_a_record_and_never_refused(app, officer):
    enquiry = register(Browser(app, None), postcode="RG1 1AA")
    page = officer.get(f"/interest/queue/{enquiry.code}").text
    assert "Outside the county" in page
    assert "/refuse" not in page
    refused = officer.post(f"/interest/queue/{enquiry.code}/refuse", {"reason": "Too far"})
    assert "Pass it on to its own service instead" in refused.text

    officer.post(
        f"/interest/queue/{enquiry.code}/pass-on",
        {"service": "Reading supported employment", "email": "se@reading.example", "note": "Hi"},
    )
    tell_all()

    (now,) = enquiries()
    assert (now.state, now.passed_to) == (State.PASSED_ON, "Reading supported employment")
    to_them, to_us = mails("enquiry")[0], mails("enquiry passed on")[0]
    assert "Reading supported employment" in to_them.body
    assert to_us.to_addr == "se@reading.example"
    assert "sam@isisgardens.example" in to_us.body
    assert to_us.link_id is None, "the business's own link is not given away"
    next_one = register(Browser(app, None), postcode="RG1 1AA", email="b@c.example")
    shown = officer.get(f"/interest/queue/{next_one.code}").text
    assert "se@reading.example" in shown or next_one.district_code == ""


def test_a_second_officer_is_told_that_it_was_answered(officer, manager, enquiry):
    officer.post(f"/interest/queue/{enquiry.code}/ask", {"question": "Which days?"})
    manager.post(f"/interest/queue/{enquiry.code}/refuse", {"reason": "No"})

    page = officer.post(
        f"/interest/queue/{enquiry.code}/accept",
        {"employer": "new", "owner_id": str(officer.person_id)},
    )

    assert "was answered already" in page.text
    assert count_rows(Employer) == 0


def test_the_officer_of_the_district_is_suggested(app, manager, officer, make):
    named = make.person(name="Zoe Vale")
    manager.post("/interest/queue/districts", {"officer-E07000180": str(named.id)}, follow=True)
    assert count_rows(DistrictOfficer) == 1
    assert "Zoe Vale</option>" in manager.get("/interest/queue/districts").text

    enquiry = register(Browser(app, None))

    assert enquiry.owner_id == named.id
    page = officer.get(f"/interest/queue/{enquiry.code}").text
    assert "Zoe Vale looks after this district." in page
    manager.post("/interest/queue/districts", {"officer-E07000180": ""})
    assert count_rows(DistrictOfficer) == 0


def test_a_held_registration_is_let_in_or_deleted_by_a_person(app, officer):
    for n in range(7):
        send(Browser(app, None), business=f"Firm {n}", email=f"a{n}@x.example")
    first, second = (d for d in drafts() if d.held.value == "over the limit")
    page = officer.get("/interest/queue/held").text
    assert "Firm 5" in page
    assert "Firm 4" not in page

    officer.post(f"/interest/queue/held/{first.id}/let-in", follow=True)
    officer.post(f"/interest/queue/held/{second.id}/discard", follow=True)

    (enquiry,) = enquiries()
    assert (enquiry.business, enquiry.proved_at) == ("Firm 5", None)
    assert "Address not proved" in officer.get("/interest/queue").text
    assert mails()[-1].to_addr == "a5@x.example"
    assert officer.post(f"/interest/queue/held/{first.id}/let-in").status_code == 404
    ordinary = drafts()[0]
    assert officer.post(f"/interest/queue/held/{ordinary.id}/let-in").status_code == 404


@pytest.mark.parametrize("code", ["IN-222222", "x", "%00", "IN-22222", "1"])
def test_an_unknown_reference_is_not_found(officer, code):
    assert officer.get(f"/interest/queue/{code}").status_code == 404


def test_the_reply_clock_is_a_dated_row_of_data(app, officer):
    row = session.scalar(sa.select(Cadence).where(Cadence.reason == "enquiry:first reply"))
    assert (row.count, row.unit.value, row.status) == (2, "working days", "unconfirmed")
    row.count = 5
    session.commit()

    with time_machine.travel("2026-11-20T10:00:00Z", tick=False):
        assert queries.reply_by(clock.today()).isoformat() == "2026-11-27"


def test_steps_tell_who_and_when(officer, enquiry):
    officer.post(f"/interest/queue/{enquiry.code}/ask", {"question": "Which days?"})

    steps = session.scalars(sa.select(EnquiryStep).order_by(EnquiryStep.id)).all()
    assert [(s.kind.value, bool(s.by)) for s in steps] == [("received", False), ("question", True)]


def test_agreeing_to_news_is_recorded_as_consent_with_its_words(app, officer):
    enquiry = register(Browser(app, None), newsletter=True)

    accept_new(officer, enquiry)

    rows = session.scalars(sa.select(MailConsent)).all()
    assert {row.topic for row in rows} == {"news", "webinars"}
    assert {row.source for row in rows} == {f"Public form {enquiry.code}"}
    assert rows[0].text_version.startswith("Send me news")


@pytest.mark.parametrize("agreed", [False, True])
def test_no_consent_is_recorded_without_the_tick_or_against_a_stop(app, officer, agreed):
    enquiry = register(Browser(app, None), newsletter=agreed)
    if agreed:
        consent.stop(enquiry.email, Why.UNSUBSCRIBED)
        session.commit()

    accept_new(officer, enquiry)

    assert count_rows(MailConsent) == 0
    assert enquiries()[0].state is State.ACCEPTED


def test_while_the_owner_is_away_the_cover_answers(app, officer, make, enquiry):
    """Also on the page of the business: who answers, and by when, is a person who is there."""
    owner = session.get(Person, session.get(Enquiry, enquiry.id).owner_id)
    sam = make.person(name="Sam Carter")
    today = clock.today()
    session.add(Leave(person_id=owner.id, from_on=today, to_on=today, back_on=today,
                      cover_id=sam.id, entered_by_id=sam.id))  # fmt: skip
    session.commit()

    assert "Sam Carter answers" in officer.get("/interest/queue").text
    assert "Sam Carter answers" in officer.get(f"/interest/queue/{enquiry.code}").text
    assert "working days left" in officer.get("/interest/queue").text
    status = Browser(app, None).get(mailed_path()).text
    assert "Sam Carter" in status
    assert owner.name not in status


def test_what_arrives_meanwhile_goes_to_the_cover(app, make):
    away, sam = make.person(name="Ann Away"), make.person(name="Sam Carter")
    make.person(name="Zoe Free")
    today = clock.today()
    session.add(DistrictOfficer(district_code="E07000180", person_id=away.id))
    session.add(Leave(person_id=away.id, from_on=today, to_on=today, back_on=today,
                      cover_id=sam.id, entered_by_id=sam.id))  # fmt: skip
    session.commit()

    found = register(Browser(app, None))

    assert found.district_code == "E07000180"
    assert session.get(Enquiry, found.id).owner_id == sam.id
