"""The weights in force, and that older ones stay."""

from datetime import date

from crm.core.db import session
from crm.likeness import actions, queries, shipped

DAY = date(2026, 11, 20)


def test_the_shipped_weights_hold_until_somebody_changes_them(app):
    rules = queries.in_force(DAY)

    assert rules.threshold == 0.65
    assert rules.weights["same_company_number"] == 150
    assert rules.status == "unconfirmed"


def test_new_weights_hold_from_their_day_on(app):
    points = {weight.code: weight.points for weight in shipped.weights()} | {"same_phone": 35}
    actions.save(points, 70, on=DAY, source="Many share a switchboard")
    session.commit()

    assert queries.in_force(DAY).weights["same_phone"] == 35
    assert queries.in_force(DAY).threshold == 0.7
    assert queries.in_force(date(2026, 11, 19)).weights["same_phone"] == 20


def test_a_sign_that_older_weights_do_not_know_has_its_shipped_points(app):
    actions.save({"same_name": 50}, 60, on=DAY, source="Test")
    session.commit()

    assert queries.in_force(DAY).weights["same_postcode"] == 30
