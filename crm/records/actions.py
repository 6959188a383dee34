"""The life of an import: kept, taken apart, checked, mended, approved, carried out or discarded.

Nothing here commits. An import is one operation of the journal in one transaction: all or nothing.
"""

from collections.abc import Mapping
from dataclasses import astuple
from datetime import datetime, timedelta
from typing import Any, Protocol

from flask import current_app

from crm.core import clock, formats, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.records import layouts, queries, rows, writing
from crm.records import plan as plans
from crm.records.headings import Layout, chosen_layout, fields_of, layout_key, read_layout
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
KEPT_BAD = timedelta(days=30)


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


def keep(content: bytes, name: str, person: Actor, form_token: str | None = None) -> ImportFile:
    """Keep an uploaded file; a small one is checked at once, a large one waits for a worker.

    A form that is sent twice makes one import.
    """
    if form_token and (known := queries.by_form(form_token, person.id)):
        return known
    row = ImportFile(
        form_token=form_token,
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
    if row.content is None:
        return row.rows <= SMALL_LINES and row.size <= SMALL_TEXT
    content = row.content
    if content.startswith(b"PK"):
        return len(content) <= SMALL_WORKBOOK
    return len(content) <= SMALL_TEXT and content.count(b"\n") <= SMALL_LINES


def check(row: ImportFile) -> None:
    """Work out what the file would do and keep that as its dry run; or refuse it.

    A file whose headings leave a doubt waits for a person to say what its columns are.
    """
    try:
        if row.headings is None:
            rows.put_down(row, plans.read(row.content or b"", row.name, caps()))
            row.content = None
    except Unreadable as refusal:
        refuse(row, str(refusal))
        return
    layout = layout_of(row)
    if row.columns is None:
        row.state = State.MAPPING
        return
    plan = plans.of(rows.as_table(row), layout)
    _note(row, plan)
    row.sample = [_shown(step) for _, step in plan.steps[:SAMPLE]]
    row.state, row.stale = State.READY, False


def layout_of(row: ImportFile) -> Layout:
    """Return where each field of a file stands: as chosen, as remembered, or as its headings say.

    Unless the headings leave a doubt, the answer is noted in ``columns``.
    """
    headings: list[str] = row.headings or []
    if row.columns is not None:
        return chosen_layout(headings, row.columns)
    if mapping := queries.mapping_of(layout_key(headings)):
        row.columns, row.mapped = list(mapping.fields), layouts.by_whom(mapping)
        return mapping.layout(headings)
    layout = read_layout(headings)
    if layout.is_clear:
        row.columns = fields_of(headings, layout)
    return layout


def choose(row: ImportFile, fields: list[str], person: Actor) -> bool:
    """Take a person's word for what the columns are and remember it; whether that is news.

    The file is checked with it at once, or by a worker. Raises ``RuleBroken`` naming the column
    at fault, or when the file is not waiting for that.
    """
    _must_be(row, "change its columns", State.MAPPING, State.READY)
    news = layouts.remember(row.headings or [], fields, person)
    row.columns, row.mapped = list(fields), person.name
    _check_again(row)
    return news


def mend(row: ImportFile, typed: Mapping[int, Mapping[int, str]]) -> int:
    """Put typed cells in place; how many rows they changed. A small file is checked again."""
    _must_be(row, "mend its rows", State.READY)
    changed = rows.mend(row, typed, layout_of(row))
    if changed and is_small(row):
        check(row)
    elif changed:
        row.stale = True
    return changed


def check_again(row: ImportFile) -> None:
    """Work out anew what the file would do, at once or by a worker."""
    _must_be(row, "check it again", State.READY)
    _check_again(row)


def _check_again(row: ImportFile) -> None:
    row.state, row.attempts = State.WAITING, 0
    if is_small(row):
        check(row)


def _must_be(row: ImportFile, what: str, *states: State) -> None:
    if row.state not in states:
        raise RuleBroken(f"You cannot {what} now: this file is {row.state.value}.")


def approve(row: ImportFile, person: Actor) -> None:
    """Import a checked file: a small one at once, a large one by a worker.

    Raises ``RuleBroken`` when the file is not waiting for that.
    """
    if row.state is not State.READY:
        raise RuleBroken(f"This file cannot be imported now: it is {row.state.value}.")
    if row.stale:
        raise RuleBroken("Cells were mended since the last check. Check the file again first.")
    row.person_id, row.person_name = person.id, person.name
    row.attempts = 0
    row.state = State.APPROVED
    if is_small(row):
        run(row, person)


def run(row: ImportFile, person: Actor) -> None:
    """Carry out an approved file: everything is matched again, as it is now."""
    plan = plans.of(rows.as_table(row), layout_of(row))
    row.operation_id = carry_out(plan, name=row.name, actor=person)
    _note(row, plan)
    row.state = State.DONE
    _close(row, keep_bad=True)


def refuse(row: ImportFile, reason: str) -> None:
    """Refuse the file as a whole, for a reason that is shown."""
    row.state, row.reason = State.REFUSED, reason
    _close(row)


def discard(row: ImportFile) -> None:
    """Drop a file that will not be imported; raises ``RuleBroken`` while it is being read."""
    if row.state not in (State.WAITING, State.MAPPING, State.READY):
        raise RuleBroken(f"This file cannot be discarded: it is {row.state.value}.")
    row.state = State.DISCARDED
    row.sample = row.outcomes = row.issues = None
    _close(row)


def discard_unused(row: ImportFile, at: datetime) -> bool:
    """Discard a checked file that nobody imported within a week; whether it was."""
    old = row.state in (State.READY, State.MAPPING) and row.uploaded_at < at - UNUSED
    if old:
        discard(row)
    return old


def forget_bad(row: ImportFile) -> None:
    """Let go of the rows that were not imported, a month after the import."""
    rows.let_go(row.id, keep_bad=False)


def _close(row: ImportFile, *, keep_bad: bool = False) -> None:
    rows.let_go(row.id, keep_bad=keep_bad)
    row.content = None
    row.lease_until = None
    row.settled_at = clock.now()


def _note(row: ImportFile, plan: Plan) -> None:
    counts = plan.counts
    assert counts["rows"] == sum(counts[result.value] for result in Result), counts
    assert counts["rows"] == row.rows, "every row of the file has an outcome"
    row.counts = counts
    rows.note(row, plan)
    row.issues = {
        "warnings": [astuple(issue) for issue in plan.warnings[:MOST_SHOWN]],
        "errors": [astuple(issue) for issue in plan.errors[:MOST_SHOWN]],
        "warning_count": len(plan.warnings),
        "error_count": len(plan.errors),
    }
    row.outcomes = [
        [o.row, o.result.value, o.employer_id, o.name, "; ".join(o.changed)] for o in plan.outcomes
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
