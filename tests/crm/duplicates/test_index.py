"""The queue: filled at night or on demand, strongest first, in pages."""

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.duplicates import actions
from crm.duplicates.jobs import SWEEP
from crm.duplicates.models import LikelyPair
from tests.browse import Statements, count_rows


def twins(make, name, **more):
    return make.employer(name=name, **more), make.employer(name=f"{name} Limited", **more)


def test_the_nightly_sweep_fills_the_queue(officer, make):
    twins(make, "Windrush Care")
    make.employer(name="Benson Bakery")

    assert SWEEP.run(clock.now()) == 1

    page = officer.get("/records/duplicates")
    assert "1 pair that may be one employer" in page.text
    assert "Same name" in page.text
    assert "Benson Bakery" not in page.text


def test_officers_compare_all_on_demand(officer, make):
    twins(make, "Windrush Care")

    page = officer.post("/records/duplicates/sweep", follow=True)

    assert "Compared all employers: 1 likely pair." in page.text


def test_a_sweep_again_repeats_nothing(make):
    twins(make, "Windrush Care")
    for _ in range(2):
        actions.refill()
        session.commit()

    assert count_rows(LikelyPair) == 1


def test_the_strongest_pair_is_first_and_pages_go_on(officer, make):
    twins(make, "Weak Signal", postcode="", town="")
    for number in range(55):
        twins(make, f"Zephyr{chr(97 + number % 26)}{chr(97 + number // 26)} Quarry")
    actions.refill()
    session.commit()

    first = officer.get("/records/duplicates").text

    points = session.scalars(sa.select(LikelyPair.points).order_by(LikelyPair.points)).all()
    assert points[0] < points[-1]
    assert "Weak Signal" not in first
    assert "Next page" in first


def test_statements_do_not_grow_with_rows(officer, make):
    twins(make, "Alpha Quarry")
    actions.refill()
    session.commit()
    officer.get("/records/duplicates")
    with Statements() as few:
        officer.get("/records/duplicates")
    for name in ("Beta Mill", "Gamma Forge", "Delta Press", "Omega Dairy"):
        twins(make, name)
    actions.refill()
    session.commit()
    with Statements() as many:
        officer.get("/records/duplicates")

    assert few.count == many.count <= 6, many.sent


def test_a_trainee_may_not_judge(trainee, auditor):
    assert trainee.get("/records/duplicates").status_code == 403
    assert auditor.get("/records/duplicates").status_code == 403
