"""Moving, dropping and finishing a follow-up, and the lists they stand on."""

from datetime import date

import pytest
import sqlalchemy as sa

from crm.activity import actions as activity
from crm.activity.rules import Kind, Outcome
from crm.core.db import session
from crm.followups import actions
from crm.followups.models import FollowRule, FollowUp
from crm.followups.rules import Ended, Every
from crm.people.models import Person
from tests.browse import Statements

pytestmark = pytest.mark.usefixtures("tuesday")


def fresh(row_id):
    return session.get(FollowUp, row_id, populate_existing=True)


@pytest.mark.parametrize(
    ("data", "due"),
    [
        ({}, date(2026, 11, 25)),
        ({"until": "week"}, date(2026, 12, 1)),
        ({"day": "26 Dec"}, date(2026, 12, 29)),
        ({"day": "in 3 weeks"}, date(2026, 12, 15)),
    ],
)
def test_a_day_a_week_or_a_date(officer, plan, data, due):
    row_id = plan(officer).id

    page = officer.submit(
        f"/followups/{row_id}/snooze?back=today", {"reason": "stock-taking"} | data
    )

    row = fresh(row_id)
    assert (row.due_on, row.snoozes, row.snooze_reason) == (due, 1, "stock-taking")
    assert "<h1>Today</h1>" in page.text
    assert "Undo" in page.text


def test_a_step_to_come_moves_on_from_its_own_day(officer, plan):
    row_id = plan(officer, due_on=date(2026, 12, 24)).id

    officer.submit(f"/followups/{row_id}/snooze", {"reason": "stock-taking"})

    assert fresh(row_id).due_on == date(2026, 12, 29)


def test_the_third_time_it_asks(officer, plan):
    row_id = plan(officer).id
    for _ in range(2):
        officer.submit(f"/followups/{row_id}/snooze", {"reason": "busy"})

    page = officer.get(f"/followups/{row_id}/snooze")

    assert "Moved 2 times already." in page.text
    assert "Close it or hand it over?" in page.text


def test_handing_over(officer, plan, make):
    row_id, colleague = plan(officer).id, make.person()

    officer.submit(
        f"/followups/{row_id}/snooze", {"reason": "on leave", "owner": str(colleague.id)}
    )

    assert fresh(row_id).owner_id == colleague.id


def test_an_owner_who_left_is_not_replaced_unseen(officer, plan, make):
    gone = make.person()
    row_id = plan(gone).id
    gone = session.merge(gone)
    gone.locked_at = gone.created_at
    session.commit()
    gone_id = gone.id

    officer.submit(f"/followups/{row_id}/snooze", {"reason": "busy"})

    assert fresh(row_id).owner_id == gone_id


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"reason": ""}, "Say in a few words why it moves"),
        ({"day": "today"}, "Choose a day after today."),
        ({"day": "never"}, "Another day must be a real date"),
        ({"until": "year"}, "Choose one of the answers"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_moves(officer, plan, data, message):
    row_id = plan(officer).id

    page = officer.submit(f"/followups/{row_id}/snooze", {"reason": "busy"} | data)

    assert message in page.text
    assert fresh(row_id).snoozes == 0


def test_dropping_says_why_and_may_stop_the_repeating(officer, make):
    from crm.people.models import Person

    me = session.get(Person, officer.person_id)
    actions.repeat(
        make.employer(), owner=me, title="review", anchor_on=date(2026, 12, 1), count=1,
        unit=Every.WEEKS,
    )  # fmt: skip
    session.commit()
    row_id = session.scalar(sa.select(FollowUp.id))

    officer.submit(f"/followups/{row_id}/drop", {"reason": "site closed", "stop": "y"})

    row = fresh(row_id)
    assert (row.ended, row.ended_why) == (Ended.DROPPED, "site closed")
    assert session.scalar(sa.select(FollowRule.ended_at)) is not None


def test_done_without_a_contact(officer, plan):
    row_id = plan(officer, "send wage check to reviewer").id
    assert f'action="/followups/{row_id}/done"' in officer.get("/").text

    page = officer.post(f"/followups/{row_id}/done", {"back": "today"}, follow=True)

    assert fresh(row_id).ended is Ended.DONE
    assert "Done: send wage check to reviewer." in page.text


def test_done_twice_is_said_in_words(officer, plan):
    row_id = plan(officer).id
    officer.post(f"/followups/{row_id}/done")

    page = officer.post(f"/followups/{row_id}/done")

    assert page.status_code == 400
    assert "was closed already" in page.text


@pytest.mark.parametrize("path", ["snooze", "drop"])
def test_a_closed_step_has_no_form(officer, plan, path):
    row_id = plan(officer).id
    officer.post(f"/followups/{row_id}/done")

    page = officer.get(f"/followups/{row_id}/{path}")

    assert 'name="reason"' not in page.text
    assert "Done Tue 24 Nov" in page.text


@pytest.mark.parametrize("path", ["snooze", "drop", "done"])
def test_what_is_not_there_and_who_may_not(officer, auditor, plan, path):
    row_id = plan(officer).id

    for number in (row_id + 1, 2**31, 10**20):
        assert officer.post(f"/followups/{number}/{path}", {"reason": "x"}).status_code == 404
    assert auditor.post(f"/followups/{row_id}/{path}", {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "javascript:x", "x"])
def test_the_way_back_is_one_of_ours(officer, plan, back):
    row = plan(officer)
    ref = f"E-{row.employer_id:05d}"

    answer = officer.post(f"/followups/{row.id}/done", {"back": back})

    assert answer.location == f"/employers/{ref}"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["mine old", "mine today", "mine later"]),
        ("?whose=all", ["mine old", "theirs", "mine today", "mine later"]),
        ("?due=overdue", ["mine old"]),
        ("?due=today", ["mine today"]),
        ("?due=week", ["mine today", "mine later"]),
        ("?state=done", ["mine done"]),
        ("?state=dropped", ["mine dropped"]),
        ("?state=nonsense&due=never", ["mine old", "mine today", "mine later"]),
    ],
)
def test_the_list_by_owner_state_and_day(officer, make, plan, query, shown):
    plan(officer, "mine old", date(2026, 11, 19))
    plan(officer, "mine today")
    plan(officer, "mine later", date(2026, 11, 27))
    plan(make.person(), "theirs", date(2026, 11, 20))
    actions.finish(plan(officer, "mine done"))
    actions.drop(plan(officer, "mine dropped"), "x")
    session.commit()

    page = officer.get(f"/followups{query}")

    titles = ["mine old", "theirs", "mine today", "mine later", "mine done", "mine dropped"]
    assert [title for title in titles if f"· {title}" in page.text] == shown


def test_the_list_goes_on_by_keyset_with_flat_statements(officer, plan, make):
    employer = make.employer()
    for n in range(120):
        plan(officer, f"step {n:03d}.", date(2026, 11, 24), employer=employer)

    first = officer.get("/followups").text
    second = officer.get(_next(first)).text
    third = officer.get(_next(second)).text
    with Statements() as sent:
        officer.get(_next(second))

    seen = [n for page in (first, second, third) for n in range(120) if f"step {n:03d}." in page]
    assert seen == list(range(120))
    assert sent.count <= 6


def _next(page):
    import html
    import re

    return html.unescape(re.search(r'rel="next" href="([^"]+)"', page)[1])


def test_choosing_the_employer_to_log(officer, make, plan):
    make.employer(name="Grundon Waste Management")
    make.employer(name="Windrush Foods")

    empty = officer.get("/log-contact")
    found = officer.get("/log-contact?q=rundo&kind=visit")
    none = officer.get("/log-contact?q=zzqx")

    assert "Find the employer first" in empty.text
    assert "activities/new?kind=visit" in found.text
    assert "Windrush" not in found.text
    assert "Nothing called “zzqx”" in none.text


def test_whom_an_officer_sees_today_is_offered_first_then_who_was_seen_lately(officer, make, plan):
    mine = {"owner_id": officer.person_id}
    lately = make.employer(name="Lately", **mine)
    plan(officer, employer=make.employer(name="Due today", **mine))
    plan(officer, employer=make.employer(name="Not yet", **mine), due_on=date(2026, 12, 24))
    me = session.get(Person, officer.person_id)
    activity.log(lately, by=me, kind=Kind.CALL, outcome=Outcome.SPOKE, summary="Spoke")
    session.commit()

    page = officer.get("/log-contact?kind=visit").text

    assert "Not yet" not in page
    assert page.index("<b>Due today</b>") < page.index("<b>Lately</b>")
