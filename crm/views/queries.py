"""Which views a person sees, and the tabs of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import abort, request, url_for
from sqlalchemy.orm import contains_eager

from crm.core import access, features, pages
from crm.core.access import SignedIn
from crm.core.db import MOST_ID, session
from crm.core.lists import ListKind, Place
from crm.core.permissions import Permission
from crm.people.models import Person
from crm.views import rules
from crm.views.models import SavedView, ViewChoice
from crm.views.rules import Scope

MOST = 200
ALL = "all"


def kind_or_404(name: str) -> ListKind:
    """Return a list that this person may see, or answer 404."""
    found: list[ListKind] = [k for k in features.allowed("lists") if k.name == name]
    return found[0] if found else abort(404)


def visible_to(person: SignedIn) -> Any:
    """Return the one condition that decides who sees a view."""
    return _visible(person.id, person.role)


def _visible(person_id: Any, role: Any) -> Any:
    return sa.or_(
        SavedView.owner_id == person_id,
        SavedView.scope == Scope.EVERYONE,
        sa.and_(SavedView.scope == Scope.TEAM, SavedView.role == role),
    )


@dataclass(frozen=True)
class View:
    """A view that somebody may open: saved (``row``) or built in."""

    kind: ListKind
    key: str
    name: str
    query: str
    row: SavedView | None = None

    @property
    def url(self) -> str:
        """Return where it is opened."""
        return address(self.kind, self.query, self.key)


@dataclass(frozen=True)
class Kept:
    """Every view of a list that a person sees, those they keep as tabs, and the first one."""

    kind: ListKind
    views: Sequence[View]
    pinned: Sequence[str]
    first: str

    def find(self, key: str) -> View | None:
        """Return the view with this key."""
        return next((view for view in self.views if view.key == key), None)


def kept(kind: ListKind, person: SignedIn) -> Kept:
    """Return a person's views of a list, the built-in ones first; one statement."""
    asked = {"list": kind.name, "person": person.id, "role": person.role}
    rows = session.execute(_kept(), asked).all()
    choice = rows[0].ViewChoice
    built_in = [(b.code, b.name, b.query(person.role), None) for b in kind.built_in]
    seen_rows = [row for row, _ in rows if row is not None]
    seen_rows.sort(key=lambda r: (r.owner_id != person.id, r.name.casefold(), r.id))
    saved = [(r.key, r.name, r.query, r) for r in seen_rows]
    return Kept(
        kind,
        [View(kind, *found) for found in (*built_in, *saved)],
        choice.pinned if choice else [b.code for b in kind.built_in],
        choice.first if choice else "",
    )


@cache
def _kept() -> Any:
    """Return the statement, built once: every page of a list asks it."""
    one = sa.select(sa.literal(1).label("one")).subquery()
    person: Any = sa.bindparam("person")
    name: Any = sa.bindparam("list")
    seen = sa.and_(SavedView.list_name == name, _visible(person, sa.bindparam("role")))
    own = sa.and_(ViewChoice.person_id == person, ViewChoice.list_name == name)
    return (
        sa.select(SavedView, ViewChoice)
        .select_from(one)
        .outerjoin(SavedView, seen)
        .outerjoin(Person, Person.id == SavedView.owner_id)
        .outerjoin(ViewChoice, own)
        .options(contains_eager(SavedView.owner))
        .limit(MOST)
    )


def address(kind: ListKind, query: str, key: str) -> str:
    """Return where a view is opened."""
    said = rules.pairs(query, kind.keys)
    if said.get("layout") and kind.board:
        return kind.board(said)
    return f"{url_for(kind.endpoint)}?{rules.with_view(query, key)}"


@dataclass(frozen=True)
class Bar:
    """The tabs above a list. ``go_to`` is the address of the view a person begins with."""

    kind: ListKind
    tabs: Sequence[dict[str, Any]]
    current: View | None
    changed: bool
    query: str
    go_to: str

    @property
    def may_update(self) -> bool:
        """Return whether this person may save what was changed under the same name."""
        row = self.current.row if self.current else None
        return self.changed and row is not None and may_change(row, access.current_user())


def bar(name: str) -> Bar:
    """Return the tabs of the list whose page is being asked for; one statement."""
    kind = kind_or_404(name)
    found = kept(kind, access.current_user())
    query = rules.tidy(request.query_string.decode("utf-8", "replace"), kind.keys)
    asked = pages.asked("view")
    same = (view for view in found.views if view.query == query)
    current = found.find(asked) or (None if asked else next(same, None))
    first = found.find(found.first)
    everything = {
        "title": "All",
        "url": f"{url_for(kind.endpoint)}?{rules.with_view('', ALL)}",
        "current": not query and current is None,
    }
    shown = [v for v in found.views if v.key in found.pinned or v is current]
    more = {"title": "More views", "url": url_for("views.index", list=name), "current": False}
    tabs = [{"title": v.name, "url": v.url, "current": v is current} for v in shown]
    return Bar(
        kind,
        [everything, *tabs, more],
        current,
        current is not None and current.query != query,
        query,
        first.url if first and not request.query_string else "",
    )


def places() -> list[Place]:
    """Return every view the signed-in person may open, by its name."""
    kinds: list[ListKind] = features.allowed("lists")
    return [
        Place(view.name, view.url, f"View of {kind.title.lower()}")
        for kind in kinds
        for view in kept(kind, access.current_user()).views
    ]


def may_change(row: SavedView, person: SignedIn) -> bool:
    """Return whether a person may change or delete a view: their own, or a shared one."""
    shared = row.scope is not Scope.PRIVATE
    return row.owner_id == person.id or (shared and access.allowed(Permission.SHARE_VIEWS))


def view_or_404(view_id: int) -> SavedView:
    """Return a view this person sees, or answer 404."""
    row = session.scalar(
        sa.select(SavedView)
        .join(SavedView.owner)
        .options(contains_eager(SavedView.owner))
        .where(SavedView.id == min(view_id, MOST_ID), visible_to(access.current_user()))
    )
    return row if row is not None else abort(404)


def own_or_403(view_id: int) -> SavedView:
    """Return a view this person may change; 404 for one they do not see, 403 for others'."""
    row = view_or_404(view_id)
    return row if may_change(row, access.current_user()) else abort(403)


def choice_of(person: SignedIn, kind: ListKind) -> ViewChoice | None:
    """Return what a person keeps for a list, if they ever chose."""
    return session.scalar(
        sa.select(ViewChoice).where(
            ViewChoice.person_id == person.id, ViewChoice.list_name == kind.name
        )
    )


def named(person_id: int, list_name: str, name: str) -> SavedView | None:
    """Return a person's own view of a list under a name."""
    return session.scalar(
        sa.select(SavedView).where(
            SavedView.owner_id == person_id,
            SavedView.list_name == list_name,
            sa.func.lower(SavedView.name) == name.lower(),
        )
    )
