"""A browser without a screen: signed in, checks every page it gets, carries the form token.

A request that leaves uncommitted work, or a page with broken markup, fails the test.
"""

import contextlib
import html.parser
import re
from collections import Counter
from typing import Any

import flask_login
import sqlalchemy as sa
from flask import Flask, g
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from crm.core import clock
from crm.core.db import db, session, set_may_write
from crm.people.models import Person, SignIn
from crm.people.sessions import digest

MOVED, AGAIN = frozenset({301, 302, 303}), 307
"""Sent on to another page, or with the same form to another address."""
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split(" "))
SHAPES = frozenset("path circle rect line polyline polygon ellipse use".split(" "))


class Markup(html.parser.HTMLParser):
    """Finds what a page must not have: unclosed tags, ids used twice, inputs without a label."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.labels: set[str] = set()
        self.inputs: list[tuple[str, dict[str, str | None]]] = []
        self.faults: list[str] = []
        self.title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids[str(found["id"])] += 1
        for name in found:
            if name == "style" or name.startswith("on"):
                self.faults.append(f"<{tag} {name}=...> breaks the content policy")
        if tag == "label" and found.get("for"):
            self.labels.add(str(found["for"]))
        if tag in {"input", "select", "textarea"} and found.get("type") not in {"hidden", "submit"}:
            inside = "label" in self.open
            self.inputs.append((tag, found | ({"in-label": "yes"} if inside else {})))
        if tag not in VOID | SHAPES:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1] == tag and tag not in VOID | SHAPES:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID | SHAPES:
            return
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:] or 'nothing'}")
            if tag in self.open:
                while self.open.pop() != tag:
                    pass
            return
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title" and "svg" not in self.open:
            self.title += data

    def found(self) -> list[str]:
        faults = list(self.faults)
        faults += [f"id {name} is used {n} times" for name, n in self.ids.items() if n > 1]
        faults += [f"<{tag}> is never closed" for tag in self.open]
        for tag, attrs in self.inputs:
            named = attrs.get("aria-label") or attrs.get("aria-labelledby") or "in-label" in attrs
            if not named and attrs.get("id") not in self.labels:
                faults.append(f"<{tag} name={attrs.get('name')}> has no label")
        if not self.title.strip():
            faults.append("the page has no title")
        return faults


def check_markup(text: str) -> None:
    page = Markup()
    page.feed(text)
    page.close()
    assert not page.found(), page.found()


class Statements:
    """Counts the SQL statements sent while it is open."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def __enter__(self) -> "Statements":
        let_go()
        event.listen(db.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(db.engine, "before_cursor_execute", self._note)

    def _note(self, _c: Any, _cur: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            self.sent.append(statement)

    @property
    def count(self) -> int:
        return len(self.sent)


class Browser:
    """One person's browser. ``get`` and ``post`` follow no redirects unless asked."""

    def __init__(self, app: Flask, person: Person | None) -> None:
        self.app = app
        self.client = app.test_client()
        self.person_id = person.id if person else None
        if person is not None:
            self._sign_in(person)

    def _sign_in(self, person: Person) -> None:
        token = f"token of person {person.id}"
        now = clock.now()
        session.add(
            SignIn(person_id=person.id, token_digest=digest(token), started_at=now, seen_at=now,
                   browser="tests")
        )  # fmt: skip
        session.commit()
        with self.client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True

    def get(self, path: str, *, follow: bool = False, **kwargs: Any) -> TestResponse:
        return self._ask("GET", path, follow, **kwargs)

    def post(
        self, path: str, data: Any = None, *, follow: bool = False, token: bool = True, **kw: Any
    ) -> TestResponse:
        values = dict(data or {})
        if token and "csrf_token" not in values:
            values["csrf_token"] = self.token()
        return self._ask("POST", path, follow, data=values, **kw)

    def submit(self, path: str, data: Any = None, *, follow: bool = True) -> TestResponse:
        """Open the page, fill its form's hidden fields and defaults, and send it."""
        page = self.get(path)
        assert page.status_code == 200, page.status
        return self.post(path, form_defaults(page.text) | dict(data or {}), follow=follow)

    def token(self) -> str:
        with self.app.app_context(), self.app.test_request_context("/"):
            from flask import session as cookie
            from flask_wtf.csrf import generate_csrf

            with self.client.session_transaction() as stored:
                if "csrf_token" in stored:
                    cookie["csrf_token"] = stored["csrf_token"]
                signed = generate_csrf()
                stored["csrf_token"] = cookie["csrf_token"]
        return signed

    def _ask(self, method: str, path: str, follow: bool, **kwargs: Any) -> TestResponse:
        answer = self._once(method, path, **kwargs)
        for _ in range(5 if follow else 0):
            if answer.status_code == AGAIN:
                answer = self._once(method, answer.location, **kwargs)
            elif answer.status_code in MOVED:
                answer = self._once("GET", answer.location)
            else:
                break
        return answer

    def _once(self, method: str, path: str, **kwargs: Any) -> TestResponse:
        let_go()
        for kept in list(g):  # the test's own application context outlives one request
            g.pop(kept)
        left = _Work()
        with left:
            answer = self.client.open(path, method=method, **kwargs)
        set_may_write(True)
        assert not left.uncommitted, f"{method} {path} left work that was never committed"
        if answer.mimetype == "text/html" and answer.status_code not in MOVED | {AGAIN}:
            check_markup(answer.text)
        return answer


def let_go() -> None:
    """End the test's own session; the rows it holds keep their values and are read no more."""
    session.rollback()
    for row in list(session):
        if sa.inspect(row).expired:
            with contextlib.suppress(sa.exc.InvalidRequestError):  # removed since
                session.refresh(row)
    session.expunge_all()
    session.remove()


class _Work:
    """Notices a session that flushed or wrote and then neither committed nor rolled back."""

    def __init__(self) -> None:
        self.uncommitted = False

    def __enter__(self) -> None:
        for name, act in self._acts():
            event.listen(Session, name, act)

    def __exit__(self, *_: object) -> None:
        for name, act in self._acts():
            event.remove(Session, name, act)

    def _acts(self) -> list[tuple[str, Any]]:
        return [
            ("after_flush", self._wrote),
            ("do_orm_execute", self._executed),
            ("after_commit", self._closed),
            ("after_soft_rollback", self._closed),
        ]

    def _wrote(self, *_: Any) -> None:
        self.uncommitted = True

    def _executed(self, state: Any) -> None:
        if not state.is_select:
            self.uncommitted = True

    def _closed(self, *_: Any) -> None:
        self.uncommitted = False


def form_defaults(text: str) -> dict[str, str]:
    """Return what the page's largest POST form would send untouched."""
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", text, re.S | re.I)
    return max((_fields(form) for form in forms), key=len, default={})


def _fields(form: str) -> dict[str, str]:
    found: dict[str, str] = {}
    import html

    for tag in re.findall(r"<input\b[^>]*>", form):
        attrs = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        kind = attrs.get("type", "text")
        chosen = kind not in {"radio", "checkbox"} or re.search(r"\schecked\b", tag)
        if attrs.get("name") and chosen and kind not in {"submit", "file"}:
            found[attrs["name"]] = html.unescape(attrs.get("value", ""))
    for name, body in re.findall(r'<select\b[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        options = re.findall(r'<option\b[^>]*value="([^"]*)"([^>]*)>', body)
        chosen_options = [v for v, rest in options if "selected" in rest]
        found[name] = html.unescape((chosen_options or [v for v, _ in options] or [""])[0])
    for name, body in re.findall(
        r'<textarea\b[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S
    ):
        found[name] = html.unescape(body.lstrip("\n"))
    return found


def count_rows(model: Any) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


__all__ = ["Browser", "Statements", "check_markup", "count_rows", "flask_login"]
