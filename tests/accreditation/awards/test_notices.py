"""Notices 90, 60 and 30 days before the end: each once, planned anew, skipped when moot."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from accreditation.applications.models import Application
from accreditation.applications.models import State as Applied
from accreditation.awards import actions, ending, notices, queries, rules
from accreditation.awards.models import Award, AwardNotice, NoticeState
from accreditation.awards.rules import Move, State
from accreditation.scheme.models import SchemeVersion
from accreditation.scheme.models import State as VersionState
from crm.core import clock, jobs
from crm.core.db import session
from crm.core.outbox import Mail
from crm.employers.models import Employer, Standing
from tests.accreditation.awards.world import granted, kinds, published


def rows(award):
    found = session.execute(
        sa.select(AwardNotice.days, AwardNotice.due_on, AwardNotice.state)
        .where(AwardNotice.award_id == award.id)
        .order_by(AwardNotice.due_on, AwardNotice.days.desc())
    )
    return [tuple(row) for row in found]


def run(name, at=None):
    return jobs.run(jobs.find(name), at or clock.now()).handled


def told():
    return session.scalars(
        sa.select(Mail.subject)
        .where(Mail.kind == "award", Mail.subject.not_like("You hold %"))
        .order_by(Mail.id)
    ).all()


def holder(make, days, level="silver", **more):
    """An award that ends in some days, its business with an address."""
    today = clock.today()
    employer = make.employer(made_up=True)
    make.contact(employer, email="ann@firm.example")
    return granted(make, level, employer=employer, begins=today - timedelta(days=300),
                   ends=today + timedelta(days=days), **more)  # fmt: skip


@pytest.mark.parametrize(
    ("left", "planned"),
    [
        (400, [90, 60, 30]),
        (91, [90, 60, 30]),
        (90, [90, 60, 30]),
        (89, [90, 60, 30]),
        (60, [60, 30]),
        (45, [60, 30]),
        (30, [30]),
        (10, [30]),
        (0, [30]),
    ],
)
def test_which_notices_make_sense(left, planned):
    today = date(2026, 11, 22)
    due = rules.notices(today + timedelta(days=left), [90, 60, 30])
    assert sorted(rules.timely(due, today), reverse=True) == planned


@pytest.mark.parametrize(
    ("ends", "days", "due"),
    [
        (date(2028, 2, 29), 30, date(2028, 1, 30)),
        (date(2027, 1, 30), 90, date(2026, 11, 1)),
        (date(2027, 4, 26), 30, date(2027, 3, 27)),
        (date(2027, 3, 28), 30, date(2027, 2, 26)),
        (date(2026, 12, 31), 60, date(2026, 11, 1)),
    ],
)
def test_days_are_counted_on_the_calendar(ends, days, due):
    assert rules.notices(ends, [days]) == {days: due}


def test_each_goes_out_once(make):
    award = holder(make, 90)
    assert [row[0] for row in rows(award)] == [90, 60, 30]

    assert run("award-notices") == 1
    assert run("award-notices") == 0
    start = clock.now()
    for days in (30, 31, 60, 61, 89):
        with time_machine.travel(start + timedelta(days=days)):
            run("award-ends")
            run("award-notices")

    last = f"Your level ends on {award.ends_on.day} {award.ends_on:%B %Y}"
    assert told() == [last] * 3
    assert [row[2] for row in rows(award)] == [NoticeState.SENT] * 3
    assert kinds(award).count(Move.NOTICE) == 3


@pytest.mark.parametrize("first", [True, False])
def test_after_a_silence_of_the_worker_one_notice_is_enough(make, first):
    award = holder(make, 90)
    with time_machine.travel(clock.now() + timedelta(days=65)):
        if first:
            run("award-ends")
        run("award-notices")
        run("award-ends")
        run("award-notices")

    assert len(told()) == 1
    assert [row[0] for row in rows(award) if row[2] is NoticeState.SENT] == [30]


def test_a_new_end_plans_anew_and_says_so(make):
    award = holder(make, 200)
    before = rows(award)
    version = session.get(SchemeVersion, award.scheme_version_id)
    version.state, version.effective_from = VersionState.PUBLISHED, date(2026, 1, 1)
    session.flush()
    newer = SchemeVersion(
        version="2", state=VersionState.DRAFT, document=version.document, digest="x" * 64,
        created_at=clock.now(), made_from="1",
    )  # fmt: skip
    session.add(newer)
    session.flush()
    until = clock.today() + timedelta(days=100)
    newer.state, newer.effective_from, newer.honoured_until = (
        VersionState.PUBLISHED, clock.today() - timedelta(days=1), until,
    )  # fmt: skip
    session.commit()

    run("award-ends")

    award = session.get(Award, award.id, populate_existing=True)
    assert (award.ends_on, bool(award.ends_why)) == (until, True)
    assert award.valid_until > until
    assert rows(award) != before
    assert rows(award)[0][1] == until - timedelta(days=90)
    assert told() == ["Your level ends on another day"]
    run("award-ends", clock.now() + timedelta(days=1))
    assert len(told()) == 1


def renewal(award, state):
    session.add(
        Application(
            employer_id=award.employer_id, scheme_version_id=award.scheme_version_id, state=state,
            asked_at=clock.now(), submitted_at=clock.now(), signatory_name="A", made_up=True,
            signatory_role="B", declared_on=clock.today(), renewal_of=award.ref,
        )
    )  # fmt: skip
    session.commit()


@pytest.mark.parametrize(
    ("state", "sent"),
    [(Applied.SUBMITTED, False), (Applied.TAKEN, False), (Applied.DRAFT, True)],
)
def test_who_renews_already_is_not_reminded(make, state, sent):
    award = holder(make, 90)
    renewal(award, state)

    run("award-notices")

    assert bool(told()) == sent
    first = session.scalars(sa.select(AwardNotice).order_by(AwardNotice.due_on)).first()
    assert first.why == ("" if sent else "They are renewing already.")


def test_nobody_is_reminded_of_what_ended_or_was_replaced(make):
    award = holder(make, 90)
    granted(make, "gold", after=award)
    assert rows(award) == []
    gone = holder(make, 90)
    actions.give_back(queries.current(gone.employer_id, lock=True), "")
    session.commit()

    assert rows(gone) == []
    before = len(told())
    assert run("award-notices") == 0
    assert len(told()) == before


def test_without_an_address_the_notice_says_so(make):
    award = granted(make, begins=clock.today() - timedelta(days=9),
                    ends=clock.today() + timedelta(days=20))  # fmt: skip
    run("award-notices")

    row = session.scalars(sa.select(AwardNotice).where(AwardNotice.award_id == award.id)).one()
    assert (row.state, row.why) == (NoticeState.SKIPPED, "Nobody there has an email address.")


@pytest.mark.parametrize(("days", "state"), [(0, State.CONFIRMED), (-1, State.LAPSED)])
def test_it_lapses_on_the_day_after_its_last(make, days, state):
    award = holder(make, 10)
    with time_machine.travel(clock.now() + timedelta(days=10 - days)):
        run("award-ends")
        assert session.get(Award, award.id, populate_existing=True).state is state
        level = session.get(Standing, award.employer_id, populate_existing=True).award_level
        assert level == ("" if state is State.LAPSED else "silver")
    if state is State.LAPSED:
        assert told() == ["Your level has ended"]


@pytest.mark.parametrize(
    ("moment", "handled"),
    [
        # 24 October 2027 is the last day; London is at UTC+1 until the 31st.
        (datetime(2027, 10, 24, 22, 59, tzinfo=UTC), 0),
        (datetime(2027, 10, 24, 23, 1, tzinfo=UTC), 1),
    ],
)
def test_the_last_day_ends_at_midnight_in_london(make, moment, handled):
    award = granted(make, begins=clock.today() - timedelta(days=5), ends=date(2027, 10, 24))
    with time_machine.travel(moment):
        assert run("award-ends") == handled
        assert (session.get(Award, award.id, populate_existing=True).state is State.LAPSED) == (
            handled == 1
        )


TERMS = {
    "from_on": "tomorrow", "notices": "80, 20", "grace_days": "14", "suspend_days": "28",
    "revoke_days": "10", "appeal_days": "20", "answer_days": "20", "stale_days": "60",
    "status": "confirmed", "source": "Cabinet, 1 December",
}  # fmt: skip
NEW_TERMS = "/accreditation/awards/terms/new"


def every_terms():
    session.expire_all()
    return queries.every_terms()


def test_which_levels_need_something_new_and_what_an_appeal_shows_are_dated_too(manager):
    page = manager.get(NEW_TERMS).text
    assert 'name="fresh_levels" value="bronze" checked' in page
    assert 'name="fresh_levels" value="silver" checked' not in page

    given = {"fresh_levels": ["silver", "gold"], "appeal_holds": "y"}
    page = manager.post(NEW_TERMS, TERMS | given, follow=True)

    new, old = every_terms()
    assert (new.fresh_levels, new.appeal_holds) == (["silver", "gold"], True)
    assert (old.fresh_levels, old.appeal_holds) == (["bronze"], False)
    for words in ("Silver, Practising; Gold, Leading", "Its badge says “under review”",
                  "Bronze, Committed", "Its badge stays as it is"):  # fmt: skip
        assert words in page.text

    undo = re.search(r'action="(/undo[^"]+|/history[^"]+undo[^"]*)"', page.text)
    assert undo, "the flash offers Undo"
    manager.post(undo[1])
    assert [row.fresh_levels for row in every_terms()] == [["bronze"]]


def test_no_level_at_all_may_need_something_new_but_none_that_there_is_not(manager):
    page = manager.post(NEW_TERMS, TERMS | {"fresh_levels": ["platinum"]})
    assert "Tick levels of this list only" in page.text
    assert len(every_terms()) == 1

    manager.post(NEW_TERMS, TERMS)
    assert (every_terms()[0].fresh_levels, every_terms()[0].appeal_holds) == ([], False)


def test_a_stated_grace_is_dated_data(make, manager):
    terms = TERMS
    answer = manager.post(NEW_TERMS, terms)
    assert answer.status_code == 302
    award = holder(make, 10)
    with time_machine.travel(clock.now() + timedelta(days=24)):
        run("award-ends")
        assert session.get(Award, award.id, populate_existing=True).state is State.CONFIRMED
    with time_machine.travel(clock.now() + timedelta(days=25)):
        run("award-ends")
        assert session.get(Award, award.id, populate_existing=True).state is State.LAPSED
    page = manager.get("/accreditation/awards/terms")
    assert "80, 20 days" in page.text
    again = manager.post("/accreditation/awards/terms/new", terms)
    assert "set already" in again.text


@pytest.mark.parametrize("notices", ["", "90, 90", "0", "ninety", "1,2,3,4,5,6,7", "400"])
def test_nonsense_periods_are_refused(manager, notices):
    page = manager.post("/accreditation/awards/terms/new", {"notices": notices})
    assert "like 90, 60, 30" in page.text


def test_a_condition_that_was_never_met_ends_quietly(make):
    award = granted(make, conditional=True, ends=clock.today() + timedelta(days=3))
    with time_machine.travel(clock.now() + timedelta(days=4)):
        run("award-ends")
    assert session.get(Award, award.id, populate_existing=True).state is State.DROPPED
    assert session.scalars(queries.public()).all() == []


def test_an_earlier_version_is_honoured_as_the_newer_one_says(make):
    version = published()
    assert queries.honoured_until(version) is None


def test_what_was_lapsed_already_is_left_alone(make):
    award = holder(make, 1)
    with time_machine.travel(clock.now() + timedelta(days=5)):
        assert ending.lapse(award.id)
        session.commit()
        assert not ending.lapse(award.id)
        assert not notices.send(10_000)
    session.rollback()
    assert session.get(Employer, award.employer_id) is not None
