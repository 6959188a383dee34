"""An enquiry is asked back, refused, passed on or held; each step says who and when."""

import sqlalchemy as sa

from crm.core.db import session
from crm.core.journal import THEIRS, Operation
from crm.employers.models import Employer
from crm.interest import queries
from crm.interest.models import EnquiryStep, State
from tests.browse import Browser, count_rows
from tests.crm.interest.door import drafts, enquiries, mailed_path, mails, register, send
from tests.crm.triage.steps import tell_all


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


def test_steps_tell_who_and_when(officer, enquiry):
    officer.post(f"/interest/queue/{enquiry.code}/ask", {"question": "Which days?"})

    steps = session.scalars(sa.select(EnquiryStep).order_by(EnquiryStep.id)).all()
    assert [(s.kind.value, bool(s.by)) for s in steps] == [("received", False), ("question", True)]
