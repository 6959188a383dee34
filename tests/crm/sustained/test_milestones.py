"""The dated rules of milestones, as they ship."""

from crm.core.db import session
from crm.sustained import seed
from crm.sustained.models import OutcomeRule
from tests.browse import count_rows


def test_everybody_reads_them_and_what_is_not_confirmed_says_so(auditor):
    page = auditor.get("/placements/milestones").text

    assert "26 weeks in work" in page
    assert "amount not known" in page
    assert "Not confirmed" in page
    assert "Add milestone" not in page


def test_they_are_loaded_once(app):
    before = count_rows(OutcomeRule)

    assert seed.load() == 0
    session.commit()
    assert count_rows(OutcomeRule) == before == 9
