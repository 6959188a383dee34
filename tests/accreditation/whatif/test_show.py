"""A what-if says who would move and why, and changes nobody."""

import copy
import json

import pytest

from accreditation.levels import actions as levels
from accreditation.levels.models import LevelChange, ProposedLevel
from accreditation.scheme import queries as schemes
from accreditation.scheme.document import BANDS
from accreditation.scheme.reading import read
from accreditation.scheme.rules import score
from accreditation.versions import actions as versions
from accreditation.whatif import jobs, queries
from accreditation.whatif.models import Run, State
from accreditation.whatif.rules import FEWEST, Subject, Tally, compare, shown
from crm.core import clock
from crm.core.db import session
from crm.employers.models import SizeBand
from tests.accreditation.scheme.cases import FIRST, ON, best, document, facts
from tests.accreditation.versions.pages import form_of
from tests.browse import count_rows


def harder(percents=(30, 60, 90)):
    row = document(version="2")
    for level, percent in zip(row["levels"], percents, strict=True):
        level["percent"] = percent
    return row


def subjects():
    every = [best(band) for band in BANDS] + [facts(band=band) for band in BANDS]
    some = [
        facts(found.evidence[: len(found.evidence) * part // 8], band=found.band)
        for found in every
        for part in range(1, 8)
    ]
    return [Subject(found, {"size_band": found.band or ""}) for found in every + some]


def test_every_move_is_what_score_itself_says():
    draft = read(harder())
    tally = compare(subjects(), FIRST, draft, ON, Tally())

    both = [(score(s.facts, FIRST, ON), score(s.facts, draft, ON)) for s in subjects()]
    expected = [
        (before.level, after.level) for before, after in both if before.level != after.level
    ]
    assert [(move["from"], move["to"]) for move in tally.moves] == expected
    assert expected
    assert all(move["why"] for move in tally.moves)
    assert tally.count("up") + tally.count("down") + tally.count("same") == tally.employers


def test_the_same_version_moves_nobody():
    tally = compare(subjects(), FIRST, FIRST, ON, Tally())

    assert (tally.moves, tally.count("same")) == ([], len(subjects()))


def test_going_back_reverses_every_move():
    draft = read(harder())
    there = compare(subjects(), FIRST, draft, ON, Tally())
    back = compare(subjects(), draft, FIRST, ON, Tally())

    assert [(m["from"], m["to"]) for m in there.moves] == [(m["to"], m["from"]) for m in back.moves]
    assert (there.count("up"), there.count("down")) == (back.count("down"), back.count("up"))


@pytest.mark.parametrize("number", [1, FEWEST - 1, FEWEST, FEWEST + 1])
def test_a_group_of_few_has_no_figures(number):
    counts = {"up": 1, "down": 0, "same": number - 1}

    assert (dict(shown({"x": counts}))["x"] is None) == (number < FEWEST)


@pytest.fixture
def draft(app, manager, make):
    for n in range(7):
        make.vacancy(make.employer(name=f"Firm {n}", size_band=SizeBand.MICRO))
    row = versions.copy(schemes.find("1"), "2", "why")
    easy = copy.deepcopy(row.document)
    easy["levels"][0]["percent"] = 1
    easy["gates"], easy["caps"] = [], []
    versions.save(row, easy, "an easy bronze")
    session.commit()
    return row


def begin(manager):
    answer = manager.post("/accreditation/scheme/2/what-if")
    assert answer.status_code == 302
    session.rollback()
    return answer.location


def test_a_run_is_worked_out_by_the_worker_and_changes_nobody(manager, draft):
    levels.work_out(queries.ids_after(0))
    session.commit()
    before = [(r.employer_id, r.digest) for r in session.query(ProposedLevel)]
    changes = count_rows(LevelChange)
    place = begin(manager)
    assert "It is running: 0 of 7" in manager.get(place).text

    session.rollback()
    assert jobs.go_on(clock.now()) == 7

    assert "Firm 3" in manager.get(place).text
    assert "Firm 3" not in manager.get(f"{place}?way=down").text
    session.rollback()
    run = session.query(Run).one()
    assert (run.state, run.position, Tally(**run.found).count("up")) == (State.DONE, 7, 7)
    assert [(r.employer_id, r.digest) for r in session.query(ProposedLevel)] == before
    assert count_rows(LevelChange) == changes
    assert jobs.go_on(clock.now()) == 0


def test_a_part_is_saved_and_worked_out_by_one_press(manager, draft):
    path = "/accreditation/scheme/2/edit/levels/silver"
    sent = form_of(manager.get(path)) | {"percent": ["50"], "then": ["moves"]}

    page = manager.post(path, sent, follow=True).text

    assert "Saved: changed level silver." in page
    assert "It is running: 0 of 7" in page
    run = session.query(Run).one()
    assert [level["percent"] for level in run.document["draft"]["levels"]][1] == 50


def test_a_part_that_leaves_a_fault_is_saved_and_said(manager, draft):
    path = "/accreditation/scheme/2/edit/levels/silver"
    sent = form_of(manager.get(path)) | {"percent": ["75"], "then": ["moves"]}

    page = manager.post(path, sent, follow=True).text

    assert "Saved: changed level silver." in page
    assert "Mend the draft first" in page
    assert count_rows(Run) == 0


def test_portions_add_up_to_the_whole(manager, draft, monkeypatch):
    begin(manager)
    jobs.go_on(clock.now())
    begin(manager)
    monkeypatch.setattr(queries, "BATCH", 2)
    jobs.go_on(clock.now())

    whole, parts = session.query(Run).order_by(Run.id)
    assert whole.found == parts.found
    assert whole.moves == parts.moves
    assert parts.state is State.DONE


def test_a_portion_that_another_worker_did_is_not_counted_twice(manager, draft, monkeypatch):
    begin(manager)
    run = session.query(Run).one()
    quicker, run_id = queries.whole, run.id
    session.rollback()

    def overtaken(asked):
        monkeypatch.setattr(queries, "whole", quicker)
        jobs.go_on(clock.now())
        return quicker(asked)

    monkeypatch.setattr(queries, "whole", overtaken)
    jobs.go_on(clock.now())

    session.rollback()
    run = session.get(Run, run_id)
    assert (run.position, Tally(**run.found).employers) == (7, 7)


def test_a_draft_changed_since_is_said(manager, draft):
    place = begin(manager)
    jobs.go_on(clock.now())
    row = schemes.find("2")
    versions.save(row, {**row.document, "title": "Other"}, "title")
    session.commit()

    assert "The draft was changed since" in manager.get(place).text


def test_a_draft_with_faults_is_not_worked_out(manager, draft):
    row = schemes.find("2")
    faulty = copy.deepcopy(row.document)
    faulty["levels"][1]["percent"] = 99
    versions.save(row, faulty, "silver")
    session.commit()

    answer = manager.post("/accreditation/scheme/2/what-if")
    assert "Mend the draft first" in manager.get(answer.location).text
    assert count_rows(Run) == 0


def test_a_run_is_found_only_under_its_version(manager, draft):
    place = begin(manager)

    assert manager.get(place.replace("scheme/2", "scheme/1")).status_code == 404
    assert manager.get("/accreditation/scheme/2/what-if/99").status_code == 404


def test_throwing_the_draft_away_takes_its_runs_along(manager, draft):
    begin(manager)
    manager.post("/accreditation/scheme/2/discard")

    session.rollback()
    assert count_rows(Run) == 0


def test_the_command_shows_what_simulate_takes(app, draft, tmp_path):
    runner = app.test_cli_runner()
    file = tmp_path / "two.json"
    file.write_text(runner.invoke(args=["accreditation", "scheme", "show", "2"]).output)

    answer = runner.invoke(args=["accreditation", "simulate", str(file), "--json"])

    found = json.loads(answer.output)
    assert set(found) == {"scheme", "on", "employers", "moves", "by"}
    assert (found["scheme"], found["employers"], len(found["moves"])) == ("2", 7, 7)
    assert set(found["moves"][0]) == {"employer", "from", "to", "why"}
    assert set(found["by"]) == {"size_band", "sic_section", "district"}


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"version": "x"}', "[" * 100_000])
def test_the_command_says_what_is_wrong_with_a_file(app, tmp_path, text):
    file = tmp_path / "bad.json"
    file.write_text(text)

    answer = app.test_cli_runner().invoke(args=["accreditation", "simulate", str(file), "--json"])

    assert answer.exit_code == 1
    assert "Traceback" not in answer.output
