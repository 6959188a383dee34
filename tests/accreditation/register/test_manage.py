"""Staff see who is on the register, put holders on it, and take them off at once."""

import re

import pytest
import sqlalchemy as sa

from accreditation.awards.models import Award
from accreditation.badges import uses
from accreditation.badges.models import Use
from crm.core import journal
from crm.core.db import session
from tests.accreditation.register.world import holder
from tests.browse import Statements


def listed(award):
    session.expire_all()
    found = session.get_one(Award, award.id).public_ok
    session.rollback()
    return found


def test_holders_are_shown_with_how_often_their_badges_are_used(make, officer):
    award = holder(make, "Windrush Foods", "gold")
    holder(make, "Silent Firm", public_ok=False)
    for what in (Use.PAGE, Use.PAGE, Use.PAGE, Use.PNG):
        uses.count(award.badge_id, what)
    session.commit()

    page = officer.get("/accreditation/register")

    rows = {
        row.split("</a>")[0].rpartition(">")[2]: row
        for row in page.text.split('<th scope="row"')[1:]
    }
    assert ">Listed<" in rows["Windrush Foods"]
    assert ">3<" in rows["Windrush Foods"]
    assert ">1<" in rows["Windrush Foods"]
    assert ">Not listed<" in rows["Silent Firm"]


def test_an_officer_takes_an_employer_off_at_once(make, officer, stranger):
    award = holder(make, "Windrush Foods")

    page = officer.post(f"/accreditation/register/{award.ref}/take-off", follow=True)

    assert "Windrush Foods is off the register." in page.text
    assert not listed(award)
    assert "Windrush Foods" not in stranger.get("/register").text


def test_a_manager_can_undo_it(make, manager):
    award = holder(make, "Windrush Foods")
    page = manager.post(f"/accreditation/register/{award.ref}/take-off", follow=True)
    assert not listed(award)

    manager.post(re.search(r'action="(/history/\d+/undo)"', page.text)[1])

    assert listed(award)


def test_putting_one_on_takes_how_it_agreed(make, officer):
    award = holder(make, "Windrush Foods", public_ok=False)
    path = f"/accreditation/register/{award.ref}/list"

    refused = officer.post(path, {"how": " "})
    assert "Say how the employer agreed." in refused.text
    assert not listed(award)

    page = officer.post(path, {"how": "By email from the director"}, follow=True)
    assert "Windrush Foods is on the register." in page.text
    assert listed(award)
    titles = session.scalars(sa.select(journal.Operation.title)).all()
    assert "Listed Windrush Foods on the register: By email from the director" in titles


@pytest.mark.parametrize(
    ("public_ok", "act", "why"),
    [
        (True, "list", "is on the register already"),
        (False, "take-off", "is not on the register"),
    ],
)
def test_what_is_so_already_is_said(make, officer, public_ok, act, why):
    award = holder(make, "Windrush Foods", public_ok=public_ok)

    page = officer.post(f"/accreditation/register/{award.ref}/{act}", {"how": "By email"})

    assert why in page.text


def test_without_holders_the_page_says_what_to_do(app, officer):
    assert "Nobody holds a level yet" in officer.get("/accreditation/register").text


def test_statements_do_not_grow_with_holders(make, officer):
    counts = []
    for number in range(6):
        holder(make, f"Employer {number}")
        if number in {0, 5}:
            with Statements() as sent:
                officer.get("/accreditation/register")
            counts.append(sent.count)

    assert counts[0] == counts[1] <= 6, counts


@pytest.mark.parametrize("ref", ["B-99999", "B-0", "nothing", "B-99999999999999999999"])
def test_an_award_that_never_was_is_not_found(app, officer, ref):
    assert officer.get(f"/accreditation/register/{ref}/list").status_code == 404
    assert officer.post(f"/accreditation/register/{ref}/take-off").status_code == 404
