"""Where postcodes lie: shipped by sector and outward code, exact by the official file."""

import math

import pytest

from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.reference import actions
from crm.reference.queries import points

FILE = """postcode,easting,northing,district_code
OX14 3AA,449000,197000,E07000180
OX14 3AB,451000,199000,E07000180
OX14 5AA,447000,197000,E07000180
"""


def test_a_full_postcode_lies_in_its_sector_else_in_its_outward_code(app):
    found = points(["OX14 3HB", "OX14 3", "OX14", "OX14 9ZZ", "ZZ1 1AA"])

    assert found["OX14 3HB"] == found["OX14 3"]
    assert found["OX14 3"] != found["OX14"]
    assert found["OX14 9ZZ"] in (found["OX14"], points(["OX14 9"]).get("OX14 9"))
    assert "ZZ1 1AA" not in found
    assert points([]) == {}


def test_the_official_file_makes_them_exact(app):
    assert actions.load("points", FILE, name="points.csv") == 6
    session.commit()

    found = points(["OX14 3AB", "OX14 3ZZ", "OX14", "OX10"])

    assert found["OX14 3AB"] == (451_000, 199_000)
    assert found["OX14 3ZZ"] == (450_000, 198_000)
    assert found["OX14"] == (449_000, 197_667)
    assert "OX10" not in found


@pytest.mark.parametrize(
    ("line", "said"),
    [("OX14 3AA,abc,197000", "Row 2, easting"), ("OX14,449000,197000", "Row 2, postcode")],
)
def test_a_file_that_cannot_be_used_is_refused(app, line, said):
    with pytest.raises(RuleBroken, match=said):
        actions.load("points", f"postcode,easting,northing\n{line}\n", name="x.csv")


def test_the_shipped_middles_are_near_the_real_postcodes(app, shared):
    text = (shared / "data/reference/oxfordshire-postcodes.csv").read_text("utf-8")
    shipped = points(["OX14 3", "OX4 1", "OX28 6", "SN7 7"])
    assert len(shipped) == 4

    actions.load("points", text, name="oxfordshire-postcodes.csv")

    for part, place in points(list(shipped)).items():
        assert math.dist(place, shipped[part]) < 2
    assert len(points(["OX1 1ND", "OX14 3HB"])) == 2
