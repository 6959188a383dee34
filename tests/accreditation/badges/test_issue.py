"""Issuing and revoking: only from an award, never unsound, and known to the journal."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from accreditation.badges import actions, lists
from accreditation.badges.models import Badge, Reason, StatusList
from accreditation.openbadges import bits, shape
from accreditation.scheme import queries as schemes
from accreditation.scheme.models import State
from crm.core import clock, journal, undo
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.trash import actions as trash
from crm.trash.kinds import KINDS
from tests.accreditation.badges.world import check, issued


def grounds(employer, **changes):
    now = clock.now()
    values = {
        "employer": employer, "scheme_version": schemes.in_force(clock.today()), "level": "gold",
        "valid_from": now, "valid_until": now + timedelta(days=1), "decision": "D-1",
        "made_up": True,
    }  # fmt: skip
    return actions.Grounds(**(values | changes))


def test_a_badge_is_valid_in_both_forms(make):
    badge = issued(make, level="gold", number="01234567", evidence="Judged on verified evidence.")

    assert check(badge.credential).valid
    assert check(badge.token).valid
    credential = json.loads(badge.credential)
    assert not list(shape.faults(credential))
    holder, number = credential["credentialSubject"]["identifier"]
    assert holder["identityHash"] == "Windrush Foods"
    assert (number["identityType"], number["hashed"]) == ("ext:CompaniesHouseNumber", False)
    assert credential["evidence"][0]["narrative"] == "Judged on verified evidence."
    assert "result" not in credential["credentialSubject"]
    assert "(invented example)" in credential["credentialSubject"]["achievement"]["name"]


def test_the_name_that_the_public_knows_stands_in_it(make):
    employer = make.employer(name="WFL Holdings 2 Ltd", trading_name="Windrush Foods", made_up=True)

    badge = actions.issue(grounds(employer))

    assert badge.holder == "Windrush Foods"
    assert "WFL Holdings" not in badge.credential


@pytest.mark.parametrize(
    ("changes", "made_up", "why"),
    [
        ({"level": "platinum"}, True, "has the levels bronze, silver, gold"),
        ({"valid_until": None}, True, "must end after it begins"),
        ({}, False, "only for an invented employer"),
        ({"made_up": False}, True, "only for a real employer under a published scheme"),
        ({"made_up": False}, False, "only for a real employer under a published scheme"),
    ],
)
def test_what_is_no_award_becomes_no_badge(make, changes, made_up, why):
    employer = make.employer(made_up=made_up)
    if "valid_until" in changes:
        changes = {"valid_until": clock.now() - timedelta(days=1)}

    with pytest.raises(RuleBroken, match=why):
        actions.issue(grounds(employer, **changes))
    assert session.scalar(sa.select(sa.func.count(Badge.id))) == 0


def test_in_production_nothing_invented_is_signed(app, make):
    app.config["PRODUCTION"] = True

    with pytest.raises(RuleBroken, match="invented"):
        actions.issue(grounds(make.employer(made_up=True)))


def test_a_real_badge_needs_a_published_scheme_and_says_nothing_of_invention(make, manager):
    employer, version = make.employer(), schemes.in_force(clock.today())
    version.state, version.effective_from = State.PUBLISHED, clock.today()
    session.commit()

    badge = actions.issue(grounds(employer, made_up=False))
    session.commit()

    assert "invented" not in badge.credential
    assert check(badge.credential).valid


def test_entries_are_taken_by_chance_and_never_twice(make):
    badges = [issued(make) for _ in range(5)]
    entries = {badge.list_index for badge in badges}

    assert len(entries) == 5
    assert entries != set(range(5))
    assert {badge.list_id for badge in badges} == {badges[0].list_id}


def test_a_full_list_is_followed_by_another(make, monkeypatch):
    first = issued(make)
    monkeypatch.setattr(lists, "MOST_TAKEN", 1)

    second = issued(make)

    assert second.list_id != first.list_id
    assert check(second.credential).valid


def test_revoking_shows_at_once_and_only_there(make):
    gone, stays = issued(make), issued(make)

    actions.revoke(gone, Reason.CONDITIONS, "A job ended and no other was found.")
    session.commit()

    report = check(gone.credential)
    assert report.status == "revoked"
    assert "A job ended" in report.checks[-1].detail
    assert check(gone.token).status == "revoked"
    assert check(stays.credential).valid
    row = session.get_one(StatusList, gone.list_id)
    encoded = json.loads(row.document)["credentialSubject"]["encodedList"]
    assert bits.is_set(encoded, gone.list_index)
    assert not bits.is_set(encoded, stays.list_index)


def test_a_badge_is_revoked_once_and_with_public_words(make):
    badge = issued(make)

    with pytest.raises(RuleBroken, match="public words"):
        actions.revoke(badge, Reason.MISTAKE, "  ")
    actions.revoke(badge, Reason.MISTAKE, "Issued to the wrong firm.")
    with pytest.raises(RuleBroken, match="before"):
        actions.revoke(badge, Reason.MISTAKE, "Again")


def test_the_journal_knows_who_and_undo_takes_no_signature_back(make, manager):
    employer = make.employer(name="Windrush Foods", made_up=True)
    actions.issue(grounds(employer))
    session.commit()

    operation = session.get(journal.Operation, journal.last_operation_id())
    assert operation.title == "Issued a badge, Gold, Leading, to Windrush Foods"
    entries = session.scalars(
        sa.select(journal.Entry).where(journal.Entry.operation_id == operation.id)
    ).all()
    assert [entry.table_name for entry in entries] == ["badge"]
    assert not {"credential", "token"} & set(entries[0].after)
    with pytest.raises(RuleBroken, match="stays as it happened"):
        undo.undo(operation.id)


def test_an_employer_with_a_badge_does_not_go_to_the_trash(make):
    badge = issued(make)
    person = make.person()
    kind = KINDS["employer"]

    with pytest.raises(RuleBroken, match="1 badge"):
        trash.throw(kind, session.get_one(kind.model, badge.employer_id), actor=person)
