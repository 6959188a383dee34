"""Inviting the employers of a view: each reader has a link of their own, consent is honoured."""

import re

import pytest
import sqlalchemy as sa

from crm.consent import actions as consent
from crm.consent.rules import Why
from crm.core import jobs, links
from crm.core.clock import now
from crm.core.db import session
from crm.core.journal import Operation
from crm.core.links import OneTimeLink
from crm.core.outbox import Mail
from crm.employers.models import LegalForm
from crm.mailing.models import Mailing, MailingRecipient, Place
from tests.browse import Statements
from webinars.bookings.models import Booking
from webinars.programme.models import Webinar
from webinars.programme.rules import State


@pytest.fixture
def firm(make, officer):
    def made(name="Isis Bakery Ltd", contact="Maria Foyle", **more):
        employer = make.employer(
            name=name, owner_id=officer.person_id, legal_form=LegalForm.COMPANY, **more
        )
        if contact:
            email = f"{contact.split()[0].lower()}@{employer.id}.example"
            make.contact(employer, name=contact, email=email)
        return employer

    return made


def invited(officer, ref="W-0001"):
    """Choose the officer's own employers and the text that is chosen already."""
    path = f"/webinars/manage/{ref}/invite"
    view = re.search(r'<option value="([^"]+)"[^>]*>My employers', officer.get(path).text)[1]
    return officer.submit(path, {"view": view})


def send(officer, page):
    mailing_id = session.scalars(sa.select(Mailing.id)).one()
    expected = re.search(r'name="expected" value="(\d+)"', page.text)[1]
    seen = re.search(r'name="seen" value="(\d+)"', page.text)[1]
    told = officer.post(
        f"/mailings/{mailing_id}/send", {"expected": expected, "seen": seen}, follow=True
    )
    jobs.run(jobs.find("post-mailings"), now())
    session.expire_all()
    return told


def mails():
    return list(session.scalars(sa.select(Mail).where(Mail.kind == "mailing").order_by(Mail.id)))


def test_three_people_are_shown_and_each_gets_an_own_link(officer, stranger, make, firm):
    make.webinar(title="Work that fits")
    firm()
    firm("Otmoor Works Ltd", "Ben Ash")

    page = invited(officer)
    assert "Free webinar for employers: Work that fits" in page.text
    assert "[the reader’s own link]" in page.text
    assert "Send to 2" in page.text
    assert mails() == []
    send(officer, page)

    rows = mails()
    assert [row.body.count("{link}") for row in rows] == [1, 1]
    found = [session.get_one(OneTimeLink, row.link_id) for row in rows]
    assert {link.purpose for link in found} == {"webinar-invite"}
    assert len({link.digest for link in found}) == 2
    path = re.sub("^https?://[^/]+", "", links.address(found[0]))
    form = stranger.get(path)
    assert "Maria Foyle" in form.text
    stranger.submit(path)
    booking = session.scalars(sa.select(Booking)).one()
    assert (booking.name, booking.employer_words) == ("Maria Foyle", "Isis Bakery Ltd")


def test_who_stopped_mail_about_webinars_is_left_out(officer, make, firm):
    make.webinar()
    employer = firm()
    firm("Otmoor Works Ltd", "Ben Ash")
    consent.stop(f"maria@{employer.id}.example", Why.COMPLAINT, source="test")
    session.commit()

    send(officer, invited(officer))

    assert [row.to_addr.split("@")[0] for row in mails()] == ["ben"]


def test_an_address_without_a_person_gets_the_public_page(officer, make, firm):
    make.webinar()
    firm(contact="", email="office@isis.example")

    send(officer, invited(officer))

    row = mails()[0]
    assert row.link_id is None
    assert "/webinars/W-0001\n" in row.body


def test_what_was_called_off_meanwhile_invites_nobody(officer, make, firm):
    make.webinar()
    firm()
    page = invited(officer)
    mailing_id = session.scalars(sa.select(Mailing.id)).one()
    officer.post(f"/mailings/{mailing_id}/send", {"expected": "1", "seen": "1"})
    assert "Send to 1" in page.text
    session.get_one(Webinar, 1).state = State.CANCELLED
    session.commit()

    jobs.run(jobs.find("post-mailings"), now())

    session.expire_all()
    left_out = session.scalars(sa.select(MailingRecipient)).one()
    assert (left_out.place, mails()) == (Place.LEFT_OUT, [])
    assert "does not take place" in left_out.why


@pytest.mark.parametrize("state", [State.DRAFT, State.CANCELLED, State.FINISHED])
def test_only_a_published_webinar_invites(officer, make, state):
    make.webinar(state=state)

    page = officer.get("/webinars/manage/W-0001/invite", follow=True)

    assert "Publish the webinar before you invite to it." in page.text


def test_the_fields_of_a_webinar_stop_a_mailing_about_none(officer, make, firm):
    firm()
    texts = officer.get("/mailings/templates").text
    template_id = re.search(r'href="[^"]*/(\d+)">Invitation with the reader’s own', texts)[1]
    page = officer.post(f"/mailings/templates/{template_id}/use", {"audience": ""}, follow=True)

    assert "Nothing can be sent" in page.text
    assert "Title of the webinar" in page.text


def test_the_page_of_the_webinar_lists_its_invitations(officer, make, firm):
    make.webinar()
    firm()
    send(officer, invited(officer))

    page = officer.get("/webinars/manage/W-0001").text

    assert "to the view My employers, 1 mail handed over" in page


def test_a_view_has_to_be_chosen(officer, make):
    make.webinar()

    page = officer.submit("/webinars/manage/W-0001/invite", {"view": ""})

    assert "Choose a view: its employers are invited" in page.text


def test_the_title_is_filled_in_wherever_the_mailing_is_named(officer, make, firm):
    """Lists, its own page, where its template was used, the webinar, and the history."""
    make.webinar(title="Work that fits {{employer}}")
    firm()
    title = "Free webinar for employers: Work that fits {{employer}}"

    drafted = invited(officer)
    mailing = session.scalars(sa.select(Mailing)).one()
    assert "{{" in mailing.subject
    send(officer, drafted)
    copied = officer.post(f"/mailings/{mailing.id}/copy", follow=True)

    assert copied.status_code == 200
    pages = {
        path: officer.get(path).text
        for path in (
            "/mailings",
            f"/mailings/{mailing.id}",
            f"/mailings/{mailing.id + 1}",
            "/webinars/manage/W-0001",
        )
    }
    for path, page in pages.items():
        assert title in page, path
        assert "{{webinar" not in page, path
    titles = session.scalars(sa.select(Operation.title)).all()
    named = [one for one in titles if "Free webinar for employers" in one]
    assert len(named) >= 3
    assert all(title in one for one in named), named


def test_titles_take_one_statement_however_many(officer, make, firm):
    firm()
    for number in (1, 2, 3):
        make.webinar(title=f"Webinar number {number}")
        invited(officer, f"W-000{number}")
        if number == 1:
            officer.get("/mailings")
            with Statements() as one:
                officer.get("/mailings")

    with Statements() as three:
        page = officer.get("/mailings").text

    assert all(f"Webinar number {number}" in page for number in (1, 2, 3))
    assert one.count == three.count <= 6, three.sent
