"""Questions that take a number: how many, or so many of so many."""

import pytest
import sqlalchemy as sa

from accreditation.applications import queries
from accreditation.assessments.models import Assessment
from accreditation.declared.models import Declared
from crm.core.db import session
from tests.accreditation.applying.world import asked, fresh, path, send, text_of, version_two
from tests.accreditation.scheme.cases import numbered

COUNT = {"said_FP2": "number", "number_FP2": "12"}
SHARE = {"said_SW3": "number", "of_SW3": "9", "number_SW3": "7"}
OTHER = {"leadership": {"said_LE1": "step-1"}}


def begun(make):
    version_two(**numbered())
    row = asked(make)
    return row, path(row)


def filled(stranger, link):
    for part, given in {"pay": COUNT, "support": SHARE, **OTHER}.items():
        stranger.submit(f"{link}/answer/{part}", given)


def test_the_page_asks_for_what_the_measure_needs(stranger, make):
    _, link = begun(make)
    pay, support = (stranger.get(f"{link}/answer/{part}").text for part in ("pay", "support"))

    assert "Number of trained colleagues in the last 24 months" in pay
    assert ("number_FP2" in pay, "of_FP2" in pay, "until_FP2" in pay) == (True, False, False)
    assert "Number of new starters in the last 36 months" in support
    assert "Number of these for “New starters have a supervisor”" in support


def test_numbers_are_checked_sent_and_kept_as_declarations(stranger, make):
    _, link = begun(make)
    filled(stranger, link)
    page = text_of(stranger.get(f"{link}/check"))
    assert ("12" in page, "7 of 9, 77%" in page) == (True, True)
    send(stranger, link)

    said = {d.metric: d.value for d in session.scalars(sa.select(Declared))}
    assert said == {"living_wage": 12, "supervisor": 77, "disability_confident": 1}
    status = text_of(stranger.get(link))
    assert "Three colleagues are trained: 12 trained colleagues in 24 months." in status
    assert "Half of them: 77% of new starters in 36 months." in status


@pytest.mark.parametrize(
    ("part", "given", "said"),
    [
        ("pay", {"said_FP2": "number"}, "Colleagues are trained: enter the number, 0 for none"),
        ("pay", {"said_FP2": "number", "number_FP2": "a few"}, "must be a whole number from 0"),
        ("pay", {"said_FP2": "number", "number_FP2": "-1"}, "must be a whole number from 0"),
        ("pay", {"said_FP2": "number", "number_FP2": "1.5"}, "must be a whole number from 0"),
        ("pay", {"said_FP2": "number", "number_FP2": "1000001"}, "must be a whole number from 0"),
        ("pay", {"said_FP2": "unknown", "number_FP2": "3"}, "take the number out, or choose"),
        ("pay", {"said_FP2": "step-1"}, "Choose one of the answers"),
        ("support", {"said_SW3": "number", "of_SW3": "9"}, "enter the number, 0 for none"),
        ("support", {"said_SW3": "number", "number_SW3": "9"}, "enter the number, 0 for none"),
        ("support", SHARE | {"number_SW3": "10"}, "this cannot be more than all of them"),
        ("support", SHARE | {"of_SW3": "0", "number_SW3": "0"}, "if there were none, choose"),
    ],
)
def test_what_does_not_fit_is_said_beside_the_number(stranger, make, part, given, said):
    row, link = begun(make)
    page = stranger.submit(f"{link}/answer/{part}", given)

    assert "There is a problem" in page.text
    assert said in page.text
    assert fresh(row).answers == {}


def test_a_number_alone_is_an_answer(stranger, make):
    row, link = begun(make)
    stranger.submit(f"{link}/answer/pay", {"number_FP2": "0"})

    kept = fresh(row).answers["FP2"]
    assert (kept["state"], kept["number"]) == ("answered", 0)
    assert 'value="number" checked' in stranger.get(f"{link}/answer/pay").text


def test_the_level_follows_a_number_before_it_is_saved(stranger, make):
    row, link = begun(make)
    page = stranger.submit(f"{link}/answer/pay", COUNT | {"check": "y"})

    assert "4 points of what you declare do not count" in text_of(page)
    assert fresh(row).answers == {}


def test_a_number_of_another_question_is_refused_as_a_whole(stranger, make):
    row, link = begun(make)
    page = stranger.submit(f"{link}/answer/pay", COUNT | {"number_SW3": "3"})

    assert (page.status_code, fresh(row).answers) == (400, {})


def test_what_was_declared_before_is_filled_in(stranger, make):
    row, link = begun(make)
    filled(stranger, link)
    send(stranger, link)
    sent = fresh(row)
    employer = sent.employer
    sent.state = queries.State.DECIDED
    sent.answers = {code: sent.answers[code] for code in ("LE1",)}
    session.commit()
    again = path(asked(make, employer=employer))

    page = stranger.get(f"{again}/answer/pay").text
    assert 'value="12"' in page
    assert 'value="number" checked' in page
    assert "Our records say 77%." in stranger.get(f"{again}/answer/support").text


def test_the_assessor_sees_the_number_and_keeps_it_as_proof_seen(stranger, make, officer):
    row, link = begun(make)
    filled(stranger, link)
    send(stranger, link)
    page = officer.get(f"/accreditation/applications/{row.ref}").text
    assert ("12" in page, "7 of 9, 77%" in page) == (True, True)

    officer.post(f"/accreditation/reviews/take/{row.ref}")
    review = session.scalars(sa.select(Assessment)).one()
    there = f"/accreditation/reviews/{review.ref}"
    page = officer.get(f"{there}?criterion=SW3").text
    assert "The employer declares: 77%" in page
    assert "I saw proof: Half of them, 2 points" in page

    given = {"criterion": "FP2", "verdict": "verified:1", "words": "Twelve certificates."}
    officer.post(f"{there}/judge", given)
    session.expire_all()
    newest = session.scalars(sa.select(Declared).order_by(Declared.id.desc())).first()
    assert (newest.metric, newest.value, newest.source) == ("living_wage", 12, "verified")
    officer.post(f"{there}/judge", given | {"criterion": "SW3", "verdict": "verified:2"})
    session.expire_all()
    newest = session.scalars(sa.select(Declared).order_by(Declared.id.desc())).first()
    assert (newest.metric, newest.value) == ("supervisor", 90), "proof of more than was declared"
