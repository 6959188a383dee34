"""Forgetting the text of mail that nobody filed."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.inbound.models import Handling, InboundMail

KEPT = timedelta(days=30)


def forget_unfiled(_at: datetime) -> int:
    """Erase the text of messages that were on no timeline 30 days after they came."""
    done = session.execute(
        sa.update(InboundMail)
        .where(
            InboundMail.state.in_([Handling.WAITING, Handling.NOTED]),
            InboundMail.received_at < clock.now() - KEPT,
            InboundMail.text != "",
        )
        .values(text="")
        .execution_options(synchronize_session=False)
    )
    session.commit()
    return int(done.rowcount)  # type: ignore[attr-defined]
