"""Noting an export before a byte of it leaves."""

from collections.abc import Mapping
from typing import Any

from crm.core import clock, formats, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.conditions import FILTERS
from crm.employers.models import Employer
from crm.exports import queries, work
from crm.exports.models import Export
from crm.exports.queries import Chosen

FORMS = {"csv": "CSV", "xlsx": "XLSX (Excel)", "json": "JSON"}
SHORTEST = 10


def note(chosen: Chosen, *, form: str, purpose: str, person: Any) -> Export:
    """Note who takes which list, how many rows and what for; flushes, does not commit.

    Raises ``RuleBroken`` when people are included and nobody says what for.
    """
    if chosen.with_contacts and len(purpose) < SHORTEST:
        raise RuleBroken("Say what the people's details are for, in a few words.", "purpose")
    count = queries.count(chosen)
    what = "row" if chosen.with_contacts else "employer"
    people = " with the people to speak to" if chosen.with_contacts else ""
    journal.operation(
        f"Exported {formats.plural(count, what)}{people} as {form.upper()}",
        kind="export",
        actor=person,
    )
    export = Export(
        at=clock.now(),
        person_id=person.id if person else None,
        form=form,
        conditions=conditions(chosen.asked, chosen.query),
        rows=count,
        with_contacts=chosen.with_contacts,
        purpose=purpose,
    )
    session.add(export)
    session.flush()
    return export


def note_placements(state: str, pathway: str, employer: Employer | None, *, person: Any) -> Export:
    """Note who takes which list of placements and how many rows; flushes, does not commit."""
    count = work.count(state, pathway, employer)
    journal.operation(
        f"Exported {formats.plural(count, 'placement')} as CSV", kind="export", actor=person
    )
    told = [f"placements: {state}", pathway, f"with {employer.name}" if employer else ""]
    export = Export(
        at=clock.now(),
        person_id=person.id,
        form="csv",
        conditions=", ".join(part for part in told if part),
        rows=count,
        with_contacts=False,
        purpose="",
    )
    session.add(export)
    session.flush()
    return export


def conditions(asked: Mapping[str, str], query: str) -> str:
    """Return the conditions of a list in one line, as its address has them."""
    told = [f"the record has “{query}”"] if query else []
    told += [f"{FILTERS.get(name, name)} is {value}" for name, value in asked.items()]
    return "; ".join(told) or "every employer"
