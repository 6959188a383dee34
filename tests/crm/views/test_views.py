"""Views of the list of employers: what is kept, who sees it, and the tabs."""

import re
from html import unescape

import pytest
import sqlalchemy as sa

from crm.core import undo
from crm.core.db import session
from crm.core.journal import Operation
from crm.core.permissions import Role
from crm.views import rules
from crm.views.models import SavedView, ViewChoice
from tests.browse import Browser, Statements

KEYS = ("q", "stage", "owner", "sort")


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ""),
        ("sort=next&stage=trial", "stage=trial&sort=next"),
        ("stage=trial&after=x~1&view=3", "stage=trial"),
        ("stage=&owner=+", ""),
        ("stage=trial&stage=met", "stage=trial"),
        ("q=a%26b&nonsense=1", "q=a%26b"),
        ("&".join(["stage=x"] * 50), ""),
    ],
)
def test_a_view_keeps_what_its_list_knows_in_one_order(query, kept):
    assert rules.tidy(query, KEYS) == kept


@pytest.mark.parametrize(
    ("before", "key", "wanted", "after"),
    [
        (["mine"], "7", True, ["mine", "7"]),
        (["mine", "7"], "mine", True, ["mine", "7"]),
        (["mine", "7"], "mine", False, ["7"]),
        ([], "7", False, []),
    ],
)
def test_a_new_tab_comes_last(before, key, wanted, after):
    assert rules.pinned(before, key, wanted=wanted) == after


def save(browser, query="stage=trial&sort=next", **told):
    given = {"name": "In trial", "scope": "private", "pin": "y"} | told
    answer = browser.post(
        f"/views/new?list=employers&query={query.replace('&', '%26')}", data=given
    )
    session.expire_all()
    return answer


def tabs(page):
    [nav] = re.findall(r'<nav class="moj-sub-navigation".*?</nav>', page.text, re.S)
    return [unescape(name) for name in re.findall(r">([^<>]+)</a>", nav)]


def current(page):
    return re.findall(r'aria-current="page">([^<]+)</a></li>', page.text)


BUILT_IN = ["My employers", "Not spoken to lately", "No next step", "Due this week"]


def test_the_list_has_its_own_views_as_tabs(officer):
    page = officer.get("/employers")

    assert tabs(page) == ["All", *BUILT_IN, "More views"]
    assert "All" in current(page)


def test_a_saved_view_is_a_tab_and_opens_what_was_saved(officer, make):
    make.employer(name="Trying Firm", stage_code="trial")
    make.employer(name="Other Firm")

    answer = save(officer)
    page = officer.get(answer.location)

    assert answer.location.startswith("/employers?stage=trial&sort=next&view=")
    assert "Trying Firm" in page.text
    assert "Other Firm" not in page.text
    assert "In trial" in current(page)


def test_the_same_view_sent_twice_is_one(officer):
    save(officer)
    save(officer)

    assert session.scalar(sa.select(sa.func.count()).select_from(SavedView)) == 1


def test_a_name_that_stands_for_something_else_is_refused_beside_it(officer):
    save(officer)

    page = save(officer, query="stage=met")

    assert "You have a view called “In trial” already." in page.text


@pytest.mark.parametrize(
    ("scope", "by", "seen_by"),
    [
        ("private", Role.OFFICER, set()),
        ("team", Role.OFFICER, {Role.OFFICER}),
        ("everyone", Role.MANAGER, {Role.OFFICER, Role.TRAINEE, Role.AUDITOR}),
    ],
)
def test_a_view_is_seen_by_those_it_is_for_and_nobody_else(app, make, scope, by, seen_by):
    save(Browser(app, make.person(role=by)), scope=scope)
    row = session.scalars(sa.select(SavedView)).one()

    for role in (Role.OFFICER, Role.TRAINEE, Role.AUDITOR):
        other = Browser(app, make.person(role=role))
        page = other.get("/views?list=employers")
        assert ("In trial" in page.text) == (role in seen_by), role
        if role is not Role.AUDITOR:
            expected = 403 if role in seen_by else 404
            assert other.get(f"/views/{row.id}/edit").status_code == expected, role


def test_an_officer_cannot_save_for_everyone(officer):
    page = save(officer, scope="everyone")

    assert page.status_code == 200
    assert session.scalar(sa.select(SavedView)) is None


def test_a_manager_changes_a_shared_view_of_somebody_else(officer, manager):
    save(officer, scope="team")
    row = session.scalars(sa.select(SavedView)).one()
    assert manager.get(f"/views/{row.id}/edit").status_code == 404, "it is for officers"

    save(manager, name="For all", scope="everyone")
    row = session.scalars(sa.select(SavedView).where(SavedView.name == "For all")).one()
    assert officer.post(f"/views/{row.id}/delete").status_code == 403


def test_what_was_changed_can_be_saved_under_the_same_name(officer, make):
    save(officer)
    row = session.scalars(sa.select(SavedView)).one()

    page = officer.get(f"/employers?stage=trial&tier=A&view={row.id}")
    assert "Changed from “In trial”" in page.text
    officer.post(f"/views/{row.id}/update", data={"query": "stage=trial&tier=A"})
    session.expire_all()

    assert session.get_one(SavedView, row.id).query == "stage=trial&tier=A"


def test_a_deleted_view_comes_back_with_its_tab(officer):
    save(officer)
    row = session.scalars(sa.select(SavedView)).one()
    key = row.key

    officer.post(f"/views/{key}/delete")
    assert "In trial" not in tabs(officer.get("/employers?view=all"))
    last = session.scalars(sa.select(Operation).order_by(Operation.id.desc()).limit(1)).one()
    undo.undo(last.id)
    session.commit()

    assert "In trial" in tabs(officer.get("/employers?view=all"))


def test_the_list_opens_with_the_view_somebody_chose(officer):
    save(officer, first="y")
    row = session.scalars(sa.select(SavedView)).one()

    answer = officer.get("/employers")
    assert answer.location == f"/employers?stage=trial&sort=next&view={row.id}"
    assert officer.get("/employers?view=all").status_code == 200
    officer.post("/views/choose", data={"list": "employers", "key": row.key, "what": "none"})
    assert officer.get("/employers").status_code == 200


def test_a_built_in_view_can_be_taken_off_the_tabs(officer):
    officer.post("/views/choose", data={"list": "employers", "key": "week", "what": "unpin"})

    assert "Due this week" not in tabs(officer.get("/employers"))
    assert session.scalars(sa.select(ViewChoice)).one().pinned == ["mine", "quiet", "unplanned"]


def test_a_view_of_the_board_opens_the_board(officer):
    save(officer, query="owner=me&layout=board", name="My board")

    page = officer.get("/views?list=employers")

    assert 'href="/pipeline?owner=me"' in page.text


def palette(browser, query):
    browser.get("/views?list=employers")  # this browser's turn in the test's own context
    return browser.client.get("/palette", query_string={"q": query}).text


def test_the_palette_goes_to_a_view_that_its_asker_sees(officer, make, app):
    save(officer, name="Bakers in trial")
    other = Browser(app, make.person())

    assert "/employers?stage=trial" in palette(officer, "baker")
    assert "/employers?stage=trial" not in palette(other, "baker")
    assert "owner=me&amp;next=none" in palette(other, "no next")


def test_the_board_is_saved_as_a_view_with_what_it_shows(officer):
    page = officer.get("/pipeline?tier=A").text

    assert "/views/new?list=employers&amp;query=owner%3Dme%26tier%3DA%26layout%3Dboard" in page
    assert 'href="/employers?view=all&amp;owner=me&amp;tier=A"' in page


def test_a_view_of_somebody_who_left_explains_itself(officer, make):
    from crm.core import clock

    gone = make.person(name="Tom Brandt", locked_at=clock.now())
    make.employer(name="Left Behind", owner_id=gone.id)

    page = officer.get(f"/employers?owner={gone.id}")

    assert "Tom Brandt no longer works here." in page.text
    assert "Left Behind" in page.text


@pytest.mark.parametrize("query", ["stage=gone", "district=X1", "owner=999999", "tier=Z"])
def test_a_view_of_something_unknown_says_why_nothing_matches(officer, make, query):
    make.employer()

    assert "no employer can match" in officer.get(f"/employers?{query}").text


def test_a_managers_built_in_views_are_about_everybody(officer, manager):
    assert 'href="/employers?owner=me&amp;quiet=tier' in officer.get("/employers").text
    assert 'href="/employers?quiet=tier' in manager.get("/employers").text


def test_the_history_does_not_name_a_private_view(officer):
    save(officer, name="Secretly quiet")
    officer.get("/employers")  # shows the message about it

    page = officer.get("/history")

    assert "Saved a view of employers" in page.text
    assert "Secretly quiet" not in page.text
    operation = session.scalars(sa.select(Operation).where(Operation.title.like("Saved a view%")))
    assert "Secretly quiet" not in officer.get(f"/history/{operation.one().id}").text


def test_views_cost_the_list_one_statement_however_many(officer, make):
    make.employer()
    save(officer)
    officer.get("/employers?q=employer")
    for n in range(30):
        save(officer, name=f"View {n}")
    with Statements() as sent:
        officer.get("/employers?q=employer")

    assert sent.count <= 6, sent.sent
