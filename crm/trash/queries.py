"""What lies in the trash."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from crm.core import pages
from crm.core.db import session
from crm.core.journal import Operation
from crm.core.pages import Order, Page
from crm.trash.models import TrashDays, Trashed

NEWEST = Order((Trashed.id,), lambda row: (row.id,), descending=True)


def lying() -> Page[Trashed]:
    """Return the page of the trash that the query string asks for, newest first."""
    return pages.page(sa.select(Trashed), NEWEST)


def days(on: date) -> TrashDays:
    """Return for how long things lie, on a day; the rows that ship reach back far enough."""
    return session.scalars(
        sa.select(TrashDays)
        .where(TrashDays.from_on <= on)
        .order_by(TrashDays.from_on.desc(), TrashDays.id.desc())
        .limit(1)
    ).one()


def over(on: date) -> Sequence[int]:
    """Return what is to be erased by a day, oldest first."""
    return session.scalars(
        sa.select(Trashed.id).where(Trashed.erase_on <= on).order_by(Trashed.id).limit(500)
    ).all()


def chain(operation_id: int) -> list[int]:
    """Return the operation that threw something away, its undo, the undo of that, and so on."""
    found = [operation_id]
    while following := session.scalar(
        sa.select(Operation.id).where(Operation.undoes_id == found[-1]).limit(1)
    ):
        found.append(following)
    return found
