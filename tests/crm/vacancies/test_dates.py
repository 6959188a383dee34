"""Copies with their dates moved on, and what the clock does before and after a closing date."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.core.journal import Operation
from crm.followups.models import FollowUp
from crm.vacancies import jobs, rules
from crm.vacancies.models import State, Vacancy
from tests.browse import count_rows

WRITTEN, TODAY = date(2026, 3, 2), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("starts_on", "closes_on", "moved"),
    [
        (None, None, (None, None)),
        (None, date(2026, 3, 23), (None, date(2026, 12, 14))),
        (date(2026, 4, 6), date(2026, 3, 23), (date(2026, 12, 28), date(2026, 12, 14))),
        (date(2026, 3, 16), None, (date(2026, 12, 7), None)),
        # Written down after its dates: the copy is open for four weeks.
        (date(2026, 3, 9), date(2026, 3, 2), (date(2026, 12, 28), date(2026, 12, 21))),
        (date(2026, 1, 5), None, (date(2026, 11, 23), None)),
    ],
)
def test_the_dates_of_a_copy_are_as_far_away_as_the_first_ones(starts_on, closes_on, moved):
    assert rules.moved_on(starts_on, closes_on, WRITTEN, TODAY) == moved


def test_one_press_posts_a_vacancy_again(officer, make):
    today = clock.today()
    vacancy = make.vacancy(
        title="Packer", tasks="Fold boxes", weekdays="mon,tue", pay_amount=Decimal("13.10"),
        created_at=clock.now() - timedelta(days=40), closes_on=today - timedelta(days=19),
        state=State.FILLED, closed_on=today - timedelta(days=20), closed_reason="Filled",
        public_on=today - timedelta(days=40), public_who="Maria Foyle",
    )  # fmt: skip

    page = officer.post(f"/vacancies/{vacancy.ref}/again", follow=True)

    assert "Vacancy V-00002 added, a copy of V-00001." in page.text
    session.expire_all()
    made = session.get(Vacancy, 2)
    assert (made.title, made.weekdays, made.pay_amount) == ("Packer", "mon,tue", Decimal("13.10"))
    assert (made.state, made.closes_on) == (State.OPEN, today + timedelta(days=21))
    assert (made.public_on, made.public_who, made.closed_on, made.closed_reason) == (
        None, "", None, "",
    )  # fmt: skip


def at(day):
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


def test_the_clock_closes_what_has_passed_and_says_so(officer, make):
    today = clock.today()
    gone = make.vacancy(closes_on=today - timedelta(days=1))
    waiting = make.vacancy(closes_on=today - timedelta(days=9), state=State.SECOND_CHECK)
    stays = make.vacancy(closes_on=today)
    filled = make.vacancy(closes_on=today - timedelta(days=9), state=State.FILLED)

    assert jobs.close_passed(at(today)) == 2
    assert jobs.close_passed(at(today)) == 0

    session.expire_all()
    assert (gone.state, waiting.state) == (State.CLOSED, State.CLOSED)
    assert (stays.state, filled.state) == (State.OPEN, State.FILLED)
    assert "passed without a word" in officer.get(f"/vacancies/{gone.ref}").text
    titles = session.scalars(sa.select(Operation.title).where(Operation.kind == "clock")).all()
    assert f"Closed vacancy {gone.ref}: its closing date passed" in titles


def test_the_officer_is_asked_a_week_before_once_for_each_date(make):
    owner = make.person()
    today = clock.today()
    vacancy = make.vacancy(make.employer(owner_id=owner.id), closes_on=today + timedelta(days=7))
    make.vacancy(make.employer(owner_id=owner.id), closes_on=today + timedelta(days=8))
    make.vacancy(closes_on=today + timedelta(days=3))

    assert jobs.remind(at(today)) == 1
    assert jobs.remind(at(today)) == 0
    step = session.scalars(sa.select(FollowUp)).one()
    assert (step.owner_id, step.planned_on) == (owner.id, today)
    assert step.title == f"Ask about vacancy {vacancy.ref}, Kitchen porter"

    session.expire_all()
    vacancy.closes_on = today + timedelta(days=5)
    session.commit()
    assert jobs.nightly(at(today)) == 1
    assert count_rows(FollowUp) == 2
