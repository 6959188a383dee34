"""What counts of an employer's declarations: the newest answer, and what somebody checked."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from accreditation.declared import actions
from accreditation.declared.models import Declared, Source
from accreditation.levels import queries as levels
from accreditation.levels.facts import facts_of
from crm.activity.rules import Kind
from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import SizeBand
from tests.accreditation.levels.test_keeping import talk

METRIC = "disability_confident"


def facts(employer):
    return facts_of([employer.id])[employer.id]


def values(employer):
    return [(piece.value, piece.checked) for piece in facts(employer).evidence]


def said(employer, value=1, *, days=5, checked_by=None, **more):
    row = actions.say(
        employer.id, METRIC, value=value, on=clock.today() - timedelta(days=days),
        application_ref="L-00007", **more,
    )  # fmt: skip
    if checked_by is not None:
        actions.verify(row, by=checked_by)
    return row


def test_a_declaration_is_evidence_that_names_its_application(app, make):
    employer = make.employer()
    until = clock.today() + timedelta(days=30)
    said(employer, 2, until=until)

    (piece,) = facts(employer).evidence
    assert (piece.metric, piece.value, piece.ref) == (METRIC, 2, "L-00007")
    assert (piece.until, piece.checked, piece.on) == (until, False, clock.today() - timedelta(5))


def test_a_verified_one_is_dated_when_somebody_checked_it(app, make):
    employer = make.employer()
    said(employer, 2, checked_by=make.person())

    (piece,) = facts(employer).evidence
    assert (piece.checked, piece.on) == (True, clock.today())


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (3, [(2, True), (3, False)]),
        (2, [(2, False), (2, True)]),
        (1, [(1, False), (1, True)]),
        (0, [(0, False), (0, True)]),
    ],
    ids=["more is only declared", "the same", "less limits what was checked", "no ends it"],
)
def test_what_is_said_later_counts_and_what_was_checked_stays_as_far(app, make, later, expected):
    employer = make.employer()
    said(employer, 2, days=50, checked_by=make.person())
    said(employer, later, days=1)

    assert sorted(values(employer)) == expected


def test_what_does_not_apply_counts_once_a_person_approved_it(app, make):
    employer, person = make.employer(), make.person()
    said(employer, 3, days=50)
    row = said(employer, applies=False, words="we have no premises")
    assert (facts(employer).left_out, values(employer)) == (frozenset(), [])

    actions.approve(row, by=person)
    assert (facts(employer).left_out, values(employer)) == ({METRIC}, [])

    actions.unverify(row)
    assert facts(employer).left_out == frozenset()


def test_what_nobody_could_assess_is_known_again_once_it_is_on_record(app, make):
    employer = make.employer()
    row = said(employer, 3, days=0)
    row.source = Source.UNKNOWN
    session.flush()
    assert (facts(employer).unknown, values(employer)) == ({METRIC}, [])

    said(employer, 2, days=0)
    assert (facts(employer).unknown, values(employer)) == (frozenset(), [(2, False)])


def test_a_visit_after_it_could_not_be_assessed_counts(app, make):
    employer = make.employer()
    with clock.at(clock.now() - timedelta(days=3)):
        row = actions.say(employer.id, "workplace_visit", on=clock.today())
        row.source = Source.UNKNOWN
        session.flush()
    talk(employer, make.person(), kind=Kind.VISIT, days=4)
    session.commit()
    assert facts(employer).unknown == {"workplace_visit"}

    talk(employer, make.person(), kind=Kind.VISIT, days=1)
    session.commit()
    assert facts(employer).unknown == frozenset()


def test_each_kind_of_check_is_for_its_own_kind_of_answer(app, make):
    employer, person = make.employer(), make.person()
    with pytest.raises(RuleBroken, match="does not apply"):
        actions.verify(said(employer, applies=False), by=person)
    with pytest.raises(RuleBroken, match="answered this"):
        actions.approve(said(employer, 1), by=person)


def test_nothing_is_verified_without_a_person_in_the_database_either(app, make):
    row = said(make.employer())
    session.commit()

    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.text("UPDATE declared SET source = 'verified'"))
    session.rollback()
    assert session.get(Declared, row.id).source.value == "declared"


def test_taking_back_leaves_what_somebody_checked(app, make):
    employer = make.employer()
    said(employer, 1, checked_by=make.person())
    said(employer, 2)
    actions.take_back("L-00007")

    assert values(employer) == [(1, True)]


def test_the_stored_level_follows_a_declaration_at_once(app, make):
    employer = make.employer(size_band=SizeBand.SMALL)
    said(employer, 3)
    session.commit()
    before = levels.stored(employer.id).points

    row = session.scalars(sa.select(Declared)).one()
    actions.verify(row, by=make.person())
    session.commit()
    session.expire_all()

    assert (before, levels.stored(employer.id).points) == (0, 4)
