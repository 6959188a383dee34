"""What is open, for tests of the board and what is asked."""

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.followups.models import FollowUp
from crm.parity import jobs
from crm.parity.models import CheckDue
from crm.placements import queries


def at_hand(placement):
    return queries.placement_or_404(placement.ref)


def tick(at=None):
    return jobs.open_due(at or clock.now())


def rows():
    session.expire_all()
    return session.scalars(sa.select(CheckDue).order_by(CheckDue.id)).all()


def steps(is_open=True):
    done = FollowUp.closed_at.is_(None) if is_open else FollowUp.closed_at.is_not(None)
    return [row.title for row in session.scalars(sa.select(FollowUp).where(done))]
