"""The list of decisions: what waits, filters, the auditor's file, and a case assessed anew."""

import csv
import io

import sqlalchemy as sa

from accreditation.assessments import queries as cases
from accreditation.reasons.rules import Outcome
from crm.core.db import session
from crm.employers.models import Employer
from crm.exports.models import Export
from tests.accreditation.decisions.world import decide, decider, waiting, wish
from tests.browse import Statements


def two(make):
    boss = decider(make)
    first = decide(waiting(make, employer=make.employer(name="Alder Works", made_up=True)), boss)
    other = waiting(make, "bronze", employer=make.employer(name="Birch Foods", made_up=True))
    return first, decide(other, boss, wish(Outcome.REFUSED))


def test_filters_keep_what_was_asked_for(manager, make):
    two(make)

    assert "Alder Works" in manager.get("/accreditation/decisions?outcome=approved").text
    assert "Birch Foods" not in manager.get("/accreditation/decisions?outcome=approved").text
    assert "Birch Foods" in manager.get("/accreditation/decisions?outcome=refused").text
    assert "No decision like this" in manager.get("/accreditation/decisions?level=gold").text
    assert "Alder Works" in manager.get("/accreditation/decisions?version=1&level=silver").text


def test_the_queue_marks_what_needs_care(manager, make):
    waiting(make, "silver", shut="shortfall")
    second = make.person(name="Sol Second")
    waiting(make, second_id=second.id, borderline=True)

    page = manager.get("/accreditation/decisions").text

    assert "Blocked by a gate" in page
    assert "Borderline" in page
    assert "second opinion Sol Second" in page


def test_the_list_takes_as_many_statements_for_ten_as_for_one(manager, make):
    boss = decider(make)
    decide(waiting(make), boss)
    manager.get("/accreditation/decisions")
    with Statements() as one:
        manager.get("/accreditation/decisions")
    for _ in range(9):
        decide(waiting(make), boss)
    with Statements() as ten:
        manager.get("/accreditation/decisions")

    assert ten.count == one.count


def test_the_auditors_file_holds_each_decision_and_nobody_at_work(auditor, make):
    first, second = two(make)

    text = auditor.post("/accreditation/decisions.csv").text.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))

    assert [row["decision"] for row in rows] == [first.ref, second.ref]
    assert rows[0]["digest"] == first.digest
    assert rows[0]["decided_by"].startswith("Manager")
    assert not any("P-0" in value for row in rows for value in row.values())


def test_who_takes_the_file_is_noted_before_it_leaves(officer, trainee, make):
    _, second = two(make)
    path = "/accreditation/decisions.csv"
    assert "Download CSV" in officer.get("/accreditation/decisions").text
    assert "Download CSV" not in trainee.get("/accreditation/decisions").text

    assert officer.get(path).status_code == 404, "not by an address alone"
    assert trainee.post(path).status_code == 403
    assert session.query(Export).count() == 0
    text = officer.post(f"{path}?outcome=refused").text

    assert second.ref in text
    noted = session.query(Export).one()
    assert (noted.person_id, noted.rows, noted.form) == (officer.person_id, 1, "csv")
    assert noted.conditions == "decisions, outcome refused"


def test_a_wrong_decision_is_followed_by_a_new_one(manager, make):
    row = decide(waiting(make), decider(make))

    manager.post(f"/accreditation/decisions/{row.ref}/anew")

    opened = cases.open_for(row.employer_id)
    assert opened.why_opened == f"Decided anew after {row.ref}."
    assert f"{opened.ref} is under way" in manager.get(f"/accreditation/decisions/{row.ref}").text


def test_the_newer_decision_is_named_on_the_older(manager, make):
    row = decide(waiting(make), decider(make))
    employer = session.get_one(Employer, row.employer_id)
    newer = decide(waiting(make, "gold", employer=employer), decider(make), wish(level="gold"))

    assert newer.ref in manager.get(f"/accreditation/decisions/{row.ref}").text
    assert session.scalar(sa.select(sa.func.count()).select_from(type(row))) == 2
