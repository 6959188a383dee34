"""Pay of the council itself is confirmed by an independent reviewer, against its pay scale."""

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Role
from crm.employers.models import Employer
from crm.parity import actions
from crm.parity.models import Comparator, Review
from crm.people.models import Person
from tests.browse import Browser
from tests.crm.parity.test_second_person import state


@pytest.fixture
def council(make):
    """A department of the council with somebody who looks after it."""
    owner = make.person(name="Olive Owner")
    return make.employer(name="Library service", council=True, owner_id=owner.id)


def test_a_council_department_needs_an_independent_reviewer(app, make, council):
    check = make.check(make.placement(council), by=make.person(), confirmed=False)
    colleague = Browser(app, make.person())

    page = colleague.post(f"/parity/{check.id}/confirm", follow=True).text
    assert "an independent reviewer confirms it" in page
    assert "Nobody who may confirm it is an independent reviewer yet." in page
    assert state() == (Review.WAITING, False)

    apart = Browser(app, make.person(name="Ines Apart", independent=True))
    assert "an independent reviewer, Ines Apart." in apart.get(f"/parity/{check.id}").text
    apart.post(f"/parity/{check.id}/confirm")
    assert state() == (Review.FINAL, True)


def test_who_looks_after_the_department_is_not_independent(make, council):
    check = make.check(make.placement(council), by=make.person(), confirmed=False)
    owner = session.get(Person, council.owner_id)
    owner.independent = True
    session.commit()

    with pytest.raises(RuleBroken, match="You look after this part of the council"):
        actions.confirm(check, by=owner)


@pytest.mark.parametrize("comparator", [c for c in Comparator if c is not Comparator.PAY_SCALE])
def test_a_council_department_is_compared_with_its_pay_scale(make, council, comparator):
    placement = make.placement(council)

    with pytest.raises(RuleBroken, match="compare with its pay scale"):
        make.check(placement, comparator=comparator)


def test_the_mark_of_the_council_is_set_on_the_employers_page_and_undone(manager, make):
    employer = make.employer()
    page = manager.submit(f"/employers/{employer.ref}/edit", {"council": "y"})
    undo = page.text.split('action="/history/')[1].split('"')[0]
    assert session.scalar(sa.select(Employer.council)) is True

    manager.post(f"/history/{undo}")
    session.expire_all()

    assert session.scalar(sa.select(Employer.council)) is False


def test_an_administrator_marks_who_is_independent(admin, officer, make):
    person = make.person(name="Ines Apart")

    assert officer.post(f"/people/{person.id}/independent").status_code == 403
    page = admin.post(f"/people/{person.id}/independent", follow=True).text
    assert "Ines Apart is an independent reviewer." in page
    page = admin.post(f"/people/{person.id}/independent", follow=True).text
    assert "Ines Apart is no longer an independent reviewer." in page


def test_a_trainee_cannot_be_an_independent_reviewer(admin, make):
    person = make.person(role=Role.TRAINEE)

    page = admin.post(f"/people/{person.id}/independent", follow=True).text

    assert "has to be a reviewer, officer or manager" in page
