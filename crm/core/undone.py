"""Which operations were taken back."""

from collections.abc import Iterable

import sqlalchemy as sa

from crm.core.db import session
from crm.core.journal import Operation


def undone(operation_ids: Iterable[int | None]) -> set[int | None]:
    """Return which of these operations were taken back."""
    wanted = [number for number in operation_ids if number is not None]
    if not wanted:
        return set()
    return set(
        session.scalars(sa.select(Operation.undoes_id).where(Operation.undoes_id.in_(wanted)))
    )


def undone_by(operation_id: int | None) -> Operation | None:
    """Return the operation that took this one back, if one did."""
    if operation_id is None:
        return None
    return session.scalar(sa.select(Operation).where(Operation.undoes_id == operation_id))
