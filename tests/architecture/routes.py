"""Every address of the service, and what ``matrix.csv`` says of it."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from crm.core.access import PUBLIC, SIGNED_IN
from crm.core.db import set_may_write
from crm.core.permissions import Permission, Role, may
from tests.browse import Browser, let_go

FILE = Path(__file__).with_name("matrix.csv")
STRANGER = "stranger"
APART = Role.REVIEWER.value
"""Its column is the last one: a line that leaves it out says what it says of a stranger."""
WHO = (*(role.value for role in Role if role.value != APART), STRANGER, APART)
HEADING = ("endpoint", "method", *WHO)


@dataclass(frozen=True)
class Route:
    """One endpoint under one method; ``path`` has every parameter filled in."""

    endpoint: str
    method: str
    path: str
    bare: bool

    def __str__(self) -> str:
        return f"{self.method} {self.path} ({self.endpoint})"


def routes(app: Flask) -> list[Route]:
    """Return every route but the static files, by endpoint."""
    found = [
        Route(rule.endpoint, method, filled(rule.rule), "<" not in rule.rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if rule.endpoint != "static"
    ]
    return sorted(found, key=lambda route: (route.endpoint, route.method, route.path))


def bare_gets(app: Flask) -> list[Route]:
    """Return the pages that need no parameter."""
    return [route for route in routes(app) if route.bare and route.method == "GET"]


def filled(rule: str) -> str:
    """Return the rule with a number or a letter for each parameter."""
    return re.sub(r"<([^>]*)>", lambda m: "1" if m[1].startswith("int") else "x", rule)


def matrix() -> dict[tuple[str, str], dict[str, str]]:
    """Return what the file says: for each endpoint and method, ``allow`` or ``deny`` by role."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row[APART] = row[APART] or row[STRANGER]
    return {(row["endpoint"], row["method"]): {who: row[who] for who in WHO} for row in rows}


def by_mark(app: Flask, endpoint: str) -> dict[str, str]:
    """Return what the view's own access mark lets in."""
    mark = app.view_functions[endpoint].access  # type: ignore[attr-defined]

    def lets(who: str) -> bool:
        if mark == PUBLIC or who == STRANGER:
            return bool(mark == PUBLIC)
        return mark == SIGNED_IN or (isinstance(mark, Permission) and may(Role(who), mark))

    return {who: "allow" if lets(who) else "deny" for who in WHO}


def lines(app: Flask, wanted: Iterable[tuple[str, str]]) -> str:
    """Return the lines of the file for these endpoints and methods, as their marks say."""
    return "\n".join(line(app, *one) for one in sorted(wanted))


def line(app: Flask, endpoint: str, method: str) -> str:
    """Return the line of the file for one route; who is apart is named where a stranger differs."""
    stated = by_mark(app, endpoint)
    if stated[APART] == stated[STRANGER]:
        del stated[APART]
    return ",".join((endpoint, method, *stated.values()))


def look(browser: Browser, path: str, method: str = "GET", **kwargs: Any) -> TestResponse:
    """Ask as this browser would, but judge no markup: some answers are parts of a page."""
    let_go()
    with browser.app.app_context():
        answer = browser.client.open(path, method=method, **kwargs)
        answer.get_data()
        answer.close()
    set_may_write(True)
    return answer
