"""A business offers a vacancy through a link that is only for this."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from crm.core import clock, links
from crm.core.db import session
from crm.core.journal import THEIRS, Operation
from crm.core.links import LinkEvent, OneTimeLink
from crm.core.outbox import Mail
from crm.employers.models import Contact, Standing
from crm.followups.models import FollowUp
from crm.offered import actions
from crm.vacancies.models import State, Vacancy
from tests.browse import count_rows

JOB = {
    "title": "Packer",
    "pay_amount": "26,000",
    "pay_basis": "annual",
    "weekly_hours": "37.5",
    "days": "Monday to Friday",
    "tasks": "Fold boxes",
}


@pytest.fixture
def contact(make):
    owner = make.person(name="Aisha Karim")
    employer = make.employer(name="Isis Bakery", owner_id=owner.id)
    return make.contact(employer, name="Maria Foyle", email="maria@isis.example")


def path_of(contact_id):
    session.expire_all()
    link = session.scalars(
        sa.select(OneTimeLink)
        .where(OneTimeLink.subject_id == contact_id, OneTimeLink.purpose == "offer a vacancy")
        .order_by(OneTimeLink.id.desc())
    ).first()
    return "/me/job." + links.address(link).split("/me/job.")[1]


def asked(officer, contact):
    ref = f"E-{contact.employer_id:05d}"
    contact_id = contact.id
    form = {"contact": str(contact_id)}
    page = officer.post(f"/employers/{ref}/vacancies/ask", form, follow=True)
    assert "A link is mailed to Maria Foyle." in page.text
    return path_of(contact_id)


def test_six_answers_become_a_vacancy_that_waits_for_an_officer(officer, stranger, contact):
    employer_id, contact_id = contact.employer_id, contact.id
    path = asked(officer, contact)
    mail = session.scalars(sa.select(Mail).where(Mail.kind == "offer")).one()
    assert (mail.to_addr, "{link}" in mail.body) == ("maria@isis.example", True)

    page = stranger.submit(path, JOB)
    assert "Thank you, we have got it" in page.text

    session.expire_all()
    made = session.scalars(sa.select(Vacancy)).one()
    assert (made.state, made.contact_id, made.hourly) == (
        State.SECOND_CHECK, contact_id, Decimal("13.33"),
    )  # fmt: skip
    openings = sa.select(Standing.openings).where(Standing.employer_id == employer_id)
    assert session.scalar(openings) == 0
    step = session.scalars(sa.select(FollowUp)).one()
    assert step.title == f"Call Maria Foyle about vacancy {made.ref}"

    page = officer.get(f"/vacancies/{made.ref}").text
    assert "The employer offered it by a link." in page
    assert "From the employer" in page
    officer.post(f"/vacancies/{made.ref}/approve")
    assert session.scalar(openings) == 1


def test_staff_do_not_undo_what_a_business_offered(officer, manager, stranger, contact):
    stranger.submit(asked(officer, contact), JOB)
    (done,) = session.scalars(sa.select(Operation.id).where(Operation.kind == THEIRS))

    said = manager.post(f"/history/{done}/undo", follow=True).text

    assert "Only who did it can take it back" in said
    assert session.scalar(sa.select(sa.func.count(Vacancy.id))) == 1


def test_what_the_pay_comes_to_is_shown_and_nothing_saved(officer, stranger, contact):
    path = asked(officer, contact)

    page = stranger.submit(path, JOB | {"pay_amount": "20000", "check": "y"})

    assert "£10.26 an hour. This is below the minimum wage of £12.71" in page.text
    assert count_rows(Vacancy) == 0


def test_the_last_vacancy_begins_the_next(officer, stranger, contact, make):
    make.vacancy(title="Night baker")
    path = asked(officer, contact)
    assert "Night baker" not in stranger.get(path).text
    stranger.submit(path, JOB)

    page = stranger.get(f"{path}?last=1").text

    assert "Begin from your last one: Packer" in page
    assert 'value="Packer"' in page
    assert "Fold boxes" in page


def test_a_link_ends_by_uses_time_a_newer_one_or_a_persons_leaving(officer, stranger, contact):
    contact_id, ref = contact.id, f"E-{contact.employer_id:05d}"
    first = asked(officer, contact)
    path = asked(officer, session.get_one(Contact, contact_id))
    assert stranger.get(first).status_code == 410

    for number in range(actions.MOST):
        job = JOB | {"title": f"Packer {number}"}
        assert "we have got it" in stranger.submit(path, job).text
    assert stranger.get(path).status_code == 410
    assert "we have got it" in stranger.get(f"{path}/sent").text
    assert count_rows(Vacancy) == actions.MOST

    path = asked(officer, session.get_one(Contact, contact_id))
    page = officer.post(
        f"/employers/{ref}/vacancies/ask", {"contact": str(contact_id), "end": "y"}, follow=True
    )
    assert "does not work any more" in page.text
    assert stranger.get(path).status_code == 410

    path = asked(officer, session.get_one(Contact, contact_id))
    session.get_one(Contact, contact_id).to_on = clock.today() - timedelta(days=1)
    session.commit()
    assert stranger.post(path, JOB).status_code == 410
    assert "Nobody there can get a mail" in officer.get(f"/employers/{ref}/vacancies/ask").text


def test_what_was_done_with_a_link_is_written_down(officer, stranger, contact):
    stranger.submit(asked(officer, contact), JOB)

    session.expire_all()
    told = session.execute(sa.select(LinkEvent.what, LinkEvent.by).order_by(LinkEvent.id)).all()
    assert told[0].what == "asked"
    assert (told[1].what, told[1].by) == ("offered V-00001", "Maria Foyle")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"title": ""}, "Enter what the job is"),
        ({"tasks": ""}, "Enter what the person will do"),
        ({"weekly_hours": ""}, "Enter the hours a week"),
        ({"weekly_hours": "400"}, "at most 100"),
        ({"pay_amount": "lots"}, "must be pounds and pence"),
    ],
)
def test_a_bad_answer_is_refused_and_what_was_typed_is_kept(
    officer, stranger, contact, change, told
):
    page = stranger.submit(asked(officer, contact), JOB | change)

    assert told in page.text
    assert count_rows(Vacancy) == 0


@pytest.mark.parametrize("token", ["x", "0" * 43, "../x"])
def test_a_link_that_was_never_made_opens_nothing(stranger, token):
    assert stranger.get(f"/me/job.{token}").status_code in {404, 410}


def test_a_link_for_something_else_opens_nothing(make, stranger, contact):
    link = links.make("evidence", "offered.show", contact.id, timedelta(days=1))
    session.commit()

    assert stranger.get("/me/job." + links.address(link).split("/me/job.")[1]).status_code == 410


def test_two_presses_are_one_vacancy_and_one_use(officer, stranger, contact):
    path = asked(officer, contact)
    for _ in range(2):
        stranger.submit(path, JOB)
    stranger.submit(path, JOB | {"title": "Baker"})

    session.expire_all()
    assert sorted(session.scalars(sa.select(Vacancy.title))) == ["Baker", "Packer"]
    assert session.scalars(sa.select(OneTimeLink.uses).where(OneTimeLink.most > 1)).one() == 2
