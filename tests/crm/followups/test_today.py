"""Today: what needs this person now, and why."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from crm.activity import actions as activities
from crm.activity.rules import Kind, Outcome
from crm.core.db import session
from crm.followups import actions
from crm.people.models import Person
from tests.browse import Statements

pytestmark = pytest.mark.usefixtures("tuesday")


def person(browser):
    return session.get(Person, browser.person_id)


def headings(page):
    return [
        f"{title} {count}".strip()
        for title, count in re.findall(
            r"<h2[^>]*>([^<]+)</h2>\s*(?:<span class=\"pw-count\">([^<]*)</span>)?", page.text
        )
    ]


def test_rows_stand_under_their_day_with_their_reason(officer, plan, make):
    grundon = make.employer(name="Grundon")
    activities.log(
        grundon, by=person(officer), kind=Kind.VISIT, outcome=Outcome.SPOKE, summary="Tour",
        happened_at=datetime(2026, 10, 20, 9, 30, tzinfo=UTC),
    )  # fmt: skip
    plan(officer, due_on=date(2026, 11, 19), employer=grundon, why="Tier A: every 30 days.")
    plan(officer, "information meeting", due_time="16:00")
    plan(officer, "ask about December shifts", date(2026, 11, 26))
    plan(officer, "much later", date(2026, 12, 1))

    page = officer.get("/")

    assert headings(page)[:3] == ["Overdue 1", "Today 1", "Later this week 1"]
    assert "1 overdue, 1 today, 1 later this week" in page.text
    for words in (
        "Overdue 3 days",
        "Tier A: every 30 days. Last real contact Tue 20 Oct, a visit by you.",
        "Today 16:00",
        "Thu 26 Nov",
        "Tuesday 24 November",
    ):
        assert words in page.text
    assert "much later" not in page.text


@pytest.mark.parametrize(
    ("moment", "heading", "shown"),
    [
        ("2026-11-27T10:00:00Z", "Next week", "Mon 30 Nov"),
        ("2026-11-26T10:00:00Z", "Later this week", "Fri 27 Nov"),
        ("2026-12-24T10:00:00Z", "Next week", "Tue 29 Dec"),
    ],
)
def test_before_days_off_today_looks_at_the_next_week(request, plan, moment, heading, shown):
    with time_machine.travel(moment, tick=False):
        officer = request.getfixturevalue("officer")
        for day in (date(2026, 11, 27), date(2026, 11, 30), date(2026, 12, 29)):
            plan(officer, "call", day)
        page = officer.get("/")

    assert heading in page.text
    assert shown in page.text


def test_an_employer_name_links_to_its_record_and_actions_are_plain_links(officer, plan):
    row = plan(officer)

    page = officer.get("/")

    assert f'href="/employers/E-{row.employer_id:05d}"' in page.text
    assert f"/?log={row.id}#step-{row.id}" in page.text
    assert f"/followups/{row.id}/snooze?back=today" in page.text


def test_the_log_row_opens_in_place(officer, plan, make):
    employer = make.employer(name="Grundon", tier="A", stage_code="contacted")
    make.contact(employer, name="Maria Hollis", can_hire=True)
    row = plan(officer, employer=employer)

    page = officer.get(f"/?log={row.id}")

    assert 'action="/employers/E-' in page.text
    assert 'value="24/12/2026"' in page.text
    assert "Tier A: 30 days after the call on Tue 24 Nov." in page.text
    assert f'name="closes" value="{row.id}"' in page.text


def test_a_follow_up_of_somebody_else_is_not_on_my_page(officer, plan, make):
    plan(make.person(), "call the other firm")

    page = officer.get("/")

    assert "call the other firm" not in page.text
    assert "Nothing is due" in page.text


def test_the_menu_counts_overdue_and_today(officer, plan):
    for day in (date(2026, 11, 20), date(2026, 11, 24), date(2026, 11, 25)):
        plan(officer, due_on=day)

    page = officer.get("/employers")

    assert re.search(r'Today <span class="pw-count">2<', page.text)


def test_your_week_counts_real_contact_since_monday(officer, make):
    me, employer = person(officer), make.employer()
    for kind, outcome, authority, at in [
        (Kind.CALL, Outcome.SPOKE, True, datetime(2026, 11, 23, 0, 0, tzinfo=UTC)),
        (Kind.VISIT, Outcome.SPOKE, None, datetime(2026, 11, 24, 9, 0, tzinfo=UTC)),
        (Kind.CALL, Outcome.LEFT_MESSAGE, True, datetime(2026, 11, 24, 9, 0, tzinfo=UTC)),
        (Kind.CALL, Outcome.SPOKE, True, datetime(2026, 11, 22, 23, 59, tzinfo=UTC)),
    ]:
        activities.log(
            employer, by=me, kind=kind, outcome=outcome, summary="x", hiring_authority=authority,
            happened_at=at,
        )  # fmt: skip
    session.commit()

    page = officer.get("/")

    figures = re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page.text)
    assert figures == [
        ("Employer contacts", "2"),
        ("Face to face", "1"),
        ("With someone who can hire", "1"),
    ]


def test_my_employers_without_a_next_step_stand_in_the_rail(officer, plan, make):
    mine = {"owner_id": officer.person_id}
    make.employer(name="Abingdon Vets", **mine)
    make.employer(name="Paused Firm", stage_code="paused", **mine)
    make.employer(name="Not Mine")
    plan(officer, employer=make.employer(name="Planned Firm", **mine))

    rail = officer.get("/").text.split("No next step set", 1)[1]

    assert "Abingdon Vets" in rail
    for name in ("Paused Firm", "Not Mine", "Planned Firm"):
        assert name not in rail


def test_an_auditor_reads_and_is_offered_nothing_to_change(auditor, plan):
    plan(auditor)

    page = auditor.get("/")

    assert "call Maria Hollis" in page.text
    assert "Snooze" not in page.text
    assert "Log a contact" not in page.text


def test_strangers_are_sent_to_sign_in(stranger):
    assert "/sign-in" in stranger.get("/").location


def test_lists_are_bounded_and_the_number_of_statements_is_flat(officer, plan, make):
    def fill(count):
        owner = person(officer)
        for n in range(count):
            employer = make.employer(name=f"Firm {n}", owner_id=owner.id)
            for days in (-3, 0, 1):
                actions.plan(
                    employer, owner=owner, title=f"call {n}",
                    due_on=date(2026, 11, 24) + timedelta(days=days),
                )  # fmt: skip
        session.commit()

    def statements():
        with Statements() as sent:
            page = officer.get("/")
        return sent.count, page

    fill(4)
    officer.get("/")
    few, _ = statements()
    fill(120)
    many, page = statements()

    assert few == many <= 12
    assert headings(page)[:3] == ["Overdue 124", "Today 124", "Later this week 124"]
    assert page.text.count('class="pw-due"') == 60
    assert "All 124" in page.text
