"""The command prints what the contract promises and changes nothing."""

import json

import pytest

from accreditation.levels.models import ProposedLevel
from tests.browse import Statements, count_rows

KEYS = [
    *("employer", "scheme", "on", "gates", "caps", "points", "total", "possible", "percent"),
    *("level", "reasons", "next_steps", "hash"),
]


@pytest.fixture
def run(app):
    def invoke(*args: str):
        return app.test_cli_runner().invoke(args=["accreditation", "score", *args])

    return invoke


def test_every_employer_in_one_json_document(run, make):
    refs = [make.employer().ref for _ in range(3)]

    answer = run("--json")

    rows = json.loads(answer.stdout)
    assert answer.exit_code == 0
    assert [row["employer"] for row in rows] == refs
    assert all(list(row) == KEYS for row in rows)


def test_one_employer_on_one_day_under_one_version(run, make):
    employer, _ = make.employer(), make.employer()

    (row,) = json.loads(
        run("--employer", employer.ref, "--scheme", "1", "--on", "2026-02-28", "--json").stdout
    )

    assert (row["employer"], row["scheme"], row["on"]) == (employer.ref, "1", "2026-02-28")


def test_the_same_question_gives_the_same_bytes(run, make):
    employer = make.employer(disability_confident=3)
    ask = ("--employer", employer.ref, "--on", "2026-07-01", "--json")

    assert run(*ask).stdout == run(*ask).stdout


def test_no_employers_is_an_empty_list(run):
    assert json.loads(run("--json").stdout) == []


def test_lines_for_people(run, make):
    employer = make.employer()

    assert f"{employer.ref}  No level yet" in run().stdout


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["--employer", "E-99999"], 1, "There is no employer E-99999."),
        (["--employer", "x"], 1, "There is no employer x."),
        (["--scheme", "9"], 1, "There is no scheme version 9."),
        (["--on", "31/12/2026"], 2, "31/12/2026 is not a date like 2026-11-24."),
    ],
)
def test_a_refusal_says_why_on_standard_error(run, args, code, words):
    answer = run(*args, "--json")

    assert answer.exit_code == code
    assert words in answer.stderr
    assert answer.stdout == ""


def test_it_writes_nothing(run, make):
    make.employer()
    before = count_rows(ProposedLevel)

    with Statements() as sent:
        run("--json")

    assert not [s for s in sent.sent if s.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert count_rows(ProposedLevel) == before
