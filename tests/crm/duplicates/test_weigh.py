"""Managers change the weights and try them on the service's own employers first."""

import sqlalchemy as sa

from crm.core.db import session
from crm.likeness.models import LikenessRules
from tests.browse import count_rows

PATH = "/records/duplicates/rules"


def test_weights_are_tried_before_they_are_saved(manager, make):
    make.employer(name="Windrush Care", postcode="OX1 1AA")
    make.employer(name="Windrush Care Limited", postcode="OX9 9ZZ")

    page = manager.submit(PATH, {"try": "1", "other_postcode": "-60", "source": "Chains"})

    assert "nothing is saved" in page.text
    assert "1 pair with the rules in force, 0 with these" in page.text
    assert "No longer found" in page.text
    assert count_rows(LikenessRules) == 1


def test_saved_weights_are_a_row_of_their_own(manager, make):
    page = manager.submit(PATH, {"save": "1", "threshold": "80", "source": "Fewer to look at"})

    assert "Weights saved" in page.text
    newest = session.scalars(sa.select(LikenessRules).order_by(LikenessRules.id.desc())).first()
    assert (newest.threshold, newest.source) == (80, "Fewer to look at")
    assert count_rows(LikenessRules) == 2


def test_nonsense_is_refused_beside_its_field(manager, make):
    page = manager.submit(PATH, {"save": "1", "same_name": "lots", "source": "x"})

    assert "must be a whole number" in page.text
    assert count_rows(LikenessRules) == 1


def test_officers_may_not(officer):
    assert officer.get(PATH).status_code == 403
