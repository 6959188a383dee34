"""The staff ask, see what contradicts our records, clear it up, and take an application back."""

import pytest
import sqlalchemy as sa

from accreditation.applications import queries
from accreditation.applications.models import Application, State
from accreditation.declared.models import Declared
from crm.core import links
from crm.core.db import session
from crm.core.journal import Operation
from crm.core.outbox import Mail
from crm.core.undo import undo
from crm.employers.models import Employer
from tests.accreditation.applying.world import (
    asked,
    fill,
    filled_and_sent,
    fresh,
    path,
    send,
    text_of,
)
from tests.browse import Statements, count_rows


@pytest.fixture
def employer(make):
    owner = make.person(name="Aisha Karim")
    found = make.employer(name="Isis Bakery", owner_id=owner.id)
    make.contact(found, name="Ines Marlow", email="ines@isis.example")
    return found


def test_asking_mails_a_link_and_shows_the_application(officer, employer):
    contact = queries.who_to_ask(employer.id)[0].id
    page = officer.submit(f"/employers/{employer.ref}/level/ask", {"contact": str(contact)})

    assert "A link is mailed to Ines Marlow" in page.text
    assert "Being filled in" in page.text
    mail = session.scalars(sa.select(Mail)).one()
    assert (mail.to_addr, "{link}" in mail.body) == ("ines@isis.example", True)
    row = session.scalars(sa.select(Application)).one()
    assert row.asked_by_id == officer.person_id


def test_asking_by_phone_begins_without_a_mail(officer, employer):
    page = officer.submit(f"/employers/{employer.ref}/level/ask", {"contact": ""})

    assert "You fill this in for Isis Bakery" in page.text
    assert count_rows(Mail) == 0


@pytest.mark.parametrize("contact", ["999999", "abc", "-1"])
def test_somebody_who_does_not_work_there_gets_nothing(officer, employer, make, contact):
    page = officer.submit(f"/employers/{employer.ref}/level/ask", {"contact": contact})

    assert "<title>Error:" in page.text or page.status_code == 404
    assert count_rows(Application) == 0


def test_the_list_shows_what_goes_on_with_its_age(officer, stranger, make):
    row, _ = filled_and_sent(stranger, make)
    page = officer.get("/accreditation/applications").text

    assert row.ref in page
    assert "Sent, waits for somebody" in page
    assert "0 days" in page
    assert row.ref not in officer.get("/accreditation/applications?state=withdrawn").text


def test_the_list_asks_few_statements_however_long_it_is(officer, make):
    for _ in range(12):
        asked(make)
    officer.get("/accreditation/applications")
    with Statements() as sent:
        officer.get("/accreditation/applications")

    assert sent.count <= 6


def test_a_contradiction_stays_until_it_is_settled_or_put_right(officer, stranger, make):
    row, _ = filled_and_sent(stranger, make, disability_confident=0)
    (found,) = queries.findings(fresh(row))
    assert (found.code, found.blocks) == ("LE1", True)
    page = officer.get(f"/accreditation/applications/{row.ref}").text
    assert "Our record says: “Not a member”" in page

    act = f"/accreditation/applications/{row.ref}/settle"
    refused = officer.post(act, {"code": "LE1", "words": " "}).text
    assert "Say how it was cleared up" in refused
    assert "not there any more" in officer.post(act, {"code": "XX", "words": "x"}).text
    page = officer.post(act, {"code": "LE1", "words": "Seen on the list"}, follow=True).text
    assert "Cleared up: Seen on the list" in page
    (found,) = queries.findings(fresh(row))
    assert not found.blocks


def test_a_record_that_is_put_right_ends_the_contradiction(stranger, make):
    row, _ = filled_and_sent(stranger, make, disability_confident=0)
    session.get(Employer, row.employer_id).disability_confident = 1
    session.commit()

    assert queries.findings(fresh(row)) == []


def test_what_they_say_of_our_records_reaches_the_staff(officer, stranger, make):
    row = asked(make)
    link = path(row)
    page = stranger.submit(f"{link}/records", {"right": "no"})
    assert "Say what is missing or wrong" in page.text
    stranger.submit(f"{link}/records", {"right": "no", "words": "Two trials in May"})
    fill(stranger, link)
    send(stranger, link)

    assert "Two trials in May" in officer.get(f"/accreditation/applications/{row.ref}").text


def test_withdrawing_needs_a_reason_and_can_be_undone(officer, stranger, make):
    row, link = filled_and_sent(stranger, make)
    act = f"/accreditation/applications/{row.ref}/withdraw"
    assert "Say why it is withdrawn" in officer.post(act, {"why": " "}).text
    assert fresh(row).state is State.SUBMITTED

    page = officer.post(act, {"why": "They asked us to"}, follow=True)
    assert f"{row.ref} is withdrawn" in page.text
    assert (fresh(row).state, count_rows(Declared)) == (State.WITHDRAWN, 0)
    assert "They asked us to" in text_of(stranger.get(link))

    assert not undo(session.scalar(sa.select(sa.func.max(Operation.id)))).refused
    session.commit()
    assert (fresh(row).state, count_rows(Declared)) == (State.SUBMITTED, 3)


def test_an_application_that_nobody_has_is_not_found(officer):
    for ref in ("L-99999", "L-1", "X-00001", "nothing"):
        assert officer.get(f"/accreditation/applications/{ref}").status_code == 404


def test_proof_of_a_criterion_is_sent_from_the_same_page(officer, stranger, make):
    row = asked(make)
    link = path(row)
    page = stranger.submit(f"{link}/answer/pay", {"said_FP2": "step-1", "proof": "FP2"})
    assert "Send proof for a level" in page.text
    assert fresh(row).answers["FP2"]["step"] == 1, "what was chosen is kept on the way"

    first = queries.proof(row.id, "FP2").id
    stranger.submit(f"{link}/answer/pay", {"said_FP2": "step-1", "proof": "FP2"})
    assert queries.proof(row.id, "FP2").id == first
    about = queries.about_proof(first)
    assert (about.title, about.url) == (
        f"Pays a living wage, {row.ref}", f"/accreditation/applications/{row.ref}",
    )  # fmt: skip
    assert queries.about_proof(first + 1) is None


def test_proof_of_a_criterion_that_is_not_on_the_page_goes_nowhere(stranger, make):
    row = asked(make)
    given = {"said_FP2": "step-1", "proof": "OO3"}
    page = stranger.submit(f"{path(row)}/answer/pay", given)

    assert "Send proof for a level" not in page.text
    assert queries.proof(row.id, "OO3") is None


def test_the_timeline_tells_what_became_of_it(officer, stranger, make):
    row, _ = filled_and_sent(stranger, make)
    page = officer.get(f"/employers/E-{row.employer_id:05d}").text

    assert f"{row.ref} asked for" in page
    assert f"{row.ref} sent" in page


def test_the_link_shows_itself_to_nobody_else(stranger, make):
    row = asked(make)
    answer = stranger.get(path(row))

    assert answer.headers["Referrer-Policy"] == "strict-origin"
    token = path(row).rpartition(".")[2]
    assert session.scalar(sa.select(links.OneTimeLink.digest)) != token
