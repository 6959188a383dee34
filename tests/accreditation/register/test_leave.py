"""A business takes itself off the register, behind the link to its level."""

from accreditation.awards.models import Award
from crm.core.db import session
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
