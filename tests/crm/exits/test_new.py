"""Ending a placement: the reason, the conversation that follows, and the work that is left."""

import pytest
import sqlalchemy as sa

from crm.activity.models import Activity
from crm.core import clock, undo
from crm.core.db import session
from crm.core.journal import Operation
from crm.exits.models import Again, ExitTalk
from crm.followups.models import FollowUp
from crm.placements.models import Placement
from crm.vacancies.models import Vacancy
from tests.browse import count_rows

TITLE = "Exit conversation about placement P-00001"


@pytest.fixture
def ended(officer, make):
    employer = make.employer()
    placement = make.placement(employer, vacancy_id=make.vacancy(employer).id)
    ref = placement.ref
    officer.submit(
        f"/placements/{ref}/end",
        {"ended_on": "today", "end_code": "travel did not work out", "end_reason": "Bus was cut"},
    )
    return ref


def open_titles():
    return session.scalars(sa.select(FollowUp.title).where(FollowUp.closed_at.is_(None))).all()


def undo_last():
    undo.undo(session.scalars(sa.select(sa.func.max(Operation.id))).one())
    session.commit()


def test_an_end_asks_for_a_conversation_and_offers_the_work_again(officer, ended):
    assert open_titles() == [TITLE]
    page = officer.get(f"/placements/{ended}").text
    assert "Travel did not work out: " in page
    assert "Bus was cut" in page
    assert "Post the vacancy again" in page

    officer.post("/vacancies/V-00001/again")
    assert count_rows(Vacancy) == 2


def test_undo_of_the_end_drops_the_conversation(officer, ended):
    undo_last()

    assert open_titles() == []
    session.expire_all()
    assert session.scalars(sa.select(Placement.end_code)).one() is None


def test_it_goes_on_after_all(officer, ended):
    officer.post(f"/placements/{ended}/resume")

    assert open_titles() == []


def test_the_conversation_is_recorded_and_settles_what_was_planned(officer, ended):
    page = officer.submit(
        f"/placements/{ended}/exit", {"again": "perhaps", "helped": "A later shift"}
    )

    assert "A later shift" in page.text
    talk = session.scalars(sa.select(ExitTalk)).one()
    assert (talk.again, talk.held_on) == (Again.PERHAPS, clock.today())
    assert "perhaps take another person" in session.scalars(sa.select(Activity.summary)).one()
    assert open_titles() == []

    undo_last()
    assert (count_rows(ExitTalk), count_rows(Activity)) == (0, 0)
    assert open_titles() == [TITLE]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({}, "Choose whether they would take another person."),
        ({"again": "x"}, "Choose whether they would take another person."),
        ({"again": "yes", "held_on": "1/1/2020"}, "Enter a day since the end that has come."),
        ({"again": "yes", "held_on": "tomorrow"}, "Enter a day since the end that has come."),
    ],
)
def test_a_bad_answer_is_refused(officer, ended, answers, told):
    assert told in officer.submit(f"/placements/{ended}/exit", answers).text
    assert count_rows(ExitTalk) == 0


def test_a_running_placement_has_no_exit(officer, make):
    placement = make.placement()

    page = officer.submit(f"/placements/{placement.ref}/exit", {"again": "yes"})

    assert "This placement has not ended." in page.text
    assert "Exit conversation" not in officer.get(f"/placements/{placement.ref}").text
