"""One assessment from the first verdict to waiting for its decision."""

import re
from datetime import timedelta

import pytest

from accreditation.applications.models import Application
from accreditation.applications.models import State as Sent
from accreditation.assessments import drafting, jobs, queries
from accreditation.assessments.case import case
from accreditation.assessments.models import Assessment, RefusedAct
from accreditation.assessments.rules import State
from accreditation.declared.models import Declared, Source
from accreditation.scheme.document import digest
from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.outbox import Mail
from crm.core.permissions import Role
from crm.employers.models import Employer
from crm.people.models import Person
from tests.accreditation.assessments.world import application, assessment, case_of, says, sealed
from tests.browse import Browser

QUEUE = "/accreditation/reviews"


def fresh(row) -> Assessment:
    session.expire_all()
    return session.get_one(Assessment, row.id)


def judged(browser, row, code, verdict, words="Seen on 3 September."):
    values = {"criterion": code, "verdict": verdict, "words": words}
    return browser.post(f"{QUEUE}/{row.ref}/judge", values, follow=True)


def log():
    session.expire_all()
    return [(kept.act, kept.person_id) for kept in session.query(RefusedAct).order_by("id")]


def test_it_shows_gates_result_criteria_and_the_evidence_of_one(make, officer):
    row = case_of(make, officer)
    says(make, row.employer_id, "supervisor", 1, "Mrs Rowe shows everybody round.")

    page = officer.get(f"{QUEUE}/{row.ref}?criterion=SW3").text

    for words in ("Gates", "Draft result", "Named supervisor and induction", "Confidence",
                  "Mrs Rowe shows everybody round.", "The employer declares", 'rel="next"',
                  'rel="prev"'):  # fmt: skip
        assert words in page


def test_the_first_criterion_that_needs_a_verdict_is_open(make, officer):
    row = case_of(make, officer)
    says(make, row.employer_id, "living_wage")

    assert "Pays a living wage" in officer.get(f"{QUEUE}/{row.ref}").text.split('id="evidence"')[1]


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        ("verified:1", (Source.VERIFIED, 1, "assessed", 4, "Proof seen")),
        ("assessed zero:0", (Source.VERIFIED, 0, "assessed", 0, "Assessed, none")),
        ("not assessed:0", (Source.UNKNOWN, 0, "not assessed", None, "Not assessed")),
        ("not applicable:0", (Source.NOT_APPLICABLE, 0, "does not apply", None, "does not apply")),
    ],
)
def test_a_verdict_becomes_what_the_score_reads(make, officer, verdict, expected):
    row = case_of(make, officer)
    says(make, row.employer_id, "living_wage", 1)

    judged(officer, row, "FP2", verdict)

    newest = session.query(Declared).order_by(Declared.id.desc()).first()
    marks = drafting_case(row).result.marks
    mark = next(mark for mark in marks if mark.criterion.code == "FP2")
    source, value, state, got, shown = expected
    assert (newest.source, newest.value, mark.state.value, mark.got) == (source, value, state, got)
    assert fresh(row).judgements["FP2"]["state"] == verdict.partition(":")[0]
    assert shown in officer.get(f"{QUEUE}/{row.ref}").text


def drafting_case(row):
    return case(queries.assessment_or_404(row.ref))


def test_accepting_a_declaration_leaves_it_declared(make, officer):
    row = case_of(make, officer)
    says(make, row.employer_id, "living_wage", 1)

    judged(officer, row, "FP2", "declared:1", "")

    assert fresh(row).judgements["FP2"]["state"] == "declared"
    assert session.query(Declared).count() == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("FP2", "verified:1", ""), "Say what you saw"),
        (("FP2", "verified:7", "Seen"), "Choose one of the verdicts"),
        (("FP2", "gold", "Seen"), "Choose one of the verdicts"),
        (("OO4", "verified:1", "Seen"), "Choose one of the verdicts"),
        (("XX9", "verified:1", "Seen"), "not part of this version"),
    ],
)
def test_what_is_not_offered_is_refused_and_what_was_typed_stays(make, officer, given, said):
    row = case_of(make, officer)
    says(make, row.employer_id, "living_wage", 1)

    page = judged(officer, row, *given).text

    assert said in page
    assert given[2] in page
    assert fresh(row).judgements == {}


def test_a_verdict_can_be_undone(make, officer):
    row = case_of(make, officer)
    says(make, row.employer_id, "living_wage", 1)
    page = judged(officer, row, "FP2", "assessed zero:0").text
    undo = re.search(r'action="(/undo[^"]+|/history[^"]+undo[^"]*)"', page)
    assert undo, "the flash offers Undo"
    officer.post(undo[1])

    assert fresh(row).judgements == {}
    assert session.query(Declared).count() == 1


def sent_draft(browser, row):
    return browser.post(f"{QUEUE}/{row.ref}/send", follow=True)


def ready_to_submit(make, browser, **more):
    row = case_of(make, browser, **more)
    sent_draft(browser, row)
    kept = fresh(row)
    kept.state = State.OPEN
    session.commit()
    return row


def test_the_draft_goes_out_with_ten_working_days(make, officer):
    row = case_of(make, officer)

    with clock.at(clock.now()):
        page = sent_draft(officer, row).text

    kept = fresh(row)
    assert "The draft is mailed" in page
    assert kept.state is State.DRAFT_SENT
    days = drafting.calendar.working_days(
        clock.today() + timedelta(days=1), kept.correct_until, drafting.reference.holidays()
    )
    assert days == 10
    mail = session.query(Mail).filter_by(kind="draft result").one()
    assert (mail.to_addr, "{link}" in mail.body) == ("rowe@firm.example", True)


def test_the_draft_waits_until_every_word_is_judged(make, officer):
    row = case_of(make, officer)
    says(make, row.employer_id, "living_wage", 1)

    assert "Judge every criterion" in sent_draft(officer, row).text
    assert fresh(row).state is State.OPEN


def test_after_its_days_the_draft_is_back_with_the_assessor(make, officer):
    row = case_of(make, officer)
    sent_draft(officer, row)
    assert jobs.lapse(clock.now()) == 0

    with clock.at(clock.now() + timedelta(days=30)):
        assert jobs.lapse(clock.now()) == 1
        assert jobs.lapse(clock.now()) == 0
    assert fresh(row).state is State.OPEN


def submit(browser, row, words="All in order."):
    return browser.post(f"{QUEUE}/{row.ref}/submit", {"words": words}, follow=True)


def firm(row):
    return not drafting_case(row).firm.borderline


def test_it_waits_for_a_decision_sealed_by_a_digest(make, officer):
    row = ready_to_submit(make, officer)
    assert firm(row), "a case without evidence is far from every level"

    assert "It waits for a decision" in submit(officer, row).text

    kept = fresh(row)
    assert kept.state is State.READY
    assert kept.digest == digest(drafting.sealed_parts(kept))
    assert kept.result["level"] is None
    assert kept.facts["employer"] == f"E-{kept.employer_id:05d}"


def test_what_happens_later_does_not_change_what_was_sealed(make, officer):
    row = ready_to_submit(make, officer)
    submit(officer, row)
    before = drafting_case(row).result.plain()
    says(make, row.employer_id, "living_wage", 1)

    assert drafting_case(row).result.plain() == before


@pytest.mark.parametrize("act", ["judge", "ask", "send", "submit", "drop"])
def test_nothing_is_edited_after_it_was_sent_and_the_try_is_kept(make, officer, act):
    row = sealed(make, assessor_id=officer.person_id)
    values = {"criterion": "FP2", "verdict": "verified:1", "words": "Late"}

    assert "Have it sent back" in officer.post(f"{QUEUE}/{row.ref}/{act}", values, follow=True).text

    assert len(log()) == 1
    assert log()[0][1] == officer.person_id
    assert fresh(row).judgements == {}


def test_forged_fields_change_nobody(make, officer, manager):
    row = ready_to_submit(make, officer)
    forged = {
        "words": "Mine", "assessor_id": manager.person_id, "second_id": manager.person_id,
        "reviewer_id": manager.person_id, "state": "ready", "borderline": "", "proposed": "gold",
        "digest": "0" * 64, "by": manager.person_id,
    }  # fmt: skip
    officer.post(f"{QUEUE}/{row.ref}/submit", forged)

    kept = fresh(row)
    assert (kept.assessor_id, kept.second_id, kept.reviewer_id) == (officer.person_id, None, None)
    assert (kept.proposed, kept.digest == "0" * 64) == ("", False)


def test_another_person_cannot_judge_in_the_assessors_place(make, officer, manager):
    row = case_of(make, officer)
    says(make, row.employer_id, "living_wage", 1)

    assert "not its assessor" in judged(manager, row, "FP2", "verified:1").text
    assert log() == [("judge", manager.person_id)]
    assert fresh(row).judgements == {}


def test_an_assessor_who_became_its_officer_is_stopped(make, officer):
    row = case_of(make, officer)
    session.get_one(Employer, row.employer_id).owner_id = officer.person_id
    session.commit()
    says(make, row.employer_id, "living_wage", 1)

    assert "relationship officer" in judged(officer, row, "FP2", "verified:1").text
    assert log() == [("judge", officer.person_id)]


def borderline(row):
    """Ask for a second opinion as a borderline case does, whatever its score."""
    kept = fresh(row)
    kept.second_asked_at, kept.assessor_words = clock.now(), "Close to Silver."
    session.commit()


def second(browser, row, verdict="agree", words="I looked at all of it."):
    values = {"verdict": verdict, "words": words}
    return browser.post(f"{QUEUE}/{row.ref}/second", values, follow=True)


def test_a_second_person_agrees_and_it_waits_for_a_decision(make, officer, manager):
    row = ready_to_submit(make, officer)
    borderline(row)

    assert "Your second opinion" in manager.get(f"{QUEUE}/{row.ref}").text
    second(manager, row)

    kept = fresh(row)
    assert (kept.state, kept.second_id) == (State.READY, manager.person_id)
    assert kept.second_words == "I looked at all of it."


def test_who_assessed_before_gives_no_second_opinion(make, officer, manager):
    row = ready_to_submit(make, officer)
    borderline(row)
    fresh(row).assessor_id = manager.person_id
    session.commit()

    assert "Your second opinion" not in officer.get(f"{QUEUE}/{row.ref}").text
    assert "You assessed this employer" in second(officer, row).text
    kept = fresh(row)
    assert (kept.state, kept.second_id) == (State.OPEN, None)
    kept.second_id = officer.person_id
    with pytest.raises(RuleBroken, match="ever assessed"):
        session.flush()
    session.rollback()


def test_a_second_person_who_disagrees_sends_it_back(make, officer, manager):
    row = ready_to_submit(make, officer)
    borderline(row)
    second(manager, row, "back", "The visit is missing.")

    kept = fresh(row)
    assert (kept.state, kept.second_id, kept.second_asked_at) == (State.OPEN, None, None)
    assert "The visit is missing." in kept.sent_back


def test_the_assessor_cannot_be_the_second_person_even_with_another_role(make, officer):
    row = ready_to_submit(make, officer)
    borderline(row)
    person = session.get_one(Person, officer.person_id)
    person.role = Role.MANAGER
    session.commit()

    assert "You assessed this employer" in second(officer, row).text
    assert log() == [("second opinion", officer.person_id)]
    assert fresh(row).state is State.OPEN


def test_nobody_gives_a_second_opinion_unasked(make, officer, manager):
    row = ready_to_submit(make, officer)

    assert "Nobody asked" in second(manager, row).text
    assert log() == [("second opinion", manager.person_id)]


def test_a_changed_verdict_takes_the_second_opinion_back(make, officer):
    row = ready_to_submit(make, officer)
    borderline(row)
    says(make, row.employer_id, "living_wage", 1)
    judged(officer, row, "FP2", "verified:1")

    assert fresh(row).second_asked_at is None


def test_part_of_the_council_needs_somebody_independent(make, officer, manager):
    row = ready_to_submit(make, officer, employer={"council": True})
    assert "a second opinion" in submit(officer, row).text

    assert "independent reviewer looks at it" in second(manager, row).text
    assert log() == [("second opinion", manager.person_id)]
    apart = Browser(officer.app, make.person(role=Role.REVIEWER, independent=True))
    assert second(apart, row).status_code == 404
    manager.post(
        f"{QUEUE}/{row.ref}/assign", {"person": apart.person_id, "words": "The council itself"}
    )
    second(apart, row)
    assert (fresh(row).state, fresh(row).second_id) == (State.READY, apart.person_id)


def test_who_decides_may_send_it_back_and_nobody_else(make, officer, manager):
    row = sealed(make, assessor_id=officer.person_id)
    assert officer.post(f"{QUEUE}/{row.ref}/back", {"words": "No"}).status_code == 403
    mine = sealed(make, assessor_id=manager.person_id)
    page = manager.post(f"{QUEUE}/{mine.ref}/back", {"words": "Mine"}, follow=True)
    assert "You assessed" in page.text
    manager.post(f"{QUEUE}/{row.ref}/back", {"words": "Look at the visit again."})

    kept = fresh(row)
    assert (kept.state, kept.digest) == (State.OPEN, "")
    assert kept.sent_back == "Look at the visit again."
    assert log() == [("assessments.back", officer.person_id), ("send back", manager.person_id)]


def test_a_review_that_nobody_applied_for_is_a_free_managers_to_end(app, make, manager):
    tied, colleague = make.person(role=Role.MANAGER), make.person(role=Role.OFFICER)
    row = assessment(make, make.employer(owner_id=tied.id), why_opened="A gate fails")
    place = f"{QUEUE}/{row.ref}"
    for person in (tied, colleague):
        browser = Browser(app, person)
        assert "End it without a decision" not in browser.get(place).text
        browser.post(f"{place}/drop", {"words": "Not needed"})
        assert fresh(row).state is State.OPEN
    assert [act for act, _ in log()] == ["drop"] * 2

    assert "End it without a decision" in manager.get(place).text
    manager.post(f"{place}/drop", {"words": "Opened by mistake"})
    assert fresh(row).state is State.DROPPED


def test_dropping_lets_the_application_wait_again(make, officer):
    sent = application(make)
    officer.post(f"{QUEUE}/take/{sent.ref}")
    row = session.query(Assessment).one()
    officer.post(f"{QUEUE}/{row.ref}/drop", {"words": "Sent by mistake"})

    assert fresh(row).state is State.DROPPED
    assert session.get_one(Application, sent.id).state is Sent.SUBMITTED
    officer.post(f"{QUEUE}/take/{sent.ref}")
    assert session.query(Assessment).count() == 2
