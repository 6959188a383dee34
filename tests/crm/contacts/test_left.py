"""Somebody leaves: the role stays with its dates, who follows takes over, the person may go on."""

from datetime import date

import pytest
import sqlalchemy as sa

from crm.activity.queries import current_contacts
from crm.core.db import session
from crm.core.journal import Operation
from crm.core.undo import undo
from crm.employers.models import Contact, Employer
from crm.followups import actions as followups
from crm.followups.models import FollowUp
from crm.people.models import Person
from crm.vacancies.models import Vacancy
from tests.browse import Statements


@pytest.fixture
def firm(make):
    return make.employer(name="Grundon")


@pytest.fixture
def jo(make, firm, officer):
    """Jo Pell, a step with her, one with somebody whose name only begins alike, and a vacancy."""
    contact = make.contact(firm, name="Jo Pell", role="Manager", email="jo@grundon.example")
    owner = session.get(Person, officer.person_id)
    for title in ("Call Jo Pell about the open day", "Call Jo Pellman"):
        followups.plan(firm, owner=owner, title=title, due_on=date(2030, 1, 2))
    make.vacancy(firm, contact_id=contact.id)
    session.commit()
    return contact


def leave(officer, firm, contact, **given):
    path = f"/employers/{firm.ref}/contacts/{contact.id}/left"
    return officer.submit(path, {"to_on": "1/6/2026"} | given)


def state():
    session.rollback()
    session.expire_all()
    people = session.execute(sa.select(Contact.name, Contact.to_on).order_by(Contact.id))
    asked = session.execute(
        sa.select(Contact.name).join(Vacancy, Vacancy.contact_id == Contact.id)
    ).all()
    steps = session.scalars(sa.select(FollowUp.title).order_by(FollowUp.id))
    return [tuple(row) for row in people], list(steps), [row[0] for row in asked]


def test_who_follows_takes_over_steps_and_vacancies_and_undo_gives_them_back(officer, firm, jo):
    before = state()

    page = leave(officer, firm, jo, replaced_by="Ken Abara")

    assert "Left on Mon 1 Jun: Jo Pell, Manager" in page.text
    people, steps, asked = state()
    assert people == [("Jo Pell", date(2026, 6, 1)), ("Ken Abara", None)]
    assert steps == ["Call Ken Abara about the open day", "Call Jo Pellman"]
    assert asked == ["Ken Abara"]
    assert (
        "Jo Pell left on Mon 1 Jun"
        in session.scalars(sa.select(FollowUp.why).order_by(FollowUp.id)).first()
    )
    assert [one.name for one in current_contacts(firm.id)] == ["Ken Abara"]
    assert not undo(session.scalar(sa.select(sa.func.max(Operation.id)))).refused
    session.commit()
    assert state() == before


def test_a_colleague_follows(officer, make, firm, jo):
    ken = make.contact(firm, name="Ken Abara", role="Supervisor")

    leave(officer, firm, jo, follows=ken.id)

    people, steps, asked = state()
    assert [name for name, _ in people] == ["Jo Pell", "Ken Abara"]
    assert (steps[0], asked) == ("Call Ken Abara about the open day", ["Ken Abara"])


def test_without_anybody_the_step_says_that_she_left(officer, firm, jo):
    leave(officer, firm, jo)

    _, steps, asked = state()
    assert (steps[0], asked) == ("Call Jo Pell about the open day", ["Jo Pell"])
    assert (
        "Jo Pell left on Mon 1 Jun"
        in session.scalars(sa.select(FollowUp.why).order_by(FollowUp.id)).first()
    )


@pytest.mark.parametrize("named", ["Oakley Motors", "oakley  motors", "{ref}"])
def test_who_goes_to_another_employer_keeps_both_roles(officer, make, firm, jo, named):
    other = make.employer(name="Oakley Motors")

    page = leave(officer, firm, jo, now_at=named.format(ref=other.ref.lower()))

    assert f'now at <a href="/employers/{other.ref}#contacts">Oakley Motors</a>' in page.text
    there = officer.get(f"/employers/{other.ref}").text
    assert "Jo Pell" in there
    assert f'before at <a href="/employers/{firm.ref}#contacts">Grundon</a>' in there
    assert "jo@grundon.example" not in there
    assert [one.name for one in current_contacts(other.id)] == ["Jo Pell"]
    assert not current_contacts(firm.id)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"now_at": "Nobody Knows"}, "No one employer is called “Nobody Knows”."),
        ({"now_at": "Twin"}, "No one employer is called “Twin”."),
        ({"now_at": "Grundon"}, "That is the employer they left."),
        ({"follows": "999"}, "Choose one of the answers"),
        ({"follows": "{ken}", "replaced_by": "Ann"}, "not both"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(officer, make, jo, given, message):
    firm = session.get(Employer, jo.employer_id)
    ken = make.contact(firm, name="Ken Abara")
    for _ in range(2):
        make.employer(name="Twin")
    before = state()

    answer = leave(officer, firm, jo, **{k: v.format(ken=ken.id) for k, v in given.items()})

    assert message in answer.text
    assert state() == before


def test_other_roles_cost_the_record_no_statement(officer, make, firm, jo):
    officer.get(f"/employers/{firm.ref}")
    with Statements() as before:
        officer.get(f"/employers/{firm.ref}")
    make.employer(name="Oakley Motors")
    leave(officer, firm, jo, now_at="Oakley Motors", replaced_by="Ken Abara")
    with Statements() as after:
        officer.get(f"/employers/{firm.ref}")

    assert after.count == before.count, after.sent
