"""A manager adds a milestone."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.sustained.models import OutcomeRule
from crm.sustained.rules import Basis
from tests.browse import count_rows

GOOD = {
    "code": "lower", "label": "Lower threshold", "programme": "Connect to Work",
    "basis": "cumulative_earnings", "rate_basis": "fixed", "fixed_amount": "2,643.68",
    "valid_from": "1/4/2026", "source": "DWP letter", "status": "confirmed",
    "evidence": "E5, E1, x", "gap_days": "28",
}  # fmt: skip


def test_a_milestone_is_added(manager):
    page = manager.submit("/placements/milestones/new", GOOD)

    assert "Lower threshold added." in page.text
    row = session.scalars(sa.select(OutcomeRule).order_by(OutcomeRule.id.desc())).first()
    assert (row.basis, row.fixed_amount, row.evidence) == (
        Basis.CUMULATIVE_EARNINGS, Decimal("2643.68"), "E1,E5",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"label": ""}, "Enter a name."),
        ({"basis": "weeks_in_work"}, "Enter how many weeks are needed."),
        ({"basis": "hours", "weeks": "13"}, "Enter how many hours a week are needed."),
        ({"rate_basis": ""}, "Choose what the earnings are worked out from."),
        ({"fixed_amount": ""}, "Enter the amount in pounds."),
        ({"valid_from": "1/1/2020"}, "There is a milestone with this code"),
    ],
)
def test_a_bad_answer_is_refused(manager, answers, told):
    before = count_rows(OutcomeRule)

    assert told in manager.submit("/placements/milestones/new", GOOD | answers).text
    assert count_rows(OutcomeRule) == before
