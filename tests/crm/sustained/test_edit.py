"""A manager confirms or ends a milestone; what it counts stays."""

from datetime import date

import sqlalchemy as sa

from crm.core.db import session
from crm.sustained.models import OutcomeRule


def one():
    session.expire_all()
    return session.scalars(sa.select(OutcomeRule).where(OutcomeRule.code == "week 26")).one()


def test_a_milestone_is_ended_and_confirmed(manager):
    path = f"/placements/milestones/{one().id}"
    wrong = manager.submit(path, {"valid_to": "1/1/2019"})
    assert "must not be before the first" in wrong.text

    manager.submit(path, {"valid_to": "31/3/2027", "status": "confirmed", "source": "DWP letter"})

    assert (one().valid_to, one().status, one().weeks) == (date(2027, 3, 31), "confirmed", 26)


def test_two_managers_at_once(manager):
    path = f"/placements/milestones/{one().id}"
    manager.submit(path, {"source": "A"})

    late = manager.post(path, {"source": "B", "status": "confirmed", "seen": "1"})

    assert late.status_code == 409
    assert one().source == "A"
