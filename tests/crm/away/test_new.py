"""Somebody is away: who acts, what moves, what comes back, and that nothing is rewritten."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from crm.activity import actions as activities
from crm.activity.rules import Kind, Outcome
from crm.core import clock
from crm.core.db import session
from crm.core.outbox import Mail
from crm.core.permissions import Role
from crm.followups import actions, desk, jobs
from crm.followups.models import FollowUp, Leave, Reminder
from crm.followups.shown import due_why
from crm.people.models import Person
from tests.browse import Browser, Statements

pytestmark = pytest.mark.usefixtures("tuesday")
MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


@pytest.fixture
def tuesday():
    with time_machine.travel("2026-11-24T14:32:00Z", tick=False):
        yield


@pytest.fixture
def sam(app, make):
    return Browser(app, make.person(role=Role.OFFICER, name="Sam Carter"))


@pytest.fixture
def plan(make):
    def planned(who, title, due_on, **more):
        employer = make.employer(name=f"{title} Ltd")
        owner = session.get(Person, who.person_id)
        row = actions.plan(employer, owner=owner, title=title, due_on=due_on, **more)
        session.commit()
        return row.id

    return planned


def leave(who, from_on="24/11/2026", to_on="27/11/2026", cover="nobody", **more):
    data = {"person": str(who.person_id), "from_on": from_on, "to_on": to_on, "cover": cover}
    return who.post("/away/new", data=data | more, follow=True)


def main(browser, path="/"):
    return browser.get(path).text.split("<main")[1]


def shown(browser):
    """What stands on Today, as (part, title)."""
    today = clock.today()
    found = desk.sections(browser.person_id, today, today + timedelta(days=6))
    return sorted((part, row.title) for part, some in found.items() for row in some.rows)


def test_the_cover_sees_what_falls_due_marked_with_whose_it_is(officer, sam, plan):
    plan(officer, "Late call", date(2026, 11, 20))
    plan(officer, "Call today", date(2026, 11, 24))
    plan(officer, "Call Friday", date(2026, 11, 27))
    plan(officer, "After it", date(2026, 11, 30))

    said = leave(officer, cover=str(sam.person_id))

    assert "2 follow-ups and 0 days to keep in touch come on the Today of Sam Carter." in said.text
    assert shown(sam) == [
        ("later", "Call Friday"), ("overdue", "Late call"), ("today", "Call today"),
    ]  # fmt: skip
    assert shown(officer) == [("later", "After it")]
    name = session.get(Person, officer.person_id).name
    assert main(sam).count(f"For {name}, away until Fri 27 Nov.") == 3
    assert 'class="pw-count">2<' in sam.get("/employers").text.split("Employers</")[0]
    with time_machine.travel("2026-11-30T09:00:00Z", tick=False):
        assert shown(sam) == []
        assert [title for _, title in shown(officer)] == [
            "Call Friday", "Call today", "Late call", "After it",
        ]  # fmt: skip


def test_with_nobody_it_moves_to_the_first_day_back_but_for_an_agreed_time(officer, plan):
    plan(officer, "Call today", date(2026, 11, 24))
    plan(officer, "Meeting", date(2026, 11, 26), due_time="16:00")

    said = leave(officer)

    assert "1 follow-up and 0 days to keep in touch come on Mon 30 Nov." in said.text
    assert "With an agreed time, so kept on its day: 1." in said.text
    assert shown(officer) == [("later", "Call today"), ("later", "Meeting")]
    with time_machine.travel("2026-11-30T09:00:00Z", tick=False):
        assert shown(officer) == [("overdue", "Meeting"), ("today", "Call today")]
        row = desk.sections(officer.person_id, clock.today(), clock.today())["today"].rows[0]
        assert "Due Tue 24 Nov, while away: moved to the first day back." in due_why(row)
    with time_machine.travel("2026-12-01T09:00:00Z", tick=False):
        assert shown(officer) == [("overdue", "Call today"), ("overdue", "Meeting")]


def test_days_to_keep_in_touch_follow_the_same_rule(officer, sam, make):
    me = session.get(Person, officer.person_id)
    employer = make.employer(tier="A", owner_id=me.id)
    activities.log(employer, by=me, kind=Kind.CALL, outcome=Outcome.SPOKE, summary="x",
                   happened_at=datetime(2026, 10, 26, 9, tzinfo=UTC))  # fmt: skip
    session.commit()
    assert [part for part, _ in shown(officer)] == ["later"]

    leave(officer, cover=str(sam.person_id))
    assert [part for part, _ in shown(sam)] == ["later"]
    assert shown(officer) == []
    session.scalar(sa.select(Leave)).cover_id = None
    session.commit()
    with time_machine.travel("2026-11-30T09:00:00Z", tick=False):
        assert [part for part, _ in shown(officer)] == ["today"]


def test_no_row_is_rewritten_and_taking_it_away_brings_all_back(officer, sam, plan):
    plan(officer, "Call today", date(2026, 11, 24))

    def rows():
        session.expire_all()
        return [
            (r.owner_id, r.due_on, r.first_due_on, r.version)
            for r in session.scalars(sa.select(FollowUp).order_by(FollowUp.id))
        ]

    before = rows()
    leave(officer, cover=str(sam.person_id))
    assert rows() == before
    row = session.scalar(sa.select(Leave))
    page = officer.post(f"/away/{row.id}/end", follow=True)

    assert "is not away then" in page.text
    assert shown(officer) == [("today", "Call today")]
    undo = page.text.split('action="/history/')[1].split('"')[0]
    officer.post(f"/history/{undo}")
    assert shown(sam) == [("today", "Call today")]
    assert rows() == before


def test_undo_of_entering_takes_it_away(officer, plan):
    plan(officer, "Call today", date(2026, 11, 24))
    page = leave(officer)
    undo = page.text.split('action="/history/')[1].split('"')[0]

    officer.post(f"/history/{undo}")

    assert session.scalar(sa.select(sa.func.count()).select_from(Leave)) == 0
    assert shown(officer) == [("today", "Call today")]


@pytest.mark.parametrize(("covered", "day"), [(True, 24), (False, 30)])
def test_the_morning_mail_and_the_ledger_follow(officer, sam, plan, covered, day):
    row_id = plan(officer, "Call today", date(2026, 11, 24))
    leave(officer, cover=str(sam.person_id) if covered else "nobody")

    for n in (24, 25, 26, 27, 30):
        at = datetime(2026, 11, n, 7, 30, tzinfo=UTC)
        with time_machine.travel(at, tick=False):
            jobs.daily_mail(at)
        if session.scalar(sa.select(Reminder.id)):
            break

    told = session.scalar(sa.select(Reminder).where(Reminder.follow_up_id == row_id))
    reader = sam if covered else officer
    assert (told.owner_id, told.noticed_at.day) == (reader.person_id, day)
    mail = session.get(Mail, told.mail_id)
    assert mail.to_addr == session.get(Person, reader.person_id).email
    assert ("(for " in mail.body) is covered
    assert session.scalar(sa.select(sa.func.count()).select_from(Mail)) == 1


def test_a_cover_who_left_covers_nothing(officer, sam, plan):
    plan(officer, "Call today", date(2026, 11, 24))
    leave(officer, cover=str(sam.person_id))
    session.get(Person, sam.person_id).locked_at = clock.now()
    session.commit()

    assert shown(officer) == [("later", "Call today")]
    assert "Sam Carter, who left: it moves to Mon 30 Nov" in officer.get("/away").text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"to_on": "23/11/2026"}, "The last day must not be before the first."),
        ({"from_on": "1/11/2026", "to_on": "2/11/2026"}, "This is over already"),
        ({"to_on": "30/11/2027"}, "A leave is at most a year."),
        ({"to_on": "soon"}, "must be a real date"),
        ({"cover": ""}, "Choose who covers, or nobody."),
        ({"cover": "999"}, "Choose one of the answers"),
        ({"cover": "self"}, "Choose a colleague who works here."),
    ],
)
def test_what_is_wrong_is_said(officer, change, message):
    if change.get("cover") == "self":
        change = {"cover": str(officer.person_id)}

    assert message in leave(officer, **change).text
    assert session.scalar(sa.select(sa.func.count()).select_from(Leave)) == 0


def test_nobody_is_away_twice_or_covers_while_away(officer, sam):
    leave(officer, cover=str(sam.person_id))

    assert "is away already: Tue 24 Nov to Fri 27 Nov" in leave(officer, "27/11/2026").text
    assert "Sam Carter covers for" in leave(sam, "26/11/2026", "26/11/2026").text
    leave(sam, "1/12/2026", "2/12/2026")
    refused = leave(officer, "2/12/2026", "3/12/2026", cover=str(sam.person_id))
    assert "Sam Carter is away too: Tue 1 Dec to Wed 2 Dec" in refused.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Leave)) == 2


def test_two_leaves_in_a_row_have_one_first_day_back(officer):
    leave(officer, "24/11/2026", "27/11/2026")
    leave(officer, "30/11/2026", "4/12/2026")

    days = session.scalars(sa.select(Leave.back_on).order_by(Leave.id)).all()
    assert days == [date(2026, 12, 7)] * 2


def test_an_officer_enters_their_own_a_manager_anybodys(officer, manager, sam, auditor):
    own = officer.get("/away/new").text
    assert "Sam Carter" in own.split('name="cover"')[1]
    assert "Sam Carter" not in own.split('name="cover"')[0].split("<main")[1]
    other = {"person": str(sam.person_id), "cover": "nobody",
             "from_on": "24/11/2026", "to_on": "24/11/2026"}  # fmt: skip
    assert "Choose one of the answers" in officer.post("/away/new", data=other).text
    assert (
        "Sam Carter is away Tue 24 Nov." in manager.post("/away/new", data=other, follow=True).text
    )
    row = session.scalar(sa.select(Leave))
    assert officer.get(f"/away/{row.id}/edit").status_code == 403
    assert officer.post(f"/away/{row.id}/end").status_code == 403
    assert auditor.get("/away").status_code == 200
    assert auditor.get("/away/new").status_code == 403


def test_changing_days_and_cover_and_a_stale_page(officer, sam, plan):
    plan(officer, "Call today", date(2026, 11, 24))
    leave(officer)
    row = session.scalar(sa.select(Leave))
    data = {"person": str(officer.person_id), "from_on": "24/11/2026", "to_on": "25/11/2026",
            "cover": str(sam.person_id), "seen": str(row.version)}  # fmt: skip

    assert (
        "come on the Today of Sam Carter"
        in officer.post(f"/away/{row.id}/edit", data=data, follow=True).text
    )
    assert shown(sam) == [("today", "Call today")]
    assert officer.post(f"/away/{row.id}/edit", data=data).status_code == 409


def test_today_takes_no_more_statements_for_covering(officer, sam, plan):
    for n in range(6):
        plan(officer, f"Call {n}", date(2026, 11, 24))

    def statements(browser):
        with Statements() as sent:
            browser.get("/")
        return sent.count

    plan(sam, "Own call", date(2026, 11, 24))
    alone = statements(sam)
    leave(officer, cover=str(sam.person_id))

    assert statements(sam) == alone
