"""Granting and confirming: the badge comes with it, an older award gives way, nothing is lost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from accreditation.awards import actions, queries
from accreditation.awards.models import Award
from accreditation.awards.rules import Move, State
from accreditation.badges.models import Badge, Reason
from accreditation.openbadges.credential import NotSound
from accreditation.scheme import queries as schemes
from crm.core import clock, undo
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.journal import Operation
from crm.core.permissions import Role
from crm.employers.models import Standing
from tests.accreditation.awards.world import granted, kinds, published


def badge_of(award):
    return session.get(Badge, award.badge_id)


def test_a_grant_without_conditions_is_confirmed_with_its_badge(make):
    officer = make.person(role=Role.MANAGER)
    award = granted(make, "silver", officer=officer)

    assert (award.state, award.badge_trouble) == (State.CONFIRMED, "")
    badge = badge_of(award)
    assert badge.level_code == "silver"
    assert badge.decision == "D-00001"
    assert badge.made_up
    assert badge.issued_by_id == officer.id
    assert kinds(award) == [Move.GRANT, Move.CONFIRM, Move.BADGE]
    assert queries.current(award.employer_id).id == award.id


def test_the_badge_counts_on_the_whole_last_day_in_london(make):
    award = granted(make)

    ends = clock.to_london(badge_of(award).valid_until)
    assert (ends.date(), ends.hour, ends.minute) == (award.ends_on, 23, 59)


def test_with_conditions_it_waits_without_a_badge_and_is_never_public(make):
    award = granted(make, conditional=True)

    assert (award.state, award.badge_id) == (State.PROVISIONAL, None)
    assert queries.current(award.employer_id) is None
    assert queries.waiting(award.employer_id).id == award.id
    assert session.scalars(queries.public()).all() == []

    assert actions.confirm(award, by=None)
    session.commit()
    assert award.state is State.CONFIRMED
    assert badge_of(award).level_code == "silver"


def test_under_a_proposal_a_real_award_waits_until_the_version_is_published(make):
    award = granted(make, invented=False, version=schemes.find("1"))
    assert award.state is State.PROVISIONAL
    assert "not published yet" in award.state_words
    with pytest.raises(RuleBroken, match="Publish this version"):
        actions.confirm(award, by=None)
    session.rollback()

    published()
    held = queries.waiting(award.employer_id, lock=True)
    assert actions.confirm(held, by=None)
    session.commit()
    assert not badge_of(award).made_up


def test_it_is_public_only_with_consent(make):
    granted(make, public_ok=False)
    shown = granted(make, public_ok=True)

    assert session.scalars(queries.public()).all() == [shown]


@pytest.mark.parametrize(
    ("before", "after", "state", "move"),
    [
        ("silver", "silver", State.RENEWED, Move.RENEW),
        ("bronze", "gold", State.SUPERSEDED, Move.SUPERSEDE),
        ("gold", "bronze", State.DOWNGRADED, Move.DOWNGRADE),
    ],
)
def test_a_newer_award_takes_the_place_of_the_older(make, before, after, state, move):
    old = granted(make, before)
    new = granted(make, after, after=old, decision_ref="D-00002")

    assert (old.state, new.state, new.replaces_id) == (state, State.CONFIRMED, old.id)
    assert kinds(old)[-1] == move
    assert badge_of(old).revoked_why is Reason.SUPERSEDED
    assert badge_of(new).revoked_at is None
    assert queries.current(old.employer_id).id == new.id


def test_a_conditional_award_leaves_the_older_alone_until_it_is_confirmed(make):
    old = granted(make, "bronze")
    new = granted(make, "gold", after=old, conditional=True)
    assert queries.current(old.employer_id).id == old.id

    actions.confirm(queries.waiting(old.employer_id, lock=True), by=None)
    session.commit()
    assert (old.state, new.state) == (State.SUPERSEDED, State.CONFIRMED)


def test_a_newer_decision_drops_what_still_waited(make):
    waits = granted(make, conditional=True)
    new = granted(make, after=waits)

    assert (waits.state, new.state) == (State.DROPPED, State.CONFIRMED)
    assert session.scalars(queries.public()).all() == [new]


@pytest.mark.parametrize(
    "fault", [NotSound(["a term nobody knows"]), RuleBroken("No key."), OSError(13, "keys")]
)
def test_without_a_badge_the_award_stands_and_a_retry_makes_it(make, monkeypatch, fault):
    def fails(_award):
        raise fault

    old = granted(make, "silver")
    with monkeypatch.context() as broken:
        broken.setattr("accreditation.badges.actions.issue", fails)
        award = granted(make, "silver", after=old)

    assert (award.state, award.badge_id) == (State.CONFIRMED, None)
    assert award.badge_trouble
    assert badge_of(old).revoked_at is None, "the older badge counts until there is a newer one"

    assert actions.retry_badge(queries.award_or_404(award.ref, lock=True), by=None)
    session.commit()
    assert award.badge_trouble == ""
    assert badge_of(old).revoked_at is not None
    assert kinds(award)[-2:] == [Move.NO_BADGE, Move.BADGE]


def test_a_badge_is_not_issued_twice(make):
    award = granted(make)

    with pytest.raises(RuleBroken, match="without a badge"):
        actions.retry_badge(award, by=None)


def test_an_unknown_level_and_a_backward_time_are_refused(make):
    with pytest.raises(RuleBroken, match="no level"):
        granted(make, "platinum", ends=clock.today())
    session.rollback()
    with pytest.raises(RuleBroken, match="end after it begins"):
        granted(make, ends=clock.today() - timedelta(days=1))


def test_lists_know_the_level_and_the_first_day_ever(make):
    first = clock.today() - timedelta(days=400)
    old = granted(make, "bronze", begins=first, ends=clock.today() + timedelta(days=1))
    granted(make, "silver", after=old)
    other = granted(make, conditional=True)

    row = session.get(Standing, old.employer_id, populate_existing=True)
    assert (row.award_level, row.awarded_on) == ("silver", first)
    row = session.get(Standing, other.employer_id, populate_existing=True)
    assert (row.award_level, row.awarded_on) == ("", None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE award_event SET words = 'else'",
        "DELETE FROM award_event",
        "DELETE FROM award",
        "UPDATE award SET level = 'gold'",
        "UPDATE award SET decision_ref = 'D-9'",
        "UPDATE award SET state = 'confirmed' WHERE state = 'superseded'",
    ],
)
def test_the_database_itself_refuses_to_rewrite_history(make, statement):
    old = granted(make, "bronze")
    granted(make, "silver", after=old)

    with pytest.raises(sa.exc.DatabaseError, match="never"):
        session.execute(sa.text(statement))
    session.rollback()


def test_an_employer_holds_one_award_at_a_time(make):
    award = granted(make)
    row = {c.key: getattr(award, c.key) for c in sa.inspect(Award).column_attrs if c.key != "id"}

    with pytest.raises(sa.exc.IntegrityError):
        session.connection().execute(sa.insert(Award.__table__), row)
    session.rollback()


def test_a_grant_is_final(make):
    granted(make)
    number = session.scalar(
        sa.select(sa.func.max(Operation.id)).where(Operation.kind == actions.KIND)
    )

    with pytest.raises(RuleBroken, match="stays as it happened"):
        undo.undo(number)
    session.rollback()


def test_terms_are_dated(app):
    terms = queries.terms(clock.today())
    assert (terms.notice_days, terms.status) == ([90, 60, 30], "unconfirmed")
