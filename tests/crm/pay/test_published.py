"""Published files of rates: read whole or refused, loaded without losing what a manager knows."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from crm.core import clock, undo
from crm.core.db import session
from crm.core.journal import Operation
from crm.pay import queries
from crm.pay.models import PayRate
from crm.pay.published import read_rates
from crm.pay.rates import Apprentice, RateCode, minimum_for, rate_on

HEAD = "valid_from,valid_to,min_age,max_age,category,hourly_rate_gbp\n"
LIVING = "announced,implement_by,uk_rate_gbp,london_rate_gbp,basis\n"
MADE = (
    f"{HEAD}2031-04-01,2032-03-31,,17,under 18,9.00\n2031-04-01,2032-03-31,18,20,18-20,12.00\n"
    '2031-04-01,2032-03-31,21,,adult/NLW,15.05\n2031-04-01,,,,"apprentice (under 19)",9.10\n'
    "2031-04-01,2032-03-31,,,accommodation offset per day,12.34\n"
)


def load(app, tmp_path, text, name="made-rates.csv"):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    done = app.test_cli_runner().invoke(args=["reference", "load", "rates", str(file)])
    session.remove()
    return done


def test_ages_are_inclusive_in_the_file_and_exclusive_here():
    rates = read_rates(MADE, "made.csv")
    on = date(2031, 4, 1)

    assert minimum_for(17, Apprentice.NO, on, rates).amount == Decimal("9.00")
    assert minimum_for(20, Apprentice.NO, on, rates).amount == Decimal("12.00")
    assert minimum_for(64, Apprentice.NO, on, rates).amount == Decimal("15.05")
    assert minimum_for(18, Apprentice.FIRST_YEAR, on, rates).amount == Decimal("9.10")
    assert rate_on(RateCode.ACCOMMODATION_DAY, on, rates).amount == Decimal("12.34")


def test_a_living_wage_counts_from_its_day_and_says_how_sure_it_is():
    text = f"{LIVING}2030-10,2031-05,15.00,16.50,announced\n2031-10,,15.50,17.00,no day yet\n"

    rates = read_rates(text, "living.csv")

    assert [(r.code, r.valid_from, r.amount) for r in rates] == [
        (RateCode.RLW_UK, date(2031, 5, 1), Decimal("15.00")),
        (RateCode.RLW_LONDON, date(2031, 5, 1), Decimal("16.50")),
    ]
    assert {r.source for r in rates} == {"living.csv: announced"}
    assert {r.status for r in rates} == {"unconfirmed"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "The headings of a file of rates are valid_from"),
        ("", "The headings of a file of rates are valid_from"),
        (HEAD, "no rates below"),
        (f"{HEAD}1/4/2031,,21,,adult/NLW,15\n", "Row 2, valid_from: “1/4/2031” is not a day"),
        (f"{HEAD}2031-04-31,,21,,adult/NLW,15\n", "Row 2, valid_from"),
        (f"{HEAD}2031-04-01,,x,,adult/NLW,15\n", "Row 2, min_age: “x” is not an age"),
        (f"{HEAD}2031-04-01,,21,,adult/NLW,£15\n", "Row 2, hourly_rate_gbp: “£15”"),
        (f"{HEAD}2031-04-01,,21,,adult/NLW,0\n", "Row 2, hourly_rate_gbp"),
        (f"{HEAD}2031-04-01,,21,,adult/NLW,NaN\n", "Row 2, hourly_rate_gbp"),
        (f"{HEAD}2031-04-01,,21,,,15\n", "Row 2, category: It is missing"),
        (f"{HEAD}2031-04-01\n", "Row 2, category: It is missing"),
        (f"{HEAD}{'2031-04-01,,21,,adult/NLW,15' + chr(10)}" * 2, "Row 3, max_age"),
        (f"{HEAD}2031-04-01,,21,,a,15\n2031-04-01,,21,24,b,14\n", "Two rows of this file"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_row_and_column(text, said):
    with pytest.raises(ValueError, match=said):
        read_rates(text, "x.csv")


def test_the_command_loads_rates_that_count_and_can_be_taken_back(app, tmp_path):
    before = session.scalar(sa.select(sa.func.count(PayRate.id)))

    done = load(app, tmp_path, MADE)

    assert (done.exit_code, done.output) == (0, "Loaded 5 rows of rates from made-rates.csv.\n")
    on = date(2031, 4, 1)
    rate = minimum_for(30, Apprentice.NO, on, queries.rates())
    assert (rate.amount, rate.source, rate.status) == (
        Decimal("15.05"), "made-rates.csv", "confirmed",
    )  # fmt: skip
    listed = app.test_cli_runner().invoke(args=["reference", "list"]).output
    assert "made-rates.csv" in listed
    operation = session.scalars(sa.select(Operation).order_by(Operation.id.desc())).first()
    assert operation.title == "Loaded rates from made-rates.csv"
    undo.undo(operation.id)
    session.commit()
    assert session.scalar(sa.select(sa.func.count(PayRate.id))) == before


def test_loading_twice_changes_nothing_and_a_managers_rate_stays(app, tmp_path):
    own = PayRate(
        code=RateCode.AGE, valid_from=date(2035, 4, 1), min_age=21, amount=Decimal("17.00"),
        source="announced", status="unconfirmed",
    )  # fmt: skip
    session.add(own)
    session.commit()
    load(app, tmp_path, MADE)
    operations = session.scalar(sa.select(sa.func.count(Operation.id)))

    assert load(app, tmp_path, MADE, "again.csv").exit_code == 0
    assert session.scalar(sa.select(sa.func.count(Operation.id))) == operations
    changed = load(app, tmp_path, MADE.replace("15.05", "15.10"), "newer.csv")

    assert changed.exit_code == 0
    newer = minimum_for(30, Apprentice.NO, date(2031, 4, 1), queries.rates())
    assert (newer.amount, newer.source) == (Decimal("15.10"), "newer.csv")
    assert minimum_for(30, Apprentice.NO, date(2036, 1, 1), queries.rates()).amount == 17


def test_a_refused_file_changes_nothing(app, tmp_path):
    done = load(app, tmp_path, MADE.replace("15.05", "lots"))

    assert done.exit_code == 1
    assert "Row 4, hourly_rate_gbp" in done.stderr
    assert rate_on(RateCode.AGE, date(2031, 4, 1), queries.rates()).amount < 15


def test_the_shipped_rates_are_listed_as_built_in(app, manager):
    listed = app.test_cli_runner().invoke(args=["reference", "list", "--json"]).output

    assert '"kind": "rates"' in listed
    assert "Comes with Placewell: the rates that came with this version" in (
        manager.get("/reference").text
    )


def test_the_real_history_loads_and_agrees_with_what_ships(app, shared):
    today = clock.today()
    before = {age: minimum_for(age, Apprentice.NO, today, queries.rates()) for age in range(16, 70)}
    folder = shared / "data" / "reference"
    for name in ("nmw-rates.csv", "real-living-wage.csv"):
        done = app.test_cli_runner().invoke(args=["reference", "load", "rates", str(folder / name)])
        assert done.exit_code == 0, done.stderr
        session.remove()

    after = {age: minimum_for(age, Apprentice.NO, today, queries.rates()) for age in range(16, 70)}
    assert {age: rate.amount for age, rate in after.items()} == {
        age: rate.amount for age, rate in before.items()
    }
    first = minimum_for(22, Apprentice.NO, date(2006, 10, 1), queries.rates())
    assert (first.amount, first.who) == (Decimal("5.35"), "age 22 and over")
