"""Each move, each refused move: who may, from which state, what it does to badge and register."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from accreditation.assessments.models import Interest, RefusedAct
from accreditation.awards import actions, moves, queries, rules
from accreditation.awards.models import Award, AwardEvent
from accreditation.awards.rules import Move, State
from accreditation.badges.models import Badge, Reason
from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.outbox import Mail
from crm.core.permissions import Role
from crm.employers.models import Employer, Standing
from tests.accreditation.awards.world import granted, kinds
from tests.browse import Browser

WHY = {"reason": "SU-1", "words": "We ask for a pay slip.", "private": "A colleague rang."}


def badge_of(award):
    return session.get(Badge, award.badge_id, populate_existing=True)


def fresh(award):
    return session.get(Award, award.id, populate_existing=True)


def mails():
    return session.scalars(sa.select(Mail).where(Mail.kind == "award").order_by(Mail.id)).all()


def with_contact(make, award):
    return make.contact(session.get(Employer, award.employer_id), email="ann@firm.example")


def go(browser, award, slug, **changes):
    return browser.post(f"/accreditation/awards/{award.ref}/{slug}", WHY | changes)


def test_a_suspension_shows_at_once_and_can_be_taken_back(make, manager):
    award = granted(make)
    with_contact(make, award)
    page = manager.get(f"/accreditation/awards/{award.ref}/suspend")
    assert "This can be taken back" in page.text

    answer = go(manager, award, "suspend")

    assert answer.status_code == 302
    held = fresh(award)
    assert held.state is State.SUSPENDED
    assert held.state_words == "We are looking at new evidence. We ask for a pay slip."
    assert badge_of(held).held_since is not None
    assert "A colleague rang" not in badge_of(held).held_words
    assert session.get(Standing, award.employer_id).award_level == "silver"
    mail = mails()[-1]
    assert mail.subject == "Your level is under review"
    assert "We ask for a pay slip." in mail.body
    assert "A colleague rang" not in mail.body

    go(manager, award, "reinstate", reason="RE-1", words="")
    held = fresh(award)
    assert (held.state, held.state_words) == (State.CONFIRMED, "")
    assert badge_of(held).held_since is None
    assert kinds(held)[-2:] == [Move.SUSPEND, Move.REINSTATE]
    assert mails()[-1].subject == "The review of your level is over"


def test_a_level_is_taken_away_only_after_its_notice(app, make, manager):
    award = granted(make)
    page = go(manager, award, "revoke", reason="RV-1")
    assert "Suspend it first: the business gets 10 days of notice" in page.text
    go(manager, award, "suspend")
    page = go(manager, award, "revoke", reason="RV-1")
    assert "The business has notice until" in page.text
    assert fresh(award).state is State.SUSPENDED

    with time_machine.travel(clock.now() + timedelta(days=10)):
        later = Browser(app, make.person(role=Role.MANAGER))
        go(later, award, "revoke", reason="RV-1", words="")

    gone = fresh(award)
    assert (gone.state, gone.reason) == (State.REVOKED, "RV-1")
    assert badge_of(gone).revoked_why is Reason.CONDITIONS
    assert badge_of(gone).revoked_words == "A rule of the scheme is no longer met."
    assert session.get(Standing, award.employer_id, populate_existing=True).award_level == ""
    assert queries.current(award.employer_id) is None


@pytest.mark.parametrize(
    ("code", "why"),
    [("RV-2", Reason.CONDITIONS), ("RV-4", Reason.MISTAKE), ("RV-5", Reason.CONDITIONS)],
)
def test_some_reasons_take_it_away_at_once(make, manager, code, why):
    award = granted(make)

    go(manager, award, "revoke", reason=code)

    assert fresh(award).state is State.REVOKED
    assert badge_of(award).revoked_why is why


def test_a_level_that_was_given_back(make, manager):
    award = granted(make)

    go(manager, award, "withdraw", reason="WI-1")

    assert fresh(award).state is State.WITHDRAWN
    assert badge_of(award).revoked_why is Reason.WITHDRAWN


def test_conditions_that_were_met_or_not(make, manager):
    met, missed = granted(make, conditional=True), granted(make, conditional=True)

    go(manager, met, "confirm", reason="CO-1")
    go(manager, missed, "drop", reason="DR-1")

    assert fresh(met).state is State.CONFIRMED
    assert badge_of(fresh(met)).revoked_at is None
    assert kinds(met) == [Move.GRANT, Move.CONFIRM, Move.BADGE]
    assert (fresh(missed).state, fresh(missed).badge_id) == (State.DROPPED, None)
    assert session.scalars(queries.public()).all() == [fresh(met)]


@pytest.mark.parametrize("slug", ["confirm", "reinstate", "drop"])
def test_a_move_that_the_state_does_not_allow(make, manager, slug):
    award = granted(make)
    code = rules.REASONS[Move[slug.upper()]][0].code

    page = go(manager, award, slug, reason=code)

    assert "This award is confirmed, so it cannot be" in page.text
    assert kinds(award)[-1] == Move.BADGE


@pytest.mark.parametrize("slug", ["downgrade", "renew", "lapse", "grant", "x"])
def test_what_no_person_makes_has_no_page(make, manager, slug):
    award = granted(make)
    assert manager.get(f"/accreditation/awards/{award.ref}/{slug}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": ""}, "Choose a reason."),
        ({"reason": "RV-1"}, "Choose one of the answers"),
        ({"private": ""}, "Say for the file why."),
    ],
)
def test_every_move_asks_for_a_reason(make, manager, changes, said):
    award = granted(make)

    page = go(manager, award, "suspend", **changes)

    assert said in page.text
    assert fresh(award).state is State.CONFIRMED


def owner_once(make, award, person):
    employer = session.get(Employer, award.employer_id)
    employer.owner_id = person
    session.commit()
    employer.owner_id = None
    session.commit()


def declared(make, award, person):
    session.add(
        Interest(employer_id=award.employer_id, person_id=person, words="My brother works there.",
                 declared_at=clock.now())
    )  # fmt: skip
    session.commit()


@pytest.mark.parametrize(
    ("bond", "said"),
    [(owner_once, "relationship officer"), (declared, "declared an interest")],
)
def test_who_is_too_close_is_refused_and_written_down(make, manager, bond, said):
    award = granted(make)
    bond(make, award, manager.person_id)
    assert said in manager.get(f"/accreditation/awards/{award.ref}/suspend").text

    page = go(manager, award, "suspend")

    assert page.status_code == 403
    assert said in page.text
    assert fresh(award).state is State.CONFIRMED
    line = session.scalars(sa.select(RefusedAct)).one()
    assert (line.person_id, line.act) == (manager.person_id, f"suspended: {award.ref}")
    assert said in line.why


def test_a_department_of_the_council_needs_somebody_independent(make, manager):
    award = granted(make, employer=make.employer(made_up=True, council=True))
    page = go(manager, award, "suspend")
    assert page.status_code == 403
    assert "independent reviewer" in page.text

    from crm.people.models import Person

    session.get(Person, manager.person_id).independent = True
    session.commit()
    go(manager, award, "suspend")
    assert fresh(award).state is State.SUSPENDED


def test_an_officer_has_no_way_in(make, officer):
    award = granted(make)
    assert go(officer, award, "suspend").status_code == 403
    assert officer.get(f"/accreditation/awards/{award.ref}").status_code == 200


def test_forged_fields_do_not_put_another_name_to_it(make, manager):
    award = granted(make)
    other = make.person(role=Role.MANAGER)

    go(manager, award, "suspend", by_id=str(other.id), by=str(other.id), person_id=str(other.id))

    line = session.scalars(sa.select(AwardEvent).order_by(AwardEvent.id.desc()).limit(1)).one()
    assert (line.kind, line.by_id) == (Move.SUSPEND, manager.person_id)


def test_below_the_views_nobody_moves_in_anothers_name_or_when_too_close(make):
    award = granted(make)
    one, other = make.person(role=Role.MANAGER), make.person(role=Role.MANAGER)
    officer = make.person()
    with journal.acting(one), pytest.raises(RuleBroken, match="put their name"):
        moves.make(queries.award_or_404(award.ref, lock=True), Move.SUSPEND, by=other, code="SU-1",
                   private="x")  # fmt: skip
    session.rollback()
    declared(make, award, one.id)
    for person in (one, officer):
        line = AwardEvent(award_id=award.id, kind=Move.REVOKE, at=clock.now(), by_id=person.id)
        session.add(line)
        with pytest.raises(moves.NotYours):
            session.flush()
        session.rollback()


def test_no_undo_brings_a_move_back(make, manager):
    award = granted(make)
    go(manager, award, "suspend")
    number = session.scalar(sa.select(sa.func.max(journal.Operation.id)))
    assert session.get(journal.Operation, number).kind == actions.KIND

    manager.post(f"/operations/{number}/undo")
    assert fresh(award).state is State.SUSPENDED


def test_the_badge_can_be_issued_again_after_a_fault(make, manager, monkeypatch):
    def fails(_grounds):
        raise RuleBroken("No key.")

    with monkeypatch.context() as broken:
        broken.setattr("accreditation.badges.actions.issue", fails)
        award = granted(make)
    assert "There is no badge." in manager.get(f"/accreditation/awards/{award.ref}").text

    manager.post(f"/accreditation/awards/{award.ref}/badge")
    assert badge_of(fresh(award)).revoked_at is None
    page = manager.post(f"/accreditation/awards/{award.ref}/badge", follow=True)
    assert "without a badge" in page.text
