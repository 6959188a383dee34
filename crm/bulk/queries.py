"""Which rows are meant, and the changes somebody made."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from crm.bulk import rules
from crm.bulk.models import BulkChange
from crm.core import access, clock, pages
from crm.core.access import SignedIn
from crm.core.db import MOST_ID, session
from crm.core.pages import Order, Page
from crm.core.permissions import Permission
from crm.employers import queries as employers
from crm.employers.conditions import FILTERS, meant
from crm.employers.listed import LIST
from crm.employers.models import Employer
from crm.reference import queries as reference
from crm.views.rules import pairs

NAMES = 5


def matching(query: str, person: SignedIn) -> Sequence[Any]:
    """Return id and version of every employer that a list shows, at most one more than may be."""
    said = pairs(query, LIST.keys)
    asked = meant({k: v for k, v in said.items() if k in FILTERS}, person.id)
    listing = employers.listing(asked, said.get("q", ""), clock.today(), reference.county_codes())
    chosen = listing.with_only_columns(Employer.id, Employer.version)
    order = (Employer.name_key, Employer.id)
    return session.execute(chosen.order_by(*order).limit(rules.MOST + 1)).all()


def picked(ids: Sequence[int]) -> Sequence[Any]:
    """Return id and version of these employers, by name."""
    return session.execute(
        sa.select(Employer.id, Employer.version)
        .where(Employer.id.in_(ids))
        .order_by(Employer.name_key, Employer.id)
    ).all()


def names(change: BulkChange) -> Sequence[str]:
    """Return the names of the first few employers of a change."""
    first = [row_id for row_id, _ in change.chosen[:NAMES]]
    return session.scalars(
        sa.select(Employer.name)
        .where(Employer.id.in_(first))
        .order_by(Employer.name_key, Employer.id)
    ).all()


def of(ids: Sequence[int]) -> Mapping[int, Employer]:
    """Return employers with their owners, by their ids."""
    rows = session.scalars(
        sa.select(Employer).options(joinedload(Employer.owner)).where(Employer.id.in_(ids))
    )
    return {row.id: row for row in rows}


def change_or_404(change_id: int, *, lock: bool = False) -> BulkChange:
    """Return a change of this person, or of anybody for those who may undo it; else 404."""
    row = session.get(
        BulkChange,
        min(change_id, MOST_ID),
        with_for_update=True if lock else None,
        populate_existing=lock,
    )
    mine = row is not None and row.person_id == access.current_user().id
    if row is None or not (mine or access.allowed(Permission.UNDO_ANY)):
        abort(404)
    return row


def page(person: SignedIn) -> Page[Any]:
    """Return a person's changes that were begun, the newest first."""
    statement = sa.select(BulkChange).where(
        BulkChange.person_id == person.id, BulkChange.state != rules.State.DRAFT
    )
    return pages.page(statement, Order((BulkChange.id,), lambda row: (row.id,), descending=True))
