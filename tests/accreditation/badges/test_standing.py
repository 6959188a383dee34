"""How a badge stands: under review, replaced, withdrawn; for people and as data."""

import json
from datetime import timedelta

import pytest

from accreditation.badges import actions, queries
from accreditation.badges.models import Reason, StatusList
from accreditation.openbadges import bits, shape
from accreditation.scheme import queries as schemes
from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Employer
from tests.accreditation.badges.world import check, issued


def standing(stranger, badge):
    answer = stranger.client.get(f"/badges/{badge.public_id}/status.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert int(answer.headers["Cache-Control"].rpartition("=")[2]) <= 30
    return json.loads(answer.text)


def renewed(badge, level="gold"):
    """Issue and commit a badge that takes the place of another."""
    now = clock.now().replace(microsecond=0)
    made = actions.issue(
        actions.Grounds(
            employer=session.get_one(Employer, badge.employer_id),
            scheme_version=schemes.in_force(clock.today()), level=level, valid_from=now,
            valid_until=now + timedelta(days=700), decision="D-2", replaces=badge, made_up=True,
        )
    )  # fmt: skip
    session.commit()
    return queries.find(made.public_id)


def test_a_held_badge_says_under_review_and_its_list_stays(make, stranger):
    badge = issued(make)
    was = session.get_one(StatusList, badge.list_id).document

    actions.hold(badge, "We look again at the pay of one job.")
    session.commit()

    page = stranger.get(f"/badges/{badge.public_id}")
    assert "Under review" in page.text
    assert "Valid today" not in page.text
    assert "We look again at the pay of one job." in page.text
    found = standing(stranger, badge)
    assert (found["status"], found["words"]) == (
        "under review", "We look again at the pay of one job.",
    )  # fmt: skip
    assert found["since"]
    report = check(badge.credential)
    assert (report.valid, report.status, report.ok("status")) == (False, "under review", True)
    assert check(badge.token).status == "under review"
    assert session.get_one(StatusList, badge.list_id).document == was


def test_a_released_badge_holds_again(make, stranger):
    badge = issued(make)
    actions.hold(badge, "We look again.")
    actions.release(badge)
    session.commit()

    assert "Valid today" in stranger.get(f"/badges/{badge.public_id}").text
    assert standing(stranger, badge)["status"] == "valid"
    assert check(badge.token).valid


@pytest.mark.parametrize(
    ("before", "act", "why"),
    [
        ("", actions.release, "not under review"),
        ("", lambda badge: actions.hold(badge, " "), "in public words"),
        ("held", lambda badge: actions.hold(badge, "Again."), "under review already"),
        ("revoked", lambda badge: actions.hold(badge, "Look."), "revoked before"),
    ],
)
def test_a_review_begins_and_ends_once(make, before, act, why):
    badge = issued(make)
    if before == "held":
        actions.hold(badge, "Look.")
    if before == "revoked":
        actions.revoke(badge, Reason.MISTAKE, "Wrong firm.")

    with pytest.raises(RuleBroken, match=why):
        act(badge)


def test_a_badge_revoked_under_review_is_withdrawn(make, stranger):
    badge = issued(make)
    actions.hold(badge, "We look again.")
    actions.revoke(badge, Reason.CONDITIONS, "The job ended.")
    session.commit()

    found = standing(stranger, badge)
    assert (found["status"], found["words"]) == ("revoked", "The job ended.")
    assert found["reason"] == "conditions no longer met"
    assert "We look again" not in stranger.get(f"/badges/{badge.public_id}").text


def test_who_put_it_under_review_stands_in_the_history(make):
    badge, person = issued(make), make.person()
    actions.hold(badge, "We look again.", by=person)
    session.commit()

    operation = session.get(journal.Operation, journal.last_operation_id())
    assert (operation.actor_id, operation.kind) == (person.id, "badge")
    assert operation.title == f"Put the badge of {badge.holder} under review"


def test_a_renewed_badge_revokes_the_old_one_and_both_name_each_other(make, stranger):
    old = issued(make, level="silver")

    new = renewed(old)

    was, now = standing(stranger, old), standing(stranger, new)
    assert (was["status"], was["reason"]) == ("revoked", "superseded")
    assert (was["replaced_by"], was["replaces"]) == (now["id"], None)
    assert (now["status"], now["replaces"], now["replaced_by"]) == ("valid", was["id"], None)
    document = json.loads(session.get_one(StatusList, old.list_id).document)
    encoded = document["credentialSubject"]["encodedList"]
    assert bits.is_set(encoded, old.list_index)
    assert not bits.is_set(encoded, new.list_index)
    assert f"/badges/{new.public_id}" in stranger.get(f"/badges/{old.public_id}").text


def test_the_credential_names_the_level_before_it(make):
    new = renewed(issued(make, level="silver"))

    credential = json.loads(new.credential)
    related = credential["credentialSubject"]["achievement"]["related"]
    assert [one["id"].rpartition("/")[2] for one in related] == ["silver"]
    assert not list(shape.faults(credential))
    assert check(new.credential).valid


def test_a_badge_renewed_at_its_level_is_not_related_to_itself(make):
    new = renewed(issued(make, level="gold"))

    assert "related" not in json.loads(new.credential)["credentialSubject"]["achievement"]


def test_what_was_revoked_for_a_reason_keeps_it_when_replaced(make, stranger):
    old = issued(make, level="gold")
    actions.revoke(old, Reason.CONDITIONS, "One gate failed.")

    renewed(old, level="bronze")

    assert standing(stranger, old)["reason"] == "conditions no longer met"


def test_a_badge_that_never_was_has_no_standing(app, stranger):
    assert stranger.client.get("/badges/nothing/status.json").status_code == 404
