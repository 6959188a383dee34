"""A blocked gate is waived by who may decide, with a reason and an end, and both results stay."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from accreditation.assessments.models import Assessment, RefusedAct
from accreditation.decisions import checking, queries
from accreditation.decisions.models import NotAllowed
from accreditation.scheme import queries as schemes
from accreditation.scheme.measures import Evidence
from accreditation.scheme.rules import score
from accreditation.waivers.models import Waiver
from crm.core import clock, journal
from crm.core.db import session, table_of
from crm.core.permissions import Role
from tests.accreditation.decisions.test_decide import APPROVE, confirm, decided, look
from tests.accreditation.decisions.world import decider, facts_for, waiting
from tests.browse import Browser

WHY = {"why": "The shortfall is before the tribunal; we know the outcome.", "until": "in 4 weeks"}


@pytest.fixture
def blocked(make):
    return waiting(make, "silver", shut="shortfall")


def gate_of(case):
    result = session.get_one(Assessment, case.id).result
    return next(row["code"] for row in result["gates"] if not row["passed"])


def waive(browser, case, **more):
    address = f"/accreditation/decisions/waive/{case.ref}/{gate_of(case)}"
    return browser.post(address, WHY | more)


def test_a_waiver_opens_the_way_and_both_results_are_kept(manager, blocked):
    answer = waive(manager, blocked)
    assert answer.location == f"/accreditation/decisions/new/{blocked.ref}"
    page = manager.get(answer.location).text
    assert "Waived for this employer." in page
    assert "Undo" in page

    sent = APPROVE | {"words": "The level stands with the waiver."}
    confirm(manager, blocked, look(manager, blocked, **sent), **sent)

    row = decided()[0]
    assert (row.level, row.proposed, len(row.waived)) == ("silver", "", 1)
    page = manager.get(f"/accreditation/decisions/{row.ref}").text
    assert "Without the waiver:</b> No level yet." in page
    assert "With it:</b> Silver, Practising." in page
    assert "A manager set it aside for now" in page
    assert checking.verify().faults == []


def test_frozen_proof_and_exceptions_are_scored_again_as_they_were(app):
    scheme, today = schemes.ready(schemes.in_force(clock.today())), clock.today()
    known = facts_for("silver")
    proof = Evidence("disability_confident", today, "L-00001", 2, None, True)
    known = replace(
        known, evidence=(*known.evidence, proof), left_out=frozenset({"living_wage"}),
        unknown=frozenset({"workplace_visit"}),
    )  # fmt: skip
    result = score(known, scheme, today).plain()

    assert queries.rescored(known.plain(), result, scheme, set()) == result


def test_the_assessor_of_the_case_may_not_waive(app, make):
    boss = decider(make)
    case = waiting(make, "silver", shut="shortfall", assessor_id=boss.id)

    assert waive(Browser(app, boss), case).status_code == 403
    assert session.scalar(sa.select(RefusedAct.act)).startswith("waive ")
    with journal.acting(boss):
        session.add(row(case, boss))
        with pytest.raises(NotAllowed):
            session.flush()
    session.rollback()
    with pytest.raises(sa.exc.DatabaseError, match="nobody waives a gate in a case"):
        session.connection().execute(sa.insert(table_of(Waiver)), values(case, boss))
    session.rollback()


def values(case, by):
    return {
        "employer_id": case.employer_id, "gate": "G1", "why": "x", "until": clock.today(),
        "case_ref": case.ref, "by_id": by.id, "at": clock.now(), "made_up": True, "version": 1,
    }  # fmt: skip


def row(case, by):
    return Waiver(**values(case, by))


def test_an_officer_may_not_waive(officer, blocked):
    assert waive(officer, blocked).status_code == 403
    assert session.scalars(sa.select(Waiver)).all() == []


def test_it_needs_a_reason_and_a_day_to_come(manager, blocked):
    page = waive(manager, blocked, why="", until="1/1/2020").text

    assert "Say why this gate may be set aside." in page
    assert "Choose a day to come." in waive(manager, blocked, until="1/1/2020").text


def test_one_that_ran_out_or_was_ended_counts_no_more(manager, make, blocked):
    waive(manager, blocked)
    assert "1 waiver counts today" in manager.get("/accreditation/waivers").text

    manager.post(f"/accreditation/waivers/{session.scalar(sa.select(Waiver.id))}/end")
    page = manager.get(f"/accreditation/decisions/new/{blocked.ref}").text
    assert "No level can be awarded." in page
    assert "0 waivers count today, 1 in all" in manager.get("/accreditation/waivers").text

    held = session.scalars(sa.select(Waiver)).one()
    held.ended_at = held.ended_by_id = None
    held.until = clock.today() - timedelta(days=1)
    session.commit()
    page = manager.get(f"/accreditation/decisions/new/{blocked.ref}").text
    assert "No level can be awarded." in page


def test_a_waiver_by_who_assesses_now_does_not_count(manager, make, app):
    """Given in an earlier case, by the person who assesses this one."""
    boss = decider(make)
    first = waiting(make, "silver", shut="shortfall")
    waive(Browser(app, boss), first)
    second = waiting(
        make, "silver", employer=_of(first),
        shut="shortfall", assessor_id=boss.id,
    )  # fmt: skip

    page = manager.get(f"/accreditation/decisions/new/{second.ref}").text
    assert "No level can be awarded." in page


def _of(case):
    from crm.employers.models import Employer

    return session.get_one(Employer, case.employer_id)


def test_roles_see_waivers_but_only_deciders_end_them(app, make, manager, blocked):
    waive(manager, blocked)
    officer = Browser(app, make.person(role=Role.OFFICER))

    assert "End it" not in officer.get("/accreditation/waivers").text
    assert "End it" in manager.get("/accreditation/waivers").text
