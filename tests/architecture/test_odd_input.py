"""Whatever stands in an address or comes with a form: an answer, never a failure."""

import re
from urllib.parse import quote

import pytest
from flask import Flask

from tests.architecture.routes import filled, look, routes
from tests.architecture.test_house import SOURCES
from tests.browse import form_defaults

#: Names that ``url_for`` and the views use themselves.
OWN_NAMES = ("endpoint", "values", "_external", "_method", "_anchor", "ref", "operation_id")
VALUES = ("a\x00b", "9" * 400, "-1", "²", "1~2~3", "nan")
PARAMETERS = ("2147483648", "9" * 30, "-1", "E-999999999", "E-٠٠٠٠١", "%00", "a" * 3000, "%ff")
FORGED = ("", "\x00", "²", "9" * 5000)
SIGN_OUTS = {"people.sign_out", "people.end_others"}
LETTERS = {"/vacancies": "V", "/placements": "P", "/participants": "C"}


@pytest.fixture
def stock(app, make, officer):
    """One row of every kind, each with the number 1."""
    employer = make.employer(name="Grundon")
    make.contact(employer)
    placement = make.placement(employer, vacancy_id=make.vacancy(employer).id)
    make.check(placement)
    make.profile()
    officer.submit(f"/employers/{employer.ref}/activities/new")
    return employer


def address(rule: str) -> str:
    """Return the rule with the number 1 in the form each parameter takes."""
    letter = next((x for start, x in LETTERS.items() if rule.startswith(start)), "E")
    return filled(rule.replace("<ref>", f"{letter}-00001"))


def addresses(app: Flask, method: str) -> list[str]:
    rules = [r for r in app.url_map.iter_rules() if method in (r.methods or ())]
    return sorted({address(r.rule) for r in rules if r.endpoint not in {"static", "core.readyz"}})


def asked_names() -> set[str]:
    """Return every name that a page reads from its query string."""
    asks = re.compile(
        r"(?:asked|asked_number|_cursor|args\.get)\(\"(\w+)\"|^    \"(\w+)\": \"", re.M
    )
    found = (asks.findall(path.read_text(encoding="utf-8")) for path in SOURCES)
    return {name for pairs in found for pair in pairs for name in pair if name}


def test_every_odd_query_has_an_answer(app, admin, stock):
    names = sorted(asked_names())
    own = "&".join(f"{name}=x" for name in OWN_NAMES)
    queries = [own, "%00=1&%ff=%ff&=&=", "_scheme=javascript"]
    queries += ["&".join(f"{name}={quote(value)}" for name in names) for value in VALUES]
    wrong = []
    for path in addresses(app, "GET"):
        for query in queries:
            answer = look(admin, f"{path}?{query}")
            if answer.status_code >= 500 or 'href="javascript:' in answer.text:
                wrong.append(f"{path}?{query[:60]}: {answer.status}")

    assert {"after", "before", "q", "kind", "state"} <= set(names)
    assert not wrong, "\n".join(wrong)


def test_every_odd_parameter_has_an_answer(app, admin, stock):
    rules = [r for r in app.url_map.iter_rules() if "GET" in (r.methods or ()) and "<" in r.rule]
    paths = [re.sub("<[^>]*>", value, r.rule) for r in rules for value in PARAMETERS]
    answers = {path: look(admin, path).status_code for path in paths if "/static/" not in path}

    assert not {path[:80]: code for path, code in answers.items() if code >= 500}


def test_every_forged_field_has_an_answer(app, admin, stock):
    """Also the hidden fields that only the service itself fills."""
    wrong, tried, token = [], set(), admin.token()
    for path in sorted(set(addresses(app, "GET")) & set(addresses(app, "POST"))):
        filled_in = form_defaults(look(admin, path).text) | {"csrf_token": token}
        for name in set(filled_in) - {"csrf_token"}:
            tried.add(name)
            for value in FORGED:
                answer = look(admin, path, "POST", data=filled_in | {name: value})
                if answer.status_code >= 500:
                    wrong.append(f"{path} {name}={value[:20]!r}: {answer.status}")

    assert {"seen", "form_token", "back", "suggested"} <= tried
    assert not wrong, "\n".join(wrong)


def test_every_odd_body_has_an_answer(app, admin, stock):
    token = f"csrf_token={admin.token()}"
    many = "&".join(f"a{number}=1" for number in range(3000))
    form = "application/x-www-form-urlencoded"
    bodies = [
        ("application/json", "{bad"), ("text/plain", "x"), ("multipart/form-data", "x"),
        ("multipart/form-data; boundary=x", "--x\r\nbroken"), (f"{form}; charset=utf-7", token),
        (form, many), (form, f"{token}&{many}"), (form, f"{token}&seen=1&theirs=seen&theirs=name"),
    ]  # fmt: skip
    paths = [r.path for r in routes(app) if r.method == "POST" and r.endpoint not in SIGN_OUTS]
    wrong = []
    for path in {*paths, *addresses(app, "POST")} - {"/sign-out", "/account/sign-ins/end-others"}:
        for kind, body in bodies:
            answer = look(admin, path, "POST", data=body, content_type=kind)
            if answer.status_code >= 500:
                wrong.append(f"{path} {kind} {body[:40]}: {answer.status}")

    assert not wrong, "\n".join(wrong)
