"""Putting a line right; what it does is told in ``test_change``."""

import sqlalchemy as sa

from crm.core.db import session
from crm.placements.models import PlacementTerms


def test_the_page_shows_what_the_line_says(officer, make):
    placement = make.placement(job_title="Baker")
    line = session.scalars(sa.select(PlacementTerms.id)).one()

    page = officer.get(f"/placements/{placement.ref}/terms/{line}").text

    assert 'value="Baker"' in page
    assert "It stays readable in the history." in page
