"""Clockwork: mails of decisions once Undo is over, and drafts that are over."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import reading, session
from crm.interest import actions, queries
from crm.interest.models import Draft, Enquiry, EnquiryStep

#: A decision can be undone before its mail leaves.
UNDO_LASTS = timedelta(seconds=30)
AT_ONCE = 100


def tell(_at: datetime) -> int:
    """Post the mail of every decision older than half a minute, one commit each."""
    handled = 0
    for step_id in _untold():
        step = session.scalar(
            sa.select(EnquiryStep)
            .where(EnquiryStep.id == step_id, EnquiryStep.told_at.is_(None))
            .with_for_update(skip_locked=True)
        )
        if step is None:
            session.rollback()
            continue
        actions.tell(step, session.get_one(Enquiry, step.enquiry_id))
        session.commit()
        handled += 1
    return handled


def _untold() -> list[int]:
    """Look with a plain read, so that an idle tick takes no write lock."""
    with reading():
        found = session.scalars(
            sa.select(EnquiryStep.id)
            .where(EnquiryStep.told_at.is_(None), EnquiryStep.at <= clock.now() - UNDO_LASTS)
            .order_by(EnquiryStep.id)
            .limit(AT_ONCE)
        ).all()
        session.rollback()
    return list(found)


def forget_drafts(_at: datetime) -> int:
    """Delete what was typed a week ago and never proved; what an officer must look at stays."""
    gone = session.execute(
        sa.delete(Draft).where(queries.forget_before()).execution_options(synchronize_session=False)
    )
    session.commit()
    return int(gone.rowcount)  # type: ignore[attr-defined]
