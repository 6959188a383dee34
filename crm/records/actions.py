"""The life of an import: kept, checked, approved, carried out, discarded, taken back.

Nothing here commits. An import is one operation of the journal in one transaction: all or nothing.
"""

from dataclasses import astuple
from datetime import datetime, timedelta
from typing import Any, Protocol

from flask import current_app

from crm.core import clock, formats, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.records import plan as plans
from crm.records import writing
from crm.records.limits import Caps, Unreadable
from crm.records.matching import Result
from crm.records.models import ImportFile, State
from crm.records.plan import Plan, Step
from crm.reference import queries as reference

SMALL_TEXT = 1_000_000
SMALL_LINES = 4_000
SMALL_WORKBOOK = 60_000
MOST_SHOWN = 1_000
SAMPLE = 10
UNUSED = timedelta(days=7)


class Actor(Protocol):
    """Whoever imports."""

    id: int
    name: str


def caps() -> Caps:
    """Return how large a file may be; ``IMPORT_CAPS`` of the configuration overrides it."""
    found: Caps = current_app.config.get("IMPORT_CAPS") or Caps()
    return found


def carry_out(plan: Plan, *, name: str, actor: Actor | None) -> int | None:
    """Write ``plan`` as one operation and return its id; None when nothing changes."""
    counts = plan.counts
    changed = counts["created"] + counts["updated"]
    title = f"Imported {formats.plural(changed, 'employer')} from {name}"
    journal.operation(title, kind="import", actor=actor)
    writing.write(plan, source=f"Import of {name}")
    session.flush()
    return journal.current_operation_id()


def keep(content: bytes, name: str, person: Actor) -> ImportFile:
    """Keep an uploaded file; a small one is checked at once, a large one waits for a worker."""
    row = ImportFile(
        name=name,
        size=len(content),
        state=State.WAITING,
        person_id=person.id,
        person_name=person.name,
        uploaded_at=clock.now(),
        content=content,
    )
    session.add(row)
    session.flush()
    if is_small(row):
        check(row)
    return row


def is_small(row: ImportFile) -> bool:
    """Say whether ``row`` can be read while somebody waits for the page."""
    content = row.content or b""
    if content.startswith(b"PK"):
        return len(content) <= SMALL_WORKBOOK
    return len(content) <= SMALL_TEXT and content.count(b"\n") <= SMALL_LINES


def check(row: ImportFile) -> None:
    """Work out what the file would do and keep that as its dry run; or refuse it."""
    try:
        plan = plans.make(row.content or b"", row.name, caps())
    except Unreadable as refusal:
        refuse(row, str(refusal))
        return
    _note(row, plan)
    row.sample = [_shown(step) for _, step in plan.steps[:SAMPLE]]
    row.state = State.READY
    if not plan.counts["failed"] < plan.counts["rows"]:
        refuse(row, "None of the rows can be imported. The reasons are listed below.")


def approve(row: ImportFile, person: Actor) -> None:
    """Import a checked file: a small one at once, a large one by a worker.

    Raises ``RuleBroken`` when the file is not waiting for that.
    """
    if row.state is not State.READY:
        raise RuleBroken(f"This file cannot be imported now: it is {row.state.value}.")
    row.person_id, row.person_name = person.id, person.name
    row.attempts = 0
    row.state = State.APPROVED
    if is_small(row):
        run(row, person)


def run(row: ImportFile, person: Actor) -> None:
    """Carry out an approved file: everything is matched again, as it is now."""
    try:
        plan = plans.make(row.content or b"", row.name, caps())
    except Unreadable as refusal:
        refuse(row, str(refusal))
        return
    row.operation_id = carry_out(plan, name=row.name, actor=person)
    _note(row, plan)
    row.state = State.DONE
    _close(row)


def refuse(row: ImportFile, reason: str) -> None:
    """Refuse the file as a whole, for a reason that is shown."""
    row.state, row.reason = State.REFUSED, reason
    _close(row)


def discard(row: ImportFile) -> None:
    """Drop a file that will not be imported; raises ``RuleBroken`` while it is being read."""
    if row.state not in (State.WAITING, State.READY):
        raise RuleBroken(f"This file cannot be discarded: it is {row.state.value}.")
    row.state = State.DISCARDED
    row.sample = row.outcomes = row.issues = None
    _close(row)


def discard_unused(row: ImportFile, at: datetime) -> bool:
    """Discard a checked file that nobody imported within a week; whether it was."""
    old = row.state is State.READY and row.uploaded_at < at - UNUSED
    if old:
        discard(row)
    return old


def _close(row: ImportFile) -> None:
    row.content = None
    row.lease_until = None
    row.settled_at = clock.now()


def _note(row: ImportFile, plan: Plan) -> None:
    row.counts = plan.counts
    row.rows = len(plan.outcomes)
    row.issues = {
        "warnings": [astuple(issue) for issue in plan.warnings[:MOST_SHOWN]],
        "errors": [astuple(issue) for issue in plan.errors[:MOST_SHOWN]],
        "warning_count": len(plan.warnings),
        "error_count": len(plan.errors),
    }
    row.outcomes = [
        [o.row, o.result.value, o.employer_id, o.name, ", ".join(o.changed)] for o in plan.outcomes
    ]


def _shown(step: Step) -> dict[str, Any]:
    """Return one row as it will be, in the words of the page."""
    candidate = step.candidate
    place = step.place
    names = reference.authority_names()
    district = names.get(place.authority, "") if place else ""
    certainty = place.certainty.value if place else ""
    return {
        "row": candidate.row,
        "result": (Result.UPDATED if step.employer else Result.CREATED).value,
        "name": candidate.name,
        "company_number": candidate.company_number,
        "size": candidate.size_text,
        "section": reference.section_short(candidate.sic_section),
        "postcode": candidate.postcode,
        "district": district,
        "certainty": certainty,
        "changed": ", ".join(step.changed) if step.employer else "",
    }
