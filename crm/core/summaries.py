"""Stored summaries that are kept true by the keepers of the features, before each commit."""

from sqlalchemy import event
from sqlalchemy.orm import Session

from crm.core import journal
from crm.core.db import session
from crm.core.features import installed


def install() -> None:
    """Listen to the session; called once when the application is made."""
    if not event.contains(Session, "before_commit", _keep):
        event.listen(Session, "before_commit", _keep)


def keep(*, at_once: int = 500) -> None:
    """Bring the stored summaries of all that changed in this transaction up to date.

    It happens by itself before each commit; a long transaction may ask for it earlier.
    """
    session.flush()
    touched: dict[int, set[str]] = session.info.pop(journal.TOUCHED, {})
    for keeper in installed("keepers") if touched else ():
        ids = [i for i, tables in touched.items() if not tables.isdisjoint(keeper.tables)]
        for start in range(0, len(ids), at_once):
            keeper.refresh(ids[start : start + at_once])


def _keep(db_session: Session) -> None:
    if not db_session.in_nested_transaction():
        keep()
