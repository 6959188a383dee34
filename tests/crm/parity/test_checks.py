"""Stored fair pay checks: who does them, what they say, who confirms, and when they lapse."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
import time_machine

from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.journal import Entry
from crm.core.outbox import Mail
from crm.core.permissions import Role
from crm.followups.models import FollowUp
from crm.parity import actions, queries
from crm.parity.models import Comparator, ParityCheck, Review
from crm.parity.rules import Status
from tests.browse import Browser, Statements, count_rows

SLIP = {
    "period_start": "1/10/2026",
    "period_end": "31/10/2026",
    "age": "34",
    "apprentice": "no",
    "basic_pay": "12.71",
    "pay_basis": "hourly",
    "paid_hours": "69.33",
    "comparator": "published pay scale or grade",
    "comparator_amount": "12.71",
    "comparator_basis": "hourly",
}
NOW = "2026-11-21T12:00:00+00:00"


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOW, tick=False):
        yield


def only():
    session.expire_all()
    return session.scalars(sa.select(ParityCheck)).one()


def confirm(make):
    actions.confirm(only(), by=make.reviewer())
    session.commit()


def check_of(person, placement, **changes):
    return person.submit(f"/placements/{placement.ref}/parity/new", SLIP | changes)


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({}, "PARITY", "Paid the same."),
        ({"basic_pay": "13.10"}, "PARITY", "£13.10 an hour against £12.71"),
        ({"comparator_amount": "13.20"}, "SHORTFALL_UNEXPLAINED", "a gap of 3.71%"),
        (
            {"comparator_amount": "13.20", "factor": "location", "factor_evidence": "y"},
            "SHORTFALL_EXPLAINED",
            "Paid less, reason accepted.",
        ),
        (
            {"comparator_amount": "13.20", "factor": "disability", "factor_evidence": "y"},
            "SHORTFALL_UNEXPLAINED",
            "Disability can never explain lower pay.",
        ),
        ({"basic_pay": "12.21"}, "BELOW_MINIMUM", "Below the minimum wage."),
        ({"worked_hours": "75"}, "BELOW_MINIMUM", "worked without pay"),
        (
            {"basic_pay": "1101.53", "pay_basis": "monthly", "paid_hours": "86.67"},
            "BORDERLINE_MINIMUM",
            "usually rounded hours",
        ),
        (
            {"comparator": "nobody else does this job", "comparator_amount": ""},
            "NOT_COMPARABLE",
            "Nothing to compare with.",
        ),
        ({"age": ""}, "NEEDS_EVIDENCE", "The age at the start of the pay period is not known."),
        ({"paid_hours": ""}, "NEEDS_EVIDENCE", "The hours paid are not known."),
    ],
)
def test_an_officer_checks_a_slip_and_reads_the_result(officer, make, changes, status, words):
    page = check_of(officer, make.placement(), **changes)

    assert words in page.text
    assert (only().status, only().review, only().latest) == (status, Review.WAITING, False)


def test_a_colleagues_slip_is_compared_with_once_it_is_said_why(officer, make):
    page = check_of(
        officer,
        make.placement(),
        comparator="a colleague's wage slip",
        comparator_why="They have no pay scale and no advert",
    )

    assert "Nothing better than a colleague's slip: They have no pay scale" in page.text
    with pytest.raises(RuleBroken, match="nothing better than another person's slip"):
        make.check(comparator=Comparator.PEER)


def test_a_shortfall_says_what_to_ask(officer, auditor, make):
    page = check_of(officer, make.placement(), comparator_amount="13.20")

    assert "Pay of £13.20 an hour from 1 October 2026 on." in page.text
    assert "Back pay of £33.97 for the pay period" in page.text
    assert "Back pay" not in auditor.get("/parity/1").text


def test_the_form_begins_with_what_the_placement_says(officer, make):
    placement = make.placement(pay_amount=Decimal("13.05"), weekly_hours=Decimal("20"))

    page = officer.get(f"/placements/{placement.ref}/parity/new").text

    assert 'value="13.05"' in page
    assert 'value="20"' in page


def test_working_it_out_saves_nothing(officer, make):
    page = check_of(officer, make.placement(), basic_pay="12.21", check="y")

    assert "Below the minimum wage:" in page.text
    assert "Nothing is saved yet." in page.text
    assert 'value="12.21"' in page.text
    assert count_rows(ParityCheck) == 0
    assert count_rows(Mail) == 0


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"comparator": ""}, "Choose what the pay is compared with."),
        ({"comparator_amount": ""}, "Enter the pay for the same job."),
        ({"comparator": "nobody else does this job"}, "Leave the pay empty"),
        (
            {"comparator": "a colleague's wage slip"},
            "personal data. Compare with a pay scale",
        ),
        ({"comparator_why": "No scale"}, "slip is compared with."),
        ({"factor_evidence": "y"}, "Choose the reason that the evidence is for."),
        ({"period_end": "1/9/2026"}, "must not end before it starts"),
        ({"period_start": "1/12/2026", "period_end": "31/12/2026"}, "has not begun yet"),
        ({"basic_pay": "1e3"}, "must be pounds and pence"),
        ({"paid_hours": "0"}, "must be more than 0"),
        ({"tips": "-5"}, "must be pounds and pence"),
        ({"age": "0"}, "must be a whole number from 1"),
        ({"pay_basis": "piece"}, "Choose one of the answers"),
        ({"factor": "because"}, "Choose one of the answers"),
        ({"weeks_per_year": "99"}, "must be a number up to 53"),
    ],
)
def test_a_bad_answer_is_refused_and_nothing_saved(officer, make, changes, told):
    page = check_of(officer, make.placement(), **changes)

    assert told in page.text
    assert count_rows(ParityCheck) == 0


def test_pay_below_the_minimum_is_told_to_every_manager_at_once(officer, make):
    manager_id = make.person(role=Role.MANAGER, email="meg@council.example").id
    make.person(role=Role.MANAGER, email="gone@council.example", locked_at=clock.now())
    placement = make.placement(participant_ref="CTW-9ZZ9")

    check_of(officer, placement, basic_pay="12.21")

    promised = session.scalars(sa.select(FollowUp)).one()
    assert (promised.title, promised.owner_id, promised.planned_on) == (
        "Look at pay below the minimum wage, P-00001",
        manager_id,
        clock.today(),
    )
    mail = session.scalars(sa.select(Mail)).one()
    assert mail.to_addr == "meg@council.example"
    assert f"/parity/{only().id}" in mail.body
    for secret in ("12.21", "CTW-9ZZ9", "£"):
        assert secret not in mail.body + mail.subject


def test_what_lacks_evidence_is_asked_for_again_in_10_working_days(officer, make):
    check_of(officer, make.placement(), age="")

    promised = session.scalars(sa.select(FollowUp)).one()
    assert (promised.due_on, promised.owner_id) == (date(2026, 12, 4), officer.person_id)
    assert promised.title == "Ask for what the fair pay check of P-00001 lacked"


def test_the_newest_final_check_stands_for_the_placement(app, make):
    placement = make.placement()
    first = make.check(placement, basic_pay=Decimal("12.00")).id
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        second = make.check(placement).id

    stands = {row.id: row.latest for row in session.scalars(sa.select(ParityCheck))}
    assert stands == {first: False, second: True}
    assert [row.id for row, _ in queries.latest(placement.employer_id)] == [second]


def test_undoing_a_confirmation_gives_the_one_before_its_place_back(app, officer, make):
    placement = make.placement()
    first = make.check(placement).id
    check_of(officer, placement)
    second = session.scalars(sa.select(ParityCheck).where(ParityCheck.id != first)).one().id
    reviewer = Browser(app, make.reviewer())
    page = reviewer.post(f"/parity/{second}/confirm", follow=True)
    undo = page.text.split('action="/history/')[1].split('"')[0]

    reviewer.post(f"/history/{undo}")

    session.expire_all()
    stands = {row.id: row.latest for row in session.scalars(sa.select(ParityCheck))}
    assert stands == {first: True, second: False}


def test_a_pass_lapses_and_a_breach_does_not(app, make):
    make.check()
    make.check(basic_pay=Decimal("12.00"))

    with time_machine.travel("2027-11-22T12:00:00+00:00", tick=False):
        officer = Browser(app, make.person())
        page = officer.get("/parity/results").text
        assert "Check due again" in page
        assert officer.get("/parity/results?status=expired").text.count('href="/parity/') == 1
        assert "No checks match" in officer.get("/parity/results?status=parity").text
        assert officer.get("/parity/results?status=below_minimum").text.count('href="/parity/') == 1
        assert "It said “paid the same” on" in officer.get("/parity/1").text


@pytest.mark.parametrize("days", [0, 100, 130, 131, 132, 364, 365, 366, 400])
def test_the_list_filters_as_the_rule_says(app, make, days):
    make.check()
    make.check(period_start=clock.today() - timedelta(days=250))
    make.check(age=None)
    make.check(comparator_amount=Decimal(20))
    with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
        for status in Status:
            with app.test_request_context(f"/parity/results?status={status.value.lower()}"):
                found = {row.id for row in queries.page(status.value.lower(), None).rows}
            every = session.scalars(sa.select(ParityCheck)).all()
            assert found == {row.id for row in every if queries.says(row) is status}


def test_wage_evidence_stays_out_of_the_journal_and_from_the_auditor(officer, auditor, make):
    check_of(officer, make.placement(), basic_pay="13.37", comparator_amount="14.44")

    page = auditor.get("/parity/1").text
    kept = " ".join(
        f"{entry.before} {entry.after}"
        for entry in session.scalars(sa.select(Entry).where(Entry.table_name == "parity_check"))
    )

    assert "Paid less, no accepted reason." in page
    assert "SHORTFALL_UNEXPLAINED" in kept
    for figure in ("13.37", "14.44", "69.33"):
        assert figure in officer.get("/parity/1").text
        assert figure not in page
        assert figure not in kept


def test_the_auditor_checks_nothing(auditor, make):
    placement = make.placement()
    make.check(placement)

    assert auditor.get("/parity/results").status_code == 200
    assert auditor.get(f"/placements/{placement.ref}/parity/new").status_code == 403
    assert auditor.post("/parity/1/confirm").status_code == 403
    assert auditor.post("/parity/1/send-back").status_code == 403


def test_the_employer_and_placement_pages_show_the_result(officer, make):
    employer = make.employer()
    placement = make.placement(employer)
    check_of(officer, placement)
    confirm(make)

    assert officer.get(f"/employers/{employer.ref}").text.count("Paid the same") >= 2
    assert "Paid the same" in officer.get(f"/placements/{placement.ref}").text


@pytest.mark.parametrize("path", ["/parity/999", "/parity/99999999999999999999", "/parity/x"])
def test_a_check_that_is_not_there_is_not_found(officer, path):
    assert officer.get(path).status_code == 404


@pytest.mark.parametrize("rows", [10, 1000])
def test_the_list_costs_the_same_at_any_length(officer, make, rows):
    check = session.get(ParityCheck, make.check().id)
    copied = {
        column.key: getattr(check, column.key)
        for column in sa.inspect(ParityCheck).column_attrs
        if column.key not in ("id", "version")
    }
    session.add_all(ParityCheck(**copied) for _ in range(rows))
    session.commit()
    officer.get("/parity/results")

    with Statements() as sent:
        page = officer.get("/parity/results")

    assert sent.count == 4
    assert len(re.findall(r'href="/parity/\d', page.text)) == min(rows + 1, 50)


def test_the_employer_panel_lapses_like_the_list(app, make):
    placement = make.placement()
    make.check(placement)
    with time_machine.travel("2027-11-22T12:00:00+00:00", tick=False):
        found = [status for _, status in queries.latest(placement.employer_id)]

    assert found == [Status.EXPIRED]
