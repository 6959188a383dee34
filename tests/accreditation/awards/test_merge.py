"""Merging employers carries awards along; two that both hold one are not merged."""

import pytest

from accreditation.awards import queries
from accreditation.awards.models import Award
from accreditation.awards.rules import State
from crm.core import journal, undo
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Role
from crm.duplicates import actions
from crm.employers.models import Employer, Standing
from tests.accreditation.awards.world import granted


def merged(make, keep_id, fold_id):
    one, other = session.get(Employer, keep_id), session.get(Employer, fold_id)
    actions.merge(one, other, {}, actor=make.person(role=Role.MANAGER))
    session.commit()


def test_an_award_goes_with_its_employer_and_back(make):
    keep = make.employer(made_up=True).id
    award = granted(make)
    fold = award.employer_id

    merged(make, keep, fold)
    assert queries.current(keep).id == award.id
    assert session.get(Standing, keep, populate_existing=True).award_level == "silver"

    undo.undo(journal.last_operation_id())
    session.commit()
    assert session.get(Award, award.id, populate_existing=True).employer_id == fold


def test_an_old_award_joins_a_running_one(make):
    keep = granted(make, "silver")
    old = granted(make, "bronze")
    fold = old.employer_id
    newer = granted(make, "gold", after=old)
    newer.state = State.REVOKED
    session.commit()

    merged(make, keep.employer_id, fold)
    assert len(queries.of_employer(keep.employer_id)) == 3
    assert queries.current(keep.employer_id).id == keep.id


def test_two_holders_are_not_merged(make):
    one, other = granted(make), granted(make)
    with pytest.raises(RuleBroken, match="Both employers hold an award"):
        merged(make, one.employer_id, other.employer_id)
    session.rollback()
    assert session.get(Award, other.id).employer_id == other.employer_id
