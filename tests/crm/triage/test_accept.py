"""Accepting an enquiry makes employer, contact, call and consent, or fills in what is missing."""

import pytest
import sqlalchemy as sa

from crm.consent import actions as consent
from crm.consent.models import MailConsent
from crm.consent.rules import Why
from crm.core.db import session
from crm.core.journal import Operation
from crm.employers.models import Contact, Employer, Site, SizeBand
from crm.followups.models import FollowUp
from crm.interest import queries
from crm.interest.models import Enquiry, State
from tests.browse import Browser, count_rows
from tests.crm.interest.door import enquiries, register
from tests.crm.triage.steps import tell_all


def accept_new(officer: Browser, enquiry: Enquiry) -> None:
    officer.post(
        f"/interest/queue/{enquiry.code}/accept",
        {"employer": "new", "owner_id": str(officer.person_id)},
    )


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
