"""Undo puts back what an operation changed, and nothing that was changed since."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from crm.core import clock, journal, seals, undo
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.journal import Entry, Operation
from crm.employers.models import Contact, Employer, Site, Standing


def rename(employer, name):
    journal.operation(f"Renamed to {name}")
    employer.name = name
    session.commit()
    return journal.last_operation_id()


def test_undo_of_an_edit_puts_the_old_value_back(app, make):
    employer = make.employer(name="Grundon")

    operation = rename(employer, "Grundon Waste")
    done = undo.undo(operation)
    session.commit()

    assert employer.name == "Grundon"
    assert not done.refused


def test_undo_of_an_undo_is_a_redo(app, make):
    employer = make.employer(name="Grundon")
    undo.undo(rename(employer, "Grundon Waste"))
    session.commit()

    undo.undo(journal.last_operation_id())
    session.commit()

    assert employer.name == "Grundon Waste"


def test_a_value_changed_since_is_refused_and_kept(app, make):
    employer = make.employer(name="One")
    first = rename(employer, "Two")
    rename(employer, "Three")

    done = undo.undo(first)
    session.commit()

    assert employer.name == "Three"
    assert [(r.table, r.field) for r in done.refused] == [("employer", "name")]


def test_a_new_row_used_since_stays_with_everything_beside_it(app, make):
    employer = make.employer()
    made = session.scalar(
        sa.select(Entry.operation_id).where(Entry.table_name == "site").order_by(Entry.id.desc())
    )
    make.contact(employer)

    done = undo.undo(made)
    session.commit()

    assert session.get(Employer, employer.id)
    assert session.scalar(sa.select(Site).where(Site.employer_id == employer.id))
    assert "contact was added since" in done.refused[0].reason


def test_undo_of_a_delete_brings_the_row_back_under_its_id(app, make):
    contact = make.contact(make.employer(), name="Maria Hollis", can_hire=True)
    contact_id = contact.id
    journal.operation("Removed a contact")
    session.delete(contact)
    session.commit()

    undo.undo(journal.last_operation_id())
    session.commit()

    assert session.get(Contact, contact_id).name == "Maria Hollis"


def test_undo_twice_is_refused_in_words(app, make):
    operation = rename(make.employer(), "New")
    undo.undo(operation)
    session.commit()

    with pytest.raises(RuleBroken, match="was undone before"):
        undo.undo(operation)


def test_undo_keeps_the_standing_true(app, make):
    employer = make.employer(town="Benson")
    site = session.scalar(sa.select(Site).where(Site.employer_id == employer.id))
    site.town = "Ewelme"
    session.commit()
    assert session.get(Standing, employer.id).place == "Ewelme"

    undo.undo(journal.last_operation_id())
    session.commit()
    session.expire_all()

    assert session.get(Standing, employer.id).place == "Benson"


def test_a_bulk_statement_on_business_rows_is_refused(app, make):
    make.employer()

    with pytest.raises(journal.BulkChange, match="employer"):
        session.execute(sa.update(Employer).values(name="Everyone"))


def test_changes_of_one_transaction_are_one_operation(app, make):
    employer = make.employer()
    journal.operation("Two at once")
    employer.name = "A"
    session.flush()
    employer.tier = "B"
    session.commit()

    entries = session.scalars(
        sa.select(Entry).where(Entry.operation_id == journal.last_operation_id())
    ).all()
    assert [e.after for e in entries] == [{"name": "A"}, {"tier": "B"}]
    assert session.get(Operation, journal.last_operation_id()).title == "Two at once"


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE journal_entry SET digest = 'x'",
        "UPDATE journal_entry SET row_id = 99",
        "DELETE FROM journal_entry",
        "DELETE FROM journal_seal",
        "UPDATE journal_seal SET digest = 'x'",
        "UPDATE journal_entry SET seal_id = NULL",
    ],
)
def test_the_database_refuses_to_change_what_was_sealed(app, make, attack):
    make.employer()
    seals.seal()
    session.commit()

    with pytest.raises(sa.exc.DBAPIError, match="keeps what was written"):
        session.execute(sa.text(attack))
    session.rollback()


def test_verify_finds_a_value_changed_behind_the_triggers(app, make, engine):
    make.employer(name="True")
    seals.seal()
    session.commit()
    assert seals.verify().ok

    drop = "DROP TRIGGER journal_entry_kept" + (" ON journal_entry" if engine == "postgres" else "")
    session.execute(sa.text(drop))
    session.execute(sa.text('UPDATE journal_entry SET after = \'{"name": "False"}\''))
    session.commit()

    verdict = seals.verify()
    assert not verdict.ok
    assert verdict.first_bad.startswith("entry")


def test_erased_values_leave_the_chain_whole(app, make):
    make.contact(make.employer(), name="Somebody")
    seals.seal()
    session.commit()

    session.execute(sa.text("UPDATE journal_entry SET before = NULL, after = NULL"))
    session.commit()

    assert seals.verify().ok


def test_redo_brings_moments_back(app, make):
    employer = make.employer()
    created_at = employer.created_at
    undo.undo(journal.last_operation_id())
    session.commit()

    undo.undo(journal.last_operation_id())
    session.commit()

    assert session.scalar(sa.select(Employer.created_at)) == created_at


def test_a_value_first_set_after_the_insert_is_a_change_of_its_own(app, make):
    journal.operation("Added")
    contact = Contact(employer_id=make.employer().id, name="Ada")
    session.add(contact)
    session.flush()
    journal.operation("Left")
    contact.to_on = date(2026, 11, 24)
    session.flush()

    entry = session.scalars(
        sa.select(Entry).where(Entry.table_name == "contact", Entry.change == "update")
    ).one()
    assert (entry.before, entry.after) == ({"to_on": None}, {"to_on": "2026-11-24"})


def test_a_person_acts_and_time_is_set_only_inside_the_block(app, make):
    person = make.person(name="Ines Farrow")
    then = datetime(2025, 3, 4, 9, 30, tzinfo=clock.LONDON)

    with clock.at(then), journal.acting(person):
        rename(make.employer(), "Long ago")
    rename(make.employer(), "Today")

    past, present = session.scalars(
        sa.select(Operation).where(Operation.title.startswith("Renamed")).order_by(Operation.id)
    )
    assert (past.at, past.actor, past.actor_id) == (then, "Ines Farrow", person.id)
    assert present.actor == "The system"
    assert present.at > then
    assert clock.now().tzinfo is UTC


@pytest.mark.parametrize(
    ("amount", "kept"),
    [("9", "9.00"), ("9.00", "9.00"), ("13.1", "13.10"), ("12.345", "12.345"), ("100", "100.00"),
     ("-0.5", "-0.50"), ("0.0100", "0.01")],
)  # fmt: skip
def test_equal_amounts_are_one_text_typed_or_read_back(amount, kept):
    assert journal.plain(Decimal(amount)) == kept
