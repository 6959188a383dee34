"""Forged answers, other windows, another version of the scheme: nothing is lost or slipped in."""

import pytest

from accreditation.applications.models import State
from crm.core.db import session
from crm.employers.models import SizeBand
from tests.accreditation.applying.world import (
    ANSWERS,
    SIGNED,
    asked,
    fill,
    fresh,
    path,
    send,
    version_two,
)
from tests.accreditation.scheme.cases import document
from tests.browse import form_defaults


@pytest.mark.parametrize(
    "forged",
    [
        {"said_FP2": "step-9"},
        {"said_FP2": "step--1"},
        {"said_FP2": "step-"},
        {"said_FP2": "verified"},
        {"said_FP2": "step-1", "until_FP2": "31/2/2030"},
        {"said_FP2": "step-1", "words_FP2": "x" * 1001},
    ],
    ids=str,
)
def test_an_answer_that_was_not_offered_is_refused_beside_the_question(stranger, make, forged):
    row = asked(make)
    page = stranger.submit(f"{path(row)}/answer/pay", forged)

    assert page.status_code == 200
    assert "There is a problem" in page.text
    assert fresh(row).answers == {}


@pytest.mark.parametrize("code", ["OO3", "FP1", "LE1", "XX9", "__proto__"])
def test_an_answer_to_another_question_is_refused_as_a_whole(stranger, make, code):
    row = asked(make)
    given = {"said_FP2": "step-1", f"said_{code}": "step-1"}
    page = stranger.submit(f"{path(row)}/answer/pay", given)

    assert (page.status_code, "not asked here" in page.text) == (400, True)
    assert fresh(row).answers == {}


@pytest.mark.parametrize("size", ["not known", "giant", ""])
def test_a_size_that_was_not_offered_is_refused(stranger, make, size):
    row = asked(make, size=SizeBand.UNKNOWN)
    page = stranger.submit(f"{path(row)}/size", {"size": size})

    assert "There is a problem" in page.text
    assert fresh(row).size_said == ""


def test_two_windows_on_one_page_the_later_one_sees_what_was_saved(stranger, make):
    row = asked(make)
    link = f"{path(row)}/answer/pay"
    opened = form_defaults(stranger.get(link).text)
    stranger.submit(link, {"said_FP2": "step-1"})

    page = stranger.post(link, opened | {"said_FP2": "step-0"})
    assert page.status_code == 409
    assert "saved in another window" in page.text
    assert "Saved in the other window: Accredited as a living wage employer" in page.text
    assert 'value="step-0" checked' in page.text, "what was chosen is kept"
    assert fresh(row).answers["FP2"]["step"] == 1

    stranger.post(link, form_defaults(page.text) | {"said_FP2": "step-0"})
    assert fresh(row).answers["FP2"]["step"] == 0


def test_two_windows_on_two_pages_are_no_conflict(stranger, make):
    row = asked(make)
    link = path(row)
    opened = form_defaults(stranger.get(f"{link}/answer/support").text)
    stranger.submit(f"{link}/answer/pay", {"said_FP2": "step-1"})
    stranger.post(f"{link}/answer/support", opened | {"said_SW3": "step-1"})

    assert set(fresh(row).answers) == {"FP2", "SW3"}


def test_nothing_is_signed_that_changed_after_it_was_read(stranger, make):
    row = asked(make)
    link = path(row)
    fill(stranger, link)
    opened = form_defaults(stranger.get(f"{link}/check").text)
    stranger.submit(f"{link}/answer/pay", {"said_FP2": "step-0"})

    page = stranger.post(f"{link}/check", opened | SIGNED)
    assert (page.status_code, "changed in another window" in page.text) == (409, True)
    assert fresh(row).state is State.DRAFT


def test_a_page_that_was_open_when_it_was_sent_changes_nothing(stranger, make):
    row = asked(make)
    link = path(row)
    fill(stranger, link)
    opened = form_defaults(stranger.get(f"{link}/answer/pay").text)
    send(stranger, link)
    before = fresh(row).answers

    page = stranger.post(f"{link}/answer/pay", opened | {"said_FP2": "step-0"}, follow=True)
    assert "Where it stands" in page.text
    assert fresh(row).answers == before


def changed_pay():
    rows = document()["criteria"]
    for row in rows:
        if row["code"] == "FP2":
            row["steps"][1]["descriptor"] = "Pays the living wage to everybody, contractors too"
    return rows


def test_a_scheme_that_changed_meanwhile_is_said_and_nothing_is_sent_before(stranger, make):
    row = asked(make)
    link = path(row)
    fill(stranger, link)
    version = version_two(criteria=changed_pay())
    page = stranger.get(link)
    assert "The scheme changed since you began" in page.text

    page = send(stranger, link)
    assert "Go on under the new version first" in page.text
    assert fresh(row).state is State.DRAFT

    page = stranger.post(f"{link}/newer", follow=True)
    assert "2 of your answers stay" in page.text
    kept = fresh(row)
    assert (kept.scheme_version_id, set(kept.answers)) == (version.id, {"SW3", "LE1"})
    fill(stranger, link, {"pay": ANSWERS["pay"]})
    send(stranger, link)
    assert fresh(row).state is State.SUBMITTED


def test_nothing_of_a_sent_one_follows_another_version(stranger, make):
    row = asked(make)
    link = path(row)
    fill(stranger, link)
    send(stranger, link)
    was = fresh(row).scheme_version_id
    version_two(criteria=changed_pay())

    assert "The scheme changed" not in stranger.get(link).text
    stranger.post(f"{link}/newer", follow=True)
    assert fresh(row).scheme_version_id == was
    session.rollback()
