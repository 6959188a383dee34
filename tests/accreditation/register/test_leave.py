"""A business takes itself off the register, behind the link to its level."""

import sqlalchemy as sa

from accreditation.awards.models import Award
from crm.core.db import session
from crm.core.journal import Operation
from tests.accreditation.awards.test_status import path_of
from tests.accreditation.register.world import holder


def test_a_business_takes_itself_off_at_once_and_keeps_its_level(make, stranger):
    award = holder(make, "Windrush Foods")
    award_id, path = award.id, path_of(award.employer_id)
    assert "Take us off the register" in stranger.get(path).text

    stranger.post(f"{path}/leave-register")
    page = stranger.get(path)

    assert "You are not on it" in page.text
    assert "Take us off" not in page.text
    assert "Windrush Foods" not in stranger.get("/register").text
    assert session.get_one(Award, award_id).state.value == "confirmed"
    session.rollback()
    assert stranger.post(f"{path}/leave-register").status_code == 302, "twice is no failure"


def test_without_a_good_link_nothing_is_done(app, stranger):
    assert stranger.post("/me/award.wrong/leave-register").status_code == 410


def test_no_undo_lists_again_who_left(make, stranger, manager):
    award = holder(make, "Windrush Foods")
    award_id = award.id
    stranger.post(f"{path_of(award.employer_id)}/leave-register")
    left = session.scalars(
        sa.select(Operation).where(Operation.title.contains("off the register"))
    ).one()
    number, actor = left.id, left.actor
    session.rollback()

    assert actor == "The employer, by a link"
    assert "Only they can take it back" in manager.get("/history").text
    page = manager.post(f"/history/{number}/undo", follow=True)

    assert "Only who did it can take it back" in page.text
    assert not session.get_one(Award, award_id).public_ok


def test_what_staff_take_off_they_can_undo(make, manager):
    award = holder(make, "Windrush Foods")
    award_id, ref = award.id, award.ref
    manager.post(f"/accreditation/register/{ref}/take-off")
    assert not session.get_one(Award, award_id).public_ok
    number = session.scalar(sa.select(sa.func.max(Operation.id)))
    session.rollback()

    manager.post(f"/history/{number}/undo")

    assert session.get_one(Award, award_id).public_ok
