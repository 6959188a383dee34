"""Saving, changing and removing views, and what stands as a tab. Nothing here commits."""

from typing import Any

from crm.core import clock, journal
from crm.core.access import SignedIn
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.lists import ListKind
from crm.core.permissions import Permission, may
from crm.views import queries, rules
from crm.views.models import SavedView, ViewChoice
from crm.views.rules import Scope


def save(kind: ListKind, query: str, *, name: str, scope: Scope, by: SignedIn) -> SavedView:
    """Keep a view; flushes. Saving the same once more is the same view.

    Raises ``RuleBroken`` for a name that stands for something else already.
    """
    query = rules.tidy(query, kind.keys)
    known = queries.named(by.id, kind.name, name)
    if known is not None and (known.query, known.scope) == (query, scope):
        return known
    if known is not None:
        raise RuleBroken(f"You have a view called “{known.name}” already.", "name")
    _check_scope(scope, by)
    journal.operation(f"Saved a view of {kind.title.lower()}")
    row = SavedView(
        list_name=kind.name,
        name=name,
        query=query,
        scope=scope,
        role=by.role,
        owner_id=by.id,
        made_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row


def change(row: SavedView, *, name: str, scope: Scope, by: SignedIn) -> None:
    """Rename a view or show it to others; flushes."""
    known = queries.named(row.owner_id, row.list_name, name)
    if known is not None and known.id != row.id:
        raise RuleBroken(f"There is a view called “{known.name}” already.", "name")
    if scope is not row.scope:
        _check_scope(scope, by)
    journal.operation("Changed a view")
    row.name, row.scope = name, scope
    session.flush()


def update(row: SavedView, kind: ListKind, query: str) -> None:
    """Let a view stand for another filter, columns and order; flushes."""
    journal.operation("Changed a view")
    row.query = rules.tidy(query, kind.keys)
    session.flush()


def delete(row: SavedView) -> None:
    """Remove a view; flushes. Undo brings it back, and the tabs it was on."""
    journal.operation("Deleted a view")
    session.delete(row)
    session.flush()


def pin(kind: ListKind, key: str, *, wanted: bool, by: SignedIn) -> None:
    """Show a view as a tab for this person, or no longer; flushes."""
    row = _choice(kind, by)
    row.pinned = rules.pinned(row.pinned, key, wanted=wanted)
    session.flush()


def begin_with(kind: ListKind, key: str, *, by: SignedIn) -> None:
    """Open the list with this view from now on; "" for all rows. Flushes."""
    _choice(kind, by).first = key
    session.flush()


def _check_scope(scope: Scope, by: SignedIn) -> None:
    if scope is Scope.EVERYONE and not may(by.role, Permission.SHARE_VIEWS):
        raise RuleBroken("Ask a manager to save a view for everyone.", "scope")


def _choice(kind: ListKind, by: SignedIn) -> ViewChoice:
    row = queries.choice_of(by, kind)
    if row is None:
        tabs: list[Any] = [one.code for one in kind.built_in]
        row = ViewChoice(person_id=by.id, list_name=kind.name, pinned=tabs, first="")
        session.add(row)
    return row
