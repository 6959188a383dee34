"""A manager hands over what a leaver holds: counts first, one operation, undo."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.core.journal import Operation
from crm.core.undo import undo
from crm.employers.models import Employer, SizeBand
from crm.followups import actions as followups
from crm.followups.actions import WaitsFor
from crm.followups.models import FollowRule, FollowUp
from crm.followups.rules import Every
from crm.interest.models import DistrictOfficer, Enquiry, State
from tests.browse import Statements, form_defaults

SOUTH, NORTH = "E07000179", "E07000177"


@pytest.fixture
def leaver(make):
    return make.person(name="Priya Nair")


@pytest.fixture
def others(make):
    return [make.person(name="Aisha Karim"), make.person(name="Tom Brandt")]


@pytest.fixture
def book(make, leaver, others):
    """Three employers in the south, one in the north; steps with them and a colleague's."""
    firms = [
        make.employer(name=f"Firm {n}", owner_id=leaver.id, district_code=district)
        for n, district in enumerate((SOUTH, SOUTH, NORTH, SOUTH))
    ]
    theirs = make.employer(name="Tom's", owner_id=others[1].id)
    for firm in (*firms[:2], theirs):
        followups.plan(firm, owner=leaver, title="call", due_on=date(2030, 1, 2))
    followups.repeat(
        firms[2], owner=leaver, title="review", anchor_on=date(2030, 1, 7), count=4,
        unit=Every.WEEKS,
    )  # fmt: skip
    session.commit()
    return [firm.id for firm in firms]


def address(leaver, others, how="district"):
    to = "".join(f"&to={one.id}" for one in others)
    return f"/hand-over?person={leaver.id}&how={how}{to}"


def enquiry(leaver, n, state, district):
    """An enquiry that the leaver answers."""
    made = Enquiry(
        draft_id=n, digest=str(n), code=f"IN-00000{n}", business="Mill", name="Jo Hale",
        email=f"jo{n}@mill.example", email_key=f"jo{n}@mill.example", postcode="OX1 1AA",
        district_code=district, size_band=SizeBand.SMALL, offers=[], ways=[], owner_id=leaver.id,
        posted_at=clock.now(), reply_by=date(2030, 1, 2), state=state,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def owners(kind):
    rows = session.execute(sa.select(kind.id, kind.owner_id).order_by(kind.id))
    return {row[0]: row[1] for row in rows}


def state():
    session.rollback()
    session.expire_all()
    return [owners(kind) for kind in (Employer, FollowUp, FollowRule)]


def apply(manager, page, leaver):
    given = form_defaults(page.text)
    to = re.findall(r'<input type="hidden" name="to" value="(\d+)"', page.text)
    return manager.post("/hand-over", given | {"to": to}, follow=True)


def test_the_preview_counts_by_person_and_changes_nothing(manager, leaver, others, book):
    before = state()

    page = manager.get(address(leaver, others))

    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', page.text)
    counts = {name: re.findall(r">(\d+)<", cells) for name, cells in rows}
    assert counts["Aisha Karim"] == ["3", "2", "0"]
    assert counts["Tom Brandt"] == ["1", "2", "1"]
    assert counts["<b>All</b>"] == ["4", "4", "1"]
    assert "Hand over 4 employers" in page.text
    assert state() == before


def test_it_is_one_operation_and_undo_gives_everything_back(manager, leaver, others, book):
    before = state()
    aisha, tom = (one.id for one in others)

    page = apply(manager, manager.get(address(leaver, others)), leaver)

    assert "Handed over 9 employers and steps of Priya Nair." in page.text
    after = state()
    assert [after[0][n] for n in book] == [aisha, aisha, tom, aisha]
    assert list(after[1].values()) == [aisha, aisha, tom, tom]
    assert list(after[2].values()) == [tom]
    operation = session.scalar(sa.select(sa.func.max(Operation.id)))
    done = undo(operation)
    session.commit()
    assert not done.refused
    assert state() == before


def test_every_kind_of_open_work_goes_and_comes_back(manager, make, leaver, others, book):
    aisha, tom = (one.id for one in others)
    elsewhere = make.employer(name="Nobody's")
    waits = [
        followups.plan(elsewhere, owner=owner, title="sign", due_on=date(2030, 1, 2),
                       waits_for=WaitsFor("Priya Nair", leaver.id))
        for owner in (others[0], others[1])
    ]  # fmt: skip
    open_one, closed, far = (
        enquiry(leaver, n, state, district)
        for n, state, district in (
            (1, State.NEW, NORTH), (2, State.REFUSED, NORTH), (3, State.ASKED, "E07000999"))
    )  # fmt: skip
    session.add(DistrictOfficer(district_code=NORTH, person_id=leaver.id))
    session.commit()
    ids = [open_one.id, closed.id, far.id]
    kinds = ((Enquiry.id, Enquiry.owner_id), (DistrictOfficer.id, DistrictOfficer.person_id),
             (FollowUp.id, FollowUp.waiting_on_id))  # fmt: skip

    def all_owners():
        session.rollback()
        return [dict(session.execute(sa.select(*pair)).all()) for pair in kinds]

    before = all_owners()
    page = manager.get(address(leaver, others))
    for title in ("Enquiries", "Districts", "Waited for"):
        assert f'class="pw-num">{title}</th>' in page.text
    apply(manager, page, leaver)

    enquiries, districts, waiting = all_owners()
    assert [enquiries[n] for n in ids] == [tom, leaver.id, tom]
    assert list(districts.values()) == [tom]
    assert [waiting[one.id] for one in waits] == [tom, aisha]
    assert not undo(session.scalar(sa.select(sa.func.max(Operation.id)))).refused
    session.commit()
    assert all_owners() == before


def test_evenly(manager, leaver, others, book):
    apply(manager, manager.get(address(leaver, others, "evenly")), leaver)

    aisha, tom = (one.id for one in others)
    assert [state()[0][n] for n in book] == [aisha, tom, aisha, tom]


def test_what_changed_since_the_preview_is_shown_again(manager, make, leaver, others, book):
    page = manager.get(address(leaver, others))
    make.employer(owner_id=leaver.id)
    before = state()

    answer = apply(manager, page, leaver)

    assert "This changed while you were looking." in answer.text
    assert "Hand over 5 employers" in answer.text
    assert state() == before


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?person=&how=evenly", "Choose whose employers are handed over."),
        ("?person=999999999999999999999&to=1&how=evenly", "Choose one of the answers"),
        ("?person={leaver}&how=evenly", "Choose at least one person to take over."),
        ("?person={leaver}&to={leaver}&how=evenly", "Choose people of this list."),
        ("?person={leaver}&to=x&how=x", "Choose how it is split."),
    ],
)
def test_what_is_missing_is_said(manager, leaver, query, message):
    page = manager.get("/hand-over" + query.format(leaver=leaver.id))

    assert page.status_code == 200
    assert message in page.text


def test_who_holds_nothing_has_nothing_to_hand_over(manager, leaver, others):
    page = manager.get(address(leaver, others))

    assert "Priya Nair holds nothing" in page.text
    assert manager.post(
        "/hand-over", {"person": leaver.id, "to": others[0].id, "how": "evenly", "seen": "x"}
    ).text.count("holds nothing any more")


def test_statements_do_not_grow_with_the_book(manager, make, leaver, others, book):
    manager.get(address(leaver, others))
    with Statements() as few:
        manager.get(address(leaver, others))
    for _ in range(40):
        make.employer(owner_id=leaver.id)
    with Statements() as many:
        manager.get(address(leaver, others))

    assert few.count == many.count <= 9, many.sent


def test_only_who_may_hand_over(officer, leaver):
    assert officer.get("/hand-over").status_code == 403
    assert officer.post("/hand-over", {"person": leaver.id}).status_code == 403


def test_a_colleagues_page_leads_here_with_the_name_filled_in(admin, leaver):
    page = admin.get(f"/people/{leaver.id}").text

    assert f'href="/hand-over?person={leaver.id}"' in page
    opened = admin.get(f"/hand-over?person={leaver.id}").text
    assert f'<option value="{leaver.id}" selected>' in opened
    assert "put right" not in opened
