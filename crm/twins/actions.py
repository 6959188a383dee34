"""Making one contact of two. Nothing here commits."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from crm.consent.models import MailConsent
from crm.consent.rules import address_key
from crm.core import journal, keys
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Contact
from crm.twins import queries, rules

MERGE = "merge"
"""The kind of operation that undo takes back at any time, keeping later edits."""


def merge(keep: Contact, fold: Contact, sides: Mapping[str, str], *, actor: Any) -> None:
    """Make one contact of two: all that points to ``fold`` points to ``keep``; flushes.

    An agreement to mail stays with the address it was given for. Raises ``RuleBroken`` when the
    two are one, or of two employers.
    """
    if keep.id == fold.id:
        raise RuleBroken("A contact cannot be merged with itself.")
    if keep.employer_id != fold.employer_id:
        raise RuleBroken("These work for two employers. Merge the employers first.")
    values = rules.result(queries.facts(keep), queries.facts(fold), sides)
    if values.get("came_from_id") in {keep.id, fold.id}:
        values["came_from_id"] = None
    journal.operation(f"Merged contact {fold.name} into {keep.name}", kind=MERGE, actor=actor)
    address = address_key(values.get("email", keep.email) or "")
    for kind, column in keys.pointing_to(Contact):
        for row in _rows(kind, column, fold.id):
            stays = kind is MailConsent and row.address_key != address
            setattr(row, column.key, None if stays or row is keep else keep.id)
    session.flush()
    _carry(fold.id, keep.id)
    session.delete(fold)
    session.flush()
    for name, value in values.items():
        setattr(keep, name, value)
    session.flush()


def _carry(from_id: int, to_id: int) -> None:
    """Move rows outside the journal, one by one: where the kept contact has its own, that stays."""
    for kind, column in keys.pointing_to(Contact, journalled=False):
        table = column.table
        for row_id in session.scalars(sa.select(table.c.id).where(column == from_id)).all():
            try:
                with session.begin_nested():
                    session.execute(
                        sa.update(kind).where(table.c.id == row_id).values({column.key: to_id})
                    )
            except IntegrityError:
                continue


def _rows(kind: Any, column: sa.Column[Any], contact_id: int) -> list[Any]:
    statement = sa.select(kind).where(column == contact_id)
    return list(session.scalars(statement.order_by(sa.literal_column("id"))))
