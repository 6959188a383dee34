"""Default-deny access: every view is marked ``@needs(...)`` or ``@public``."""

import re
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import urlsplit

import flask_login
from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from crm.core.permissions import Permission, Role, may

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"
SIGNED_IN = "signed in"


class SignedIn(Protocol):
    """The person behind this request."""

    id: int
    name: str
    email: str
    role: Role


class Unmarked(RuntimeError):
    """A view has no access mark, so the application refuses to start."""


def needs(permission: Permission) -> Callable[[View], View]:
    """Let only people with ``permission`` reach the view."""

    def mark(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Let anybody reach the view."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Let every member of staff reach the view, whatever their role."""
    view.access = SIGNED_IN  # type: ignore[attr-defined]
    return view


def current_user() -> SignedIn:
    """Return the signed-in person; 404 for strangers, who should not have come here."""
    person = find_user()
    if person is None:
        abort(404)
    return person


def find_user() -> SignedIn | None:
    """Return the signed-in person, if there is one; a page asks dozens of times."""
    user = g.get("_login_user") or flask_login.current_user  # noqa: TID251
    return cast(SignedIn, user.person) if user and user.is_authenticated else None


def current_sign_in_id() -> int:
    """Return the id of the sign-in that let this person in; 404 for strangers."""
    user = flask_login.current_user  # noqa: TID251
    if not (user and user.is_authenticated):
        abort(404)
    return int(user.sign_in.id)


def own_path(text: str) -> str | None:
    """Return ``text`` if it is the address of one of our own pages, to go on to; else None."""
    if not re.fullmatch(r"/(?![/\\])[^\x00-\x20\x7f\\]*", text):
        return None
    parts = urlsplit(text)
    routes = current_app.url_map.bind("localhost")
    known = not parts.scheme and not parts.netloc and routes.test(parts.path, "GET")
    return text if known else None


def allowed(permission: Permission | None) -> bool:
    """Return whether the signed-in person has ``permission``."""
    person = find_user()
    return person is not None and (permission is None or may(person.role, permission))


def check_marks(app: Flask) -> None:
    """Raise ``Unmarked`` for the first view that says nothing about access."""
    for endpoint, view in app.view_functions.items():
        if endpoint != "static" and not hasattr(view, "access"):
            raise Unmarked(f"Mark view {endpoint} with @needs(...), @signed_in or @public.")


def guard() -> ResponseReturnValue | None:
    """Refuse the request unless the view's mark lets this person in."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    mark = getattr(current_app.view_functions[request.endpoint], "access", None)
    if mark == PUBLIC:
        return None
    if find_user() is None:
        here = request.full_path.rstrip("?") if request.method == "GET" else "/"
        return redirect(url_for("people.sign_in", next=here))
    if mark != SIGNED_IN and not (isinstance(mark, Permission) and allowed(mark)):
        abort(403)
    return None
