"""Figures that are likely a slip of the pen are asked about, never guessed and never refused."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from crm.core.db import session
from crm.parity.models import ParityCheck
from crm.parity.questions import impossible, questions
from crm.parity.rules import PASSES, Status, compare
from crm.pay.seed import built_in_rates
from tests.browse import count_rows
from tests.crm.parity.test_checks import SLIP
from tests.crm.parity.worked import MONTH, SALARY, WEEK, case_of

RATES = built_in_rates()


@pytest.mark.parametrize(
    ("base", "changes", "code", "words"),
    [
        (WEEK, {"basic_pay": "0.01"}, "low", "£0.01 an hour is less than half of the minimum"),
        (WEEK, {"basic_pay": "6.35"}, "low", "Is the pay right, and what it is for?"),
        (WEEK, {"basic_pay": "1271"}, "high", "far above the usual £12.71"),
        (SALARY, {"basic_pay": "2600000"}, "high", "Were pence typed as pounds?"),
        (WEEK, {"comparator_amount": "1271"}, "apart", "for the same job are far apart"),
        (WEEK, {"paid_hours": "113"}, "hours", "113 hours in 7 days is more than 16 a day"),
        (WEEK, {"worked_hours": "120"}, "hours", "Are the hours right?"),
        (WEEK, {"paid_hours": "100", "overtime_hours": "13"}, "hours", "113 hours in 7 days"),
        (
            WEEK,
            {"period_end": date(2026, 5, 4), "paid_hours": "16.5"},
            "hours",
            "16.5 hours in a day is more than 16 a day",
        ),
        (MONTH, {"period_end": date(2026, 6, 1)}, "long", "The pay period has 32 days"),
        (WEEK, {"age": 20}, "birthday", "At 21 the minimum wage is £12.71, not £10.85."),
        (WEEK, {"age": 17}, "birthday", "Is 17 the age on 4 May 2026?"),
    ],
)
def test_it_is_asked(base, changes, code, words):
    found = {one.code: one.text for one in questions(case_of(base, changes), RATES)}

    assert list(found) == [code]
    assert words in found[code]


@pytest.mark.parametrize(
    ("base", "changes"),
    [
        (WEEK, {}),
        (MONTH, {}),
        (SALARY, {}),
        (WEEK, {"paid_hours": "112"}),
        (WEEK, {"basic_pay": "6.36"}),
        (WEEK, {"basic_pay": "127.09"}),
        (WEEK, {"age": 21}),
        (WEEK, {"age": 16}),
        (WEEK, {"age": None, "paid_hours": None, "period_start": None}),
        (WEEK, {"basic_pay": None}),
        (WEEK, {"comparator_amount": None}),
    ],
)
def test_the_usual_is_not_asked_about(base, changes):
    assert questions(case_of(base, changes), RATES) == []


def test_the_pay_agreed_is_what_is_usual():
    well_paid = case_of(WEEK, {"basic_pay": "130", "comparator_amount": "130"})

    assert [one.code for one in questions(well_paid, RATES)] == ["high"]
    assert not questions(well_paid, RATES, Decimal(100))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"period_end": date(2026, 5, 1)}, "The pay period ends before it starts."),
        ({"paid_hours": "400"}, "400 hours in 7 days is more than 24 a day."),
        ({"worked_hours": "168.5"}, "168.5 hours in 7 days is more than 24 a day."),
        ({"paid_hours": "160", "overtime_hours": "9"}, "169 hours in 7 days"),
        ({"contract_weekly_hours": "200"}, "200 hours in 7 days is more than 24 a day."),
        ({"period_end": date(2026, 5, 4), "paid_hours": "35"}, "35 hours in a day"),
    ],
)
def test_what_cannot_be_is_a_gap_in_the_evidence(changes, reason):
    outcome = compare(case_of(WEEK, changes), RATES)

    assert outcome.status is Status.NEEDS_EVIDENCE
    assert reason in " ".join(outcome.reasons)
    assert list(impossible(case_of(WEEK, changes)))


def test_a_question_alone_changes_no_answer_but_is_told():
    odd = case_of(WEEK, {"paid_hours": "140"})

    outcome = compare(odd, RATES)

    assert outcome.status in PASSES
    assert "140 hours in 7 days is more than 16 a day" in " ".join(outcome.reasons)
    assert compare(replace(odd, paid_hours=Decimal(35)), RATES).status is outcome.status


HEAD = "case,period_start,period_end,age,pay_basis,basic_pay,paid_hours"
ODD = f"""{HEAD}
none,2026-05-04,2026-05-10,30,hourly,12.71,0
penny,2026-05-04,2026-05-10,30,hourly,0.01,35
many,2026-05-04,2026-05-10,30,hourly,12.71,400
back,2026-05-10,2026-05-04,30,hourly,12.71,35
young,2026-05-04,2026-05-10,20,hourly,10.85,35
pence,2026-05-04,2026-05-10,30,hourly,1271,35
"""


def test_the_command_answers_every_row_and_asks(app, tmp_path):
    file = tmp_path / "odd.csv"
    file.write_text(ODD, encoding="utf-8")

    ran = app.test_cli_runner().invoke(args=["parity", "check", str(file), "--json"])

    assert ran.exit_code == 0
    assert {one["case"]: one["status"] for one in json.loads(ran.stdout)} == {
        "none": "NEEDS_EVIDENCE",
        "penny": "BELOW_MINIMUM",
        "many": "NEEDS_EVIDENCE",
        "back": "NEEDS_EVIDENCE",
        "young": "NOT_COMPARABLE",
        "pence": "NOT_COMPARABLE",
    }
    for asked in (
        "Asked: Row 3: £0.01 an hour is less than half of the minimum wage.",
        "Asked: Row 4: 400 hours in 7 days is more than 24 a day.",
        "Asked: Row 5: The pay period ends before it starts.",
        "Asked: Row 6: At 21 the minimum wage is £12.71",
        "Asked: Row 7: £1,271.00 an hour is far above the usual £12.71.",
    ):
        assert asked in ran.stderr


def test_a_long_list_of_questions_is_cut(app, tmp_path):
    file = tmp_path / "odd.csv"
    file.write_text(f"{HEAD}\n" + "a,2026-05-04,2026-05-10,20,hourly,11,35\n" * 130, "utf-8")

    ran = app.test_cli_runner().invoke(args=["parity", "check", str(file), "--json"])

    assert ran.stderr.count("Asked: Row") == 100
    assert "Asked: 30 more, in the reasons of their rows." in ran.stderr


@pytest.fixture
def november():
    with time_machine.travel("2026-11-21T12:00:00+00:00", tick=False):
        yield


def test_the_form_asks_keeps_what_was_typed_and_keeps_the_answer(november, officer, make):
    placement = make.placement()
    path = f"/placements/{placement.ref}/parity/new"
    odd = SLIP | {"age": "20", "paid_hours": "510"}

    page = officer.submit(path, odd)

    assert "Some figures are unusual" in page.text
    assert "510 hours in 31 days is more than 16 a day" in page.text
    assert "Is 20 the age on 1 October 2026?" in page.text
    assert 'value="510"' in page.text
    assert count_rows(ParityCheck) == 0

    page = officer.submit(path, odd | {"right": "hours"})
    assert 'value="hours" checked' in page.text
    assert count_rows(ParityCheck) == 0

    page = officer.submit(path, odd | {"right": ["hours", "birthday"]})

    check = session.query(ParityCheck).one()
    assert len(check.sure) == 2
    assert "Asked, and said to be right" in page.text
    assert "Is 20 the age on 1 October 2026?" in page.text


def test_nothing_odd_is_not_asked(november, officer, make):
    page = officer.submit(f"/placements/{make.placement().ref}/parity/new", SLIP)

    assert "Asked, and said to be right" not in page.text
    assert session.query(ParityCheck).one().sure == []
