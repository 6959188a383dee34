"""Joining and leaving a group. Nothing here commits.

A group has two levels, a head and those that belong to it, so that no circle can come about.
"""

import sqlalchemy as sa

from crm.core import journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Employer
from crm.groups import queries


def join(employer: Employer, head: Employer) -> None:
    """Let an employer belong to another; flushes.

    Raises ``RuleBroken`` for itself, for one that belongs to a group already, and when others
    belong to the employer.
    """
    _hold(employer.id, head.id)
    if employer.id == head.id:
        raise RuleBroken("An employer cannot belong to itself.")
    if head.parent_id is not None:
        raise RuleBroken(f"{head.name} belongs to another employer. Choose the head of its group.")
    if queries.is_head(employer.id):
        raise RuleBroken(f"Others belong to {employer.name}. Let them belong to {head.name} first.")
    journal.operation(f"{employer.name} belongs to {head.name}")
    employer.parent_id = head.id
    session.flush()


def leave(employer: Employer) -> None:
    """Take an employer out of its group; flushes."""
    journal.operation(f"{employer.name} left its group")
    employer.parent_id = None
    session.flush()


def _hold(*ids: int) -> None:
    """Hold the rows until the commit, so that two people cannot make a circle together."""
    session.scalars(
        sa.select(Employer)
        .where(Employer.id.in_(ids))
        .order_by(Employer.id)
        .with_for_update(of=Employer)
        .execution_options(populate_existing=True)
    ).all()
