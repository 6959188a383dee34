"""Groups: a head and those that belong to it, in sum, without circles."""

import re

import pytest
import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.core.journal import Operation
from crm.core.undo import undo
from crm.duplicates import queries as duplicates
from crm.duplicates.actions import merge
from crm.employers.models import Employer
from crm.likeness import queries as likeness
from crm.people.models import Person
from tests.browse import Statements


@pytest.fixture
def firms(make):
    """Head and two that belong to it, and a stranger."""
    names = ("Grundon Holdings", "Grundon Sand", "Grundon Waste", "Oakley Motors")
    return [make.employer(name=name) for name in names]


def join(officer, one, head):
    return officer.post(f"/employers/{one.ref}/group", {"head": head.ref}, follow=True)


def parents():
    session.rollback()
    session.expire_all()
    return list(session.scalars(sa.select(Employer.parent_id).order_by(Employer.id)))


@pytest.fixture
def group(officer, firms):
    for one in firms[1:3]:
        join(officer, one, firms[0])
    return firms


def fact(text, label):
    found = re.search(rf"<dt>{label}</dt><dd>(.*?)</dd>", text, re.S)
    return re.sub(r"<[^>]*>", "", found[1])


def test_the_record_says_what_the_group_holds_in_sum(officer, make, group):
    head, sand, waste, other = group
    make.vacancy(sand)
    make.vacancy(waste)
    make.placement(waste)

    told = {one.name: fact(officer.get(f"/employers/{one.ref}").text, "Group") for one in group}

    held = "3 employers, 2 open vacancies, 1 in work"
    assert told[head.name].startswith(f"Head, {held}")
    assert told[sand.name].startswith(f"Grundon Holdings, {held}")
    assert told[other.name].startswith("None")
    page = officer.get(f"/employers/{sand.ref}/group").text
    assert re.findall(r'class="pw-num"><b>(\d+)</b>', page) == ["2", "1"]


def test_heads_are_found_by_name_and_undo_takes_it_back(officer, firms):
    head, sand, *_ = firms
    page = officer.get(f"/employers/{sand.ref}/group?find=grundon")
    assert re.findall(r'name="head" value="(E-\d+)"', page.text) == [head.ref, firms[2].ref]

    answer = join(officer, sand, head)

    assert "Grundon Sand belongs to Grundon Holdings." in answer.text
    assert parents() == [None, head.id, None, None]
    assert not undo(session.scalar(sa.select(sa.func.max(Operation.id)))).refused
    session.commit()
    assert parents() == [None] * 4
    again = officer.get(f"/employers/{firms[2].ref}/group?find=nothing+like+it").text
    assert "None found" in again


@pytest.mark.parametrize(
    ("one", "head", "message"),
    [
        (0, 0, "An employer cannot belong to itself."),
        (3, 1, "Grundon Sand belongs to another employer."),
        (0, 1, "Grundon Sand belongs to another employer."),
        (0, 3, "Others belong to Grundon Holdings."),
    ],
)
def test_no_circles_and_no_chains(officer, group, one, head, message):
    before = parents()

    assert message in join(officer, group[one], group[head]).text

    assert parents() == before


def test_leaving_the_group(officer, group):
    page = officer.post(f"/employers/{group[1].ref}/group/leave", follow=True)

    assert "Grundon Sand left its group." in page.text
    assert parents() == [None, None, group[0].id, None]


def test_the_list_shows_one_group(officer, group):
    page = officer.get(f"/employers?group={group[0].ref}").text

    assert [name in page for name in ("Sand", "Waste", "Holdings", "Oakley")] == [True] * 3 + [
        False
    ]
    assert "Group is" in page
    for odd in ("E-1", "x", "%25", "E-99999999999999"):
        assert "Grundon" not in officer.get(f"/employers?group={odd}").text


def test_a_group_is_no_pair_of_duplicates(officer, make):
    one, other = (make.employer(name=n, phone="01865 792422") for n in ("Acme Baths", "Acme Bath"))
    rules = likeness.in_force(clock.today())
    assert [(p.one.id, p.other.id) for p in duplicates.sweep(rules)] == [(one.id, other.id)]

    join(officer, other, one)

    assert duplicates.sweep(rules) == []


def test_who_swallows_its_own_head_belongs_to_nobody(officer, group):
    head, sand, *_ = (session.get(Employer, one.id) for one in group)
    merge(sand, head, {}, actor=session.get(Person, officer.person_id))
    session.commit()

    assert parents() == [None, sand.id, None]
    assert "2 employers" in fact(officer.get(f"/employers/{sand.ref}").text, "Group")


def test_a_group_costs_the_record_no_statement(officer, make, group):
    officer.get(f"/employers/{group[1].ref}")
    with Statements() as grouped:
        officer.get(f"/employers/{group[1].ref}")
    with Statements() as alone:
        officer.get(f"/employers/{group[3].ref}")

    assert grouped.count == alone.count, grouped.sent
