"""Who may reach what: ``matrix.csv`` says it, the marks agree, and the running pages prove it."""

import csv

import pytest
from flask import Flask

from crm.core.permissions import Role
from tests.architecture.routes import (
    APART,
    FILE,
    HEADING,
    STRANGER,
    WHO,
    Route,
    bare_gets,
    by_mark,
    lines,
    look,
    matrix,
    routes,
)
from tests.browse import Browser
from tests.makers import Make

ANSWERS_503 = {"core.readyz"}


def visitor(app: Flask, make: Make, who: str) -> Browser:
    return Browser(app, None if who == STRANGER else make.person(role=Role(who)))


def test_every_route_is_in_the_matrix(sqlite_app):
    app, _fresh = sqlite_app
    known, there = set(matrix()), {(r.endpoint, r.method) for r in routes(app)}

    assert not there - known, (
        f"Decide who may reach these and add to {FILE.name}:\n{lines(app, there - known)}"
    )
    assert not known - there, f"Remove from {FILE.name}, the routes are gone: {known - there}"


def test_the_file_is_in_order():
    with FILE.open(encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file)

    assert tuple(heading) == HEADING
    named = [tuple(row[:2]) for row in rows]
    assert named == sorted(set(named)), "Sort the lines by endpoint and method; none twice."
    assert {word for row in rows for word in row[2:]} <= {"allow", "deny"}


def test_every_mark_says_what_the_matrix_says(sqlite_app):
    app, _fresh = sqlite_app
    wrong = [
        f"{endpoint} {method}: marked {by_mark(app, endpoint)}, matrix {stated}"
        for (endpoint, method), stated in matrix().items()
        if endpoint in app.view_functions and by_mark(app, endpoint) != stated
    ]

    assert not wrong, "\n".join(wrong)


def is_refused(who: str, answer) -> bool:
    if who == STRANGER:
        return answer.status_code == 302 and answer.location.startswith("/sign-in?next=")
    led = answer.status_code == 302 and answer.location == "/accreditation/reviews"
    return answer.status_code == 403 or (who == APART and led)  # from "/" to their own page


@pytest.mark.parametrize("who", WHO)
def test_pages_answer_as_the_matrix_says(app, make, who):
    browser, stated = visitor(app, make, who), matrix()
    wrong = []
    for route in bare_gets(app):
        answer = look(browser, route.path)
        expected = stated[route.endpoint, route.method][who]
        refused = is_refused(who, answer)
        fine = answer.status_code < 400 or route.endpoint in ANSWERS_503
        if refused != (expected == "deny") or not (refused or fine):
            wrong.append(f"{route}: {expected} expected, answered {answer.status}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", WHO)
def test_whatever_is_denied_is_refused_before_anything_is_looked_up(app, make, who):
    """Also with parameters and also for posts: the guard answers, not the view."""
    browser, stated = visitor(app, make, who), matrix()
    denied = [r for r in routes(app) if stated[r.endpoint, r.method][who] == "deny"]

    wrong = [f"{r}: {a.status}" for r in denied if not is_refused(who, a := ask(browser, r))]

    assert not wrong, "\n".join(wrong)


def ask(browser: Browser, route: Route):
    return look(browser, route.path) if route.method == "GET" else browser.post(route.path)
