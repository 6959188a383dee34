"""Handing mailings to the outbox, some mails at a time."""

from datetime import datetime

import sqlalchemy as sa

from crm.core.db import reading, session
from crm.core.worker import stopping
from crm.mailing import actions
from crm.mailing.models import Mailing, Stage


def post_mailings(_at: datetime) -> int:
    """Post what waits of every mailing being sent, committed in portions; return how many."""
    with reading():
        ids = session.scalars(
            sa.select(Mailing.id).where(Mailing.stage == Stage.SENDING).order_by(Mailing.id)
        ).all()
        session.rollback()
    handled = 0
    for mailing_id in ids:
        while not stopping.is_set():
            posted = actions.post_next(mailing_id)
            session.commit()
            handled += posted
            if not posted:
                break
    return handled
