"""``flask webinars read-attendance``, as the contract says."""

import json

import pytest

from tests.webinars.attendance.written import MINUTES, written

WINDOW = ("--starts", "2026-05-07T09:30", "--ends", "2026-05-07T10:30")


@pytest.fixture
def run(sqlite_app, tmp_path):
    def call(*words, content=None):
        file = tmp_path / "report.csv"
        if content is not None:
            file.write_bytes(content)
        runner = sqlite_app[0].test_cli_runner()
        return runner.invoke(args=["webinars", "read-attendance", str(file), *words])

    return call


def test_the_answer_is_one_document(run):
    done = run(*WINDOW, "--json", content=written("teams sections", encoding="utf-16-le"))
    found = json.loads(done.stdout)

    assert done.exit_code == 0
    assert list(found) == ["layout", "encoding", "date_order", "people", "warnings"]
    assert {p["email"]: p["minutes"] for p in found["people"]} == MINUTES
    assert list(found["people"][0]) == [
        "name", "email", "minutes", "stated_minutes", "stays", "role", "registered", "cancelled",
    ]  # fmt: skip


def test_moments_with_a_zone_are_read_as_london_time(run):
    words = ("--starts", "2026-05-07T08:30Z", "--ends", "2026-05-07T11:30+02:00", "--json")
    found = json.loads(run(*words, content=written("zoom joins")).stdout)
    told = {p["email"]: p["minutes"] for p in found["people"]}

    assert told["cen@shop.example"] == 60.0


def test_people_read_it_too(run):
    done = run(*WINDOW, content=written("teams list"))

    assert "Ada Made-Up: 55 minutes" in done.stdout


FAULTS = {
    "another day": (("--starts", "2026-06-06T09:30", "--ends", "2026-06-06T10:30"), "7 May 2026"),
    "half a window": (("--starts", "2026-05-07T09:30"), "both the start and the end"),
    "no moment": (("--starts", "soon", "--ends", "2026-05-07"), "“soon” is no moment"),
    "backwards": (("--starts", "2026-05-07T10:00", "--ends", "2026-05-07T09:00"), "must end after"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_one_sentence_and_status_1(run, what):
    words, said = FAULTS[what]
    done = run(*words, content=written("teams list"))

    assert done.exit_code == 1
    assert said in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_file_that_is_not_there_is_said(run):
    done = run()

    assert done.exit_code == 1
    assert "report.csv cannot be read" in done.stderr
