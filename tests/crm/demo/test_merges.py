"""Merges of the demo's employers undone in any order: all is as it was, later edits stay."""

from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from accreditation.awards.models import Award
from accreditation.awards.rules import CURRENT
from accreditation.levels import actions as levels
from crm.core import journal, summaries
from crm.core.db import Model, session
from crm.core.undo import Undone, undo
from crm.duplicates import actions, queries, rules, tables
from crm.employers.models import Contact, Employer, EmployerMerge
from crm.employers.standing import Standing
from crm.people.models import Person

SEED = 20261121
MERGES = 200


def business_rows() -> dict[str, dict[int, dict[str, Any]]]:
    """Return every journalled row by table and id, but for the counter of its versions.

    Of rows outside the journal that a merge carries, where they hang.
    """
    session.expire_all()
    found = {}
    for mapper in Model.registry.mappers:
        kind: Any = mapper.class_
        if kind.__journal__:
            names = list(journal.kept_columns(kind))
            found[kind.__tablename__] = {
                row.id: {name: journal.plain(getattr(row, name)) for name in names}
                for row in session.scalars(sa.select(kind))
            }
    for column in tables.outside():
        here = sa.select(column.table.c.id, column)
        found[f"{column.table.name} {column.name}"] = {
            row_id: {column.name: holder} for row_id, holder in session.execute(here)
        }
    return found


def differences(now: Any, before: Any) -> list[Any]:
    """Return each row and column that is not as it was.

    Outside the journal only rows that were there before: rises and falls of a level are a log.
    """
    return [
        (table, row_id, name, was.get(name), found.get(name))
        for table in now
        for row_id in sorted({*before[table]} | ({*now[table]} if " " not in table else set()))
        for was, found in [(before[table].get(row_id, {}), now[table].get(row_id, {}))]
        for name in sorted({*was, *found})
        if was.get(name) != found.get(name)
    ]


def standings() -> list[Any]:
    """Return the standings, once the worker has scored who is due."""
    levels.work_out(session.scalars(sa.select(Employer.id).order_by(Employer.id)).all())
    session.commit()
    every = session.scalars(sa.select(Standing).order_by(Standing.employer_id))
    names = [a.key for a in sa.inspect(Standing).column_attrs]
    return [[getattr(row, name) for name in names] for row in every]


def merge(random: Random, person: Person) -> int:
    """Merge two employers at random with random choices; return the operation.

    Two that both hold an award are left apart: somebody decides first which one stays.
    """
    ids = sorted(session.scalars(sa.select(Employer.id)))
    holders = set(session.scalars(sa.select(Award.employer_id).where(Award.state.in_(CURRENT))))
    pair = random.sample(ids, 2)
    while holders.issuperset(pair):
        pair = random.sample(ids, 2)
    keep, fold = (session.get_one(Employer, i) for i in pair)
    mine, theirs = (actions.facts(e, queries.main_site(e.id)) for e in (keep, fold))
    chosen = {name: {random.choice(rules.SIDES)} for name in rules.different(mine, theirs)}
    actions.merge(keep, fold, chosen, actor=person)
    summaries.keep()
    operation = journal.current_operation_id()
    session.commit()
    assert operation is not None
    return operation


def take_back(operation: int) -> Undone:
    done = undo(operation)
    session.commit()
    return done


@pytest.mark.parametrize("at_once", [1, 20, 40])
def test_random_merges_undone_leave_everything_as_it_was(live, at_once):
    """Alone, and in heaps that are undone in any order, chains of merges among them."""
    random = Random(SEED + at_once)
    person = session.scalars(sa.select(Person).order_by(Person.id)).first()
    before, summed = business_rows(), standings()
    for _ in range(0, MERGES // 3 + 1, at_once):
        merged = [merge(random, person) for _ in range(at_once)]
        random.shuffle(merged)
        for operation in merged:
            take_back(operation)

    assert differences(business_rows(), before) == []
    assert standings() == summed


def test_edits_made_since_are_kept_and_listed(live):
    random = Random(SEED)
    person = session.scalars(sa.select(Person).order_by(Person.id)).first()
    before = business_rows()
    for number in range(30):
        operation = merge(random, person)
        note = f"Edited after merge {number}"
        merged = session.scalars(sa.select(EmployerMerge)).one()
        moved = session.scalars(
            sa.select(Contact).where(Contact.employer_id == merged.survivor_id).order_by(Contact.id)
        ).all()
        contact = random.choice(moved)
        contact.notes = note
        survivor = session.get_one(Employer, merged.survivor_id)
        survivor.tier = "B" if survivor.tier != "B" else "A"
        edited = (contact.id, survivor.id, survivor.tier)
        session.commit()

        done = take_back(operation)

        before["contact"][edited[0]]["notes"] = note
        before["employer"][edited[1]]["tier"] = edited[2]
        assert not [one for one in done.refused if (one.table, one.field) != ("employer", "tier")]
        assert ("employer", edited[1], "tier") in {(k.table, k.id, k.fields) for k in done.kept}
    assert differences(business_rows(), before) == []
