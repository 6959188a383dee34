"""A change of rates says what it touches before it is saved, and opens those checks again."""

import re
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from crm.core import clock, jobs
from crm.core.db import session
from crm.parity import jobs as parity_jobs
from crm.parity import queries, reopening
from crm.parity.counted import Case
from crm.parity.models import ParityCheck
from crm.parity.retested import Stored, differs, due_on, touched
from crm.parity.rules import Status
from crm.pay import actions
from crm.pay import queries as pay
from crm.pay.rates import Rate, RateCode
from crm.pay.rules import Basis
from crm.pay.seed import built_in_rates
from tests.browse import count_rows

RATES = built_in_rates()
NEXT = date(2027, 4, 1)
TODAY = date(2026, 11, 21)
COMING = Rate(NEXT, RateCode.AGE, Decimal("13.10"), min_age=21)
MAY = Case(
    period_start=date(2026, 5, 4),
    period_end=date(2026, 5, 10),
    age=30,
    pay_basis=Basis.HOURLY,
    basic_pay=Decimal("12.71"),
    paid_hours=Decimal(35),
)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-21T12:00:00+00:00", tick=False):
        yield


def stored(case=MAY, status=Status.PARITY, minimum="12.71", on=date(2026, 11, 1)):
    return Stored(1, case, status, Decimal(minimum) if minimum else None, Decimal(0), on)


def with_rate(amount, valid_from):
    return [*RATES, Rate(valid_from, RateCode.AGE, Decimal(amount), min_age=21)]


@pytest.mark.parametrize(
    ("rates", "found"),
    [
        (RATES, False),
        (with_rate("13.10", NEXT), False),
        (with_rate("12.80", date(2026, 5, 1)), True),
        (with_rate("12.80", date(2026, 5, 5)), False),
        ([rate for rate in RATES if rate.amount != Decimal("12.71")], True),
        ([*RATES, Rate(date(2026, 5, 1), RateCode.APPRENTICE, Decimal(9))], False),
        ([*RATES, Rate(date(2026, 5, 1), RateCode.RLW_UK, Decimal(14))], False),
    ],
)
def test_a_check_is_touched_when_the_rate_of_its_first_day_is_another(rates, found):
    assert differs(stored(), rates) is found


def test_the_offset_touches_only_whom_it_changes():
    low = [*RATES, Rate(date(2026, 5, 1), RateCode.ACCOMMODATION_DAY, Decimal(5))]
    lodged = Case(
        **{name: getattr(MAY, name) for name in MAY.__slots__}
        | {"accommodation_charge": Decimal(70), "accommodation_nights": Decimal(7)}
    )

    assert not differs(stored(), low)
    assert differs(stored(lodged, Status.NOT_COMPARABLE), low)


@pytest.mark.parametrize(
    ("case", "minimum"),
    [
        (Case(period_start=date(2026, 5, 4)), None),
        (Case(age=30), None),
    ],
)
def test_what_could_not_be_tested_is_not_touched(case, minimum):
    assert not differs(stored(case, Status.NEEDS_EVIDENCE, minimum), with_rate("1", NEXT))


def test_a_rate_that_comes_moves_the_day_on_which_checks_are_due():
    found = touched([stored()], RATES, [*RATES, COMING], TODAY)

    assert (list(found.answers), list(found.days), found.first) == ([], [1], NEXT)
    assert found.sentence == (
        "This touches one fair pay check: one is due on another day, the first on 1 April 2027."
    )
    assert due_on(stored(), RATES, TODAY) == date(2027, 11, 2)


def test_a_shorter_time_moves_it_too_and_a_fault_has_no_day():
    shorter = [*RATES, Rate(TODAY, RateCode.CHECK_MONTHS, Decimal(6))]

    assert touched([stored()], RATES, shorter, TODAY).first == date(2027, 5, 2)
    fault = stored(status=Status.SHORTFALL_UNEXPLAINED)
    assert not touched([fault], RATES, shorter, TODAY).sentence


NEW = {
    "code": "AGE",
    "amount": "12.80",
    "valid_from": "1/10/2026",
    "min_age": "21",
    "source": "The Gazette",
    "status": "confirmed",
}


def sent_again(person, page, path):
    told = re.search(r'name="told" value="(\d+)"', page.text)[1]
    return person.submit(path, NEW | {"told": told})


def test_a_manager_is_told_first_and_saves_all_the_same(manager, make):
    checks = [make.check() for _ in range(2)]

    page = manager.submit("/rates/new", NEW)

    assert "Not saved yet." in page.text
    assert (
        "This touches 2 fair pay checks: 2 are tested against another rate and opened again."
        in (page.text)
    )
    assert 'value="12.80"' in page.text
    assert not any(rate.amount == Decimal("12.80") for rate in pay.rates())

    page = sent_again(manager, page, "/rates/new")

    assert "Rate of £12.80 added" in page.text
    for check in checks:
        row = queries.check_or_404(check.id)
        assert (queries.says(row), row.status) == (Status.EXPIRED, Status.PARITY)
        shown = manager.get(f"/parity/{row.id}").text
        assert "The rates of its pay period were put right on 21 November 2026." in shown
    assert manager.get("/parity/results?status=expired").text.count("Check due again") >= 2
    manager.post(re.search(r'action="(/history/\d+/undo)"', page.text)[1])
    session.expire_all()
    assert {queries.says(queries.check_or_404(check.id)) for check in checks} == {Status.PARITY}


def test_when_more_are_touched_meanwhile_it_is_told_again(manager, make):
    make.check()
    page = manager.submit("/rates/new", NEW)
    make.check()

    page = sent_again(manager, page, "/rates/new")

    assert "This touches 2 fair pay checks" in page.text


def test_a_rate_that_touches_nothing_is_saved_at_once(manager, make):
    make.check(age=17, basic_pay=Decimal(13), comparator_amount=Decimal(13))

    assert "Rate of £12.80 added" in manager.submit("/rates/new", NEW).text


def test_ending_a_rate_tells_and_opens_too(manager, make):
    check = make.check()
    row = next(row for row in pay.rows() if row.amount == Decimal("12.71"))
    end = {"valid_until": "1/10/2026"}

    page = manager.submit(f"/rates/{row.id}", end)
    assert "This touches one fair pay check" in page.text
    manager.submit(f"/rates/{row.id}", end | {"told": "1"})

    assert queries.says(queries.check_or_404(check.id)) is Status.EXPIRED


def test_many_are_left_to_the_worker(manager, make, monkeypatch):
    monkeypatch.setattr(reopening, "AT_ONCE", 1)
    monkeypatch.setattr(parity_jobs, "BATCH", 2)
    checks = [make.check() for _ in range(3)]
    page = manager.submit("/rates/new", NEW)
    assert "They are opened again within the hour." in page.text

    sent_again(manager, page, "/rates/new")

    assert queries.says(queries.check_or_404(checks[0].id)) is Status.PARITY
    job = jobs.find("reopen-checks")
    assert jobs.run(job, clock.now()).handled == 3
    assert jobs.run(job, clock.now()).handled == 0
    for check in checks:
        assert queries.says(queries.check_or_404(check.id)) is Status.EXPIRED


def test_rates_loaded_by_a_command_are_noticed_by_the_worker(app, make):
    make.check()
    head = "valid_from,min_age,max_age,category,hourly_rate_gbp"
    actions.load_rates(f"{head}\n2026-10-01,21,,adult,12.80\n", "gazette.csv")
    session.commit()

    assert parity_jobs.reopen(clock.now()) == 1
    assert count_rows(ParityCheck) == 1
