"""A logged contact: the standing follows it, undo takes it back, search and timeline find it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from crm.activity import actions, queries, seed
from crm.activity.feature import say
from crm.activity.models import Activity, Cadence
from crm.activity.rules import Kind, Outcome
from crm.core import clock, journal, search, undo
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Standing
from tests.browse import count_rows


def log(employer, person, **more):
    values = {"kind": Kind.CALL, "outcome": Outcome.SPOKE, "summary": "Two packing jobs"}
    activity = actions.log(employer, by=person, **(values | more))
    session.commit()
    return activity


def last_contact_on(employer):
    session.expire_all()
    return session.get(Standing, employer.id).last_contact_on


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({}, True),
        ({"outcome": Outcome.DECLINED}, True),
        ({"kind": Kind.VISIT}, True),
        ({"outcome": Outcome.LEFT_MESSAGE}, False),
        ({"outcome": Outcome.NO_ANSWER, "summary": ""}, False),
        ({"kind": Kind.MAIL}, False),
        ({"kind": Kind.NOTE}, False),
    ],
)
def test_only_real_contact_sets_the_day_of_last_contact(app, make, more, counts):
    employer = make.employer()

    log(employer, make.person(), **more)

    assert last_contact_on(employer) == (clock.today() if counts else None)


def test_an_older_contact_does_not_overtake_a_newer_one(app, make):
    employer, person = make.employer(), make.person()
    log(employer, person, happened_at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))

    log(employer, person, happened_at=datetime(2026, 3, 1, 9, 0, tzinfo=UTC))

    assert last_contact_on(employer) == date(2026, 7, 1)


def test_undo_of_a_logged_call_takes_the_standing_back(app, make):
    employer, person = make.employer(), make.person()
    log(employer, person, happened_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    log(employer, person)
    assert last_contact_on(employer) == clock.today()

    undo.undo(journal.last_operation_id())
    session.commit()

    assert last_contact_on(employer) == date(2026, 3, 2)
    assert count_rows(Activity) == 1


def test_a_changed_outcome_changes_the_standing(app, make):
    employer = make.employer()
    activity = log(employer, make.person())

    actions.change(
        activity, kind=Kind.CALL, outcome=Outcome.NO_ANSWER, contact=None, hiring_authority=None,
        met=False, topic=None, summary="", note="", happened_at=activity.happened_at,
    )  # fmt: skip
    session.commit()

    assert last_contact_on(employer) is None


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"summary": "  "}, "Enter one line"),
        ({"kind": Kind.NOTE, "outcome": Outcome.NO_ANSWER, "summary": ""}, "Enter one line"),
        ({"happened_at": clock.now() + timedelta(days=1)}, "plan it as a follow-up"),
    ],
)
def test_what_cannot_be_logged(app, make, more, message):
    with pytest.raises(RuleBroken, match=message):
        log(make.employer(), make.person(), **more)


def test_a_contact_of_another_employer_is_refused(app, make):
    stranger = make.contact(make.employer())

    with pytest.raises(RuleBroken, match="this employer"):
        log(make.employer(), make.person(), contact=stranger)


def test_search_finds_a_contact_by_its_line_and_note(app, make):
    employer = make.employer()
    activity = log(employer, make.person(), summary="Wants job carving", note="Bus at 05:48")

    kinds = [kind for kind in search.kinds() if kind.number == 3]
    for words in ("job carv", "05:48 bus"):
        [hit] = search.find(words, kinds)
        assert (hit.row_id, hit.subject_id, hit.url) == (
            activity.id, employer.id, f"/activities/{activity.id}",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, ("call", "Call", "with Ken Abara")),
        ({"outcome": Outcome.LEFT_MESSAGE}, ("call", "Call", "with Ken Abara: left a message")),
        ({"kind": Kind.MAIL, "outcome": None}, ("mail", "Mail", "to Ken Abara")),
        ({"contact": None, "outcome": Outcome.NO_ANSWER}, ("call", "Call", "no answer")),
    ],
)
def test_the_timeline_says_what_happened(app, make, more, said):
    employer = make.employer()
    contact = make.contact(employer, name="Ken Abara")
    activity = log(employer, make.person(name="Priya Nair"), **({"contact": contact} | more))

    [row] = session.execute(queries.timeline(employer.id))
    item = say(row)

    assert (item.icon, item.label, item.sentence) == said
    assert (item.who, item.at, item.body) == ("Priya Nair", activity.happened_at, activity.summary)


def test_last_real_contacts_are_the_newest_real_ones(app, make):
    one, two, none, person = make.employer(), make.employer(), make.employer(), make.person()
    log(one, person, happened_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    newest = log(one, person, happened_at=datetime(2026, 4, 2, 9, 0, tzinfo=UTC))
    log(one, person, kind=Kind.NOTE)
    log(two, person)

    found = queries.last_real_contacts([one.id, two.id, none.id])

    assert set(found) == {one.id, two.id}
    assert found[one.id].id == newest.id
    assert found[one.id].by.name == person.name


def test_the_waits_are_rows_of_data_and_a_later_row_takes_over(app):
    assert seed.load() == 0, "the waits are loaded once"
    old = session.scalar(sa.select(Cadence).where(Cadence.reason == "tier:A"))
    assert (old.count, old.status) == (30, "unconfirmed")
    session.add(
        Cadence(reason="tier:A", label="Tier A", count=21, unit=old.unit, act=old.act,
                from_on=date(2027, 1, 1), source="Team meeting", status="confirmed")
    )  # fmt: skip
    session.commit()

    assert queries.waits(date(2026, 12, 31))["tier:A"].count == 30
    assert queries.waits(date(2027, 1, 1))["tier:A"].count == 21
