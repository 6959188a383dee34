"""The life of a change to many: chosen, begun, carried out in portions. Nothing here commits."""

from collections.abc import Sequence
from typing import Any

from crm.bulk import queries, rules
from crm.bulk.acts import ACTS, Act
from crm.bulk.models import BulkChange
from crm.bulk.rules import State, Which
from crm.core import clock, journal
from crm.core.access import SignedIn
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.formats import plural
from crm.core.permissions import Permission, may
from crm.core.undone import undone
from crm.people.models import Person


def choose(act: str, which: Which, ids: Sequence[int], listed: str, *, by: SignedIn) -> BulkChange:
    """Keep which employers are meant, as they are now; flushes.

    Raises ``RuleBroken`` for none, or for more than can be changed at once.
    """
    if act not in ACTS:
        raise RuleBroken("Choose what to do with them.")
    rows = queries.matching(listed, by) if which is Which.ALL else queries.picked(ids)
    if not rows:
        raise RuleBroken("Tick the employers first, or choose all that match.")
    if len(rows) > rules.MOST:
        raise RuleBroken(f"This is more than {rules.MOST:,} employers. Narrow the list first.")
    change = BulkChange(
        act=act,
        listed=listed,
        state=State.DRAFT,
        person_id=by.id,
        made_at=clock.now(),
        total=len(rows),
        refused=[],
        chosen=[[row.id, row.version] for row in rows],
    )
    session.add(change)
    session.flush()
    return change


def begin(change: BulkChange, told: dict[str, Any]) -> bool:
    """Begin a change once; flushes. False when it was begun before."""
    if change.state is not State.DRAFT:
        return False
    change.told, change.state = told, State.RUNNING
    session.flush()
    return True


def go_on(change: BulkChange, *, most: int = rules.PORTION) -> int:
    """Change the next rows, each checked as it is now; flushes. Return how many were dealt with.

    The whole change is one operation, however many transactions it takes.
    """
    if change.state is not State.RUNNING:
        return 0
    act, person = ACTS[change.act], session.get_one(Person, change.person_id)
    if why := _why_not(change, person):
        _end(change, State.STOPPED, why)
        return 0
    journal.whole(title(change), kind="bulk", actor=person, operation_id=change.operation_id)
    part = change.chosen[change.position : change.position + most]
    found = queries.of([row_id for row_id, _ in part])
    refused = [_deal_with(act, found.get(row_id), (row_id, seen), change.told or {}, person)
               for row_id, seen in part]  # fmt: skip
    change.refused = change.refused + [line for line in refused if line]
    change.position += len(part)
    change.operation_id = journal.current_operation_id() or change.operation_id
    if change.position >= change.total:
        _end(change, State.DONE, "")
    session.flush()
    return len(part)


def title(change: BulkChange) -> str:
    """Return what a change is called in the history."""
    return f"{ACTS[change.act].title}: {plural(change.total, 'employer')}"


def stop(change: BulkChange, why: str) -> None:
    """Leave the rest as it is; flushes."""
    _end(change, State.STOPPED, why)
    session.flush()


def _deal_with(
    act: Act, employer: Any, seen: tuple[int, int], told: dict[str, Any], by: Person
) -> list[Any] | None:
    """Change one employer; return its id, name and the reason when it is refused."""
    row_id, version = seen
    why = rules.refusal(version, employer.version if employer else None)
    if not why:
        try:
            act.do(employer, told, by)
        except RuleBroken as error:
            why = error.message
    return [row_id, employer.name if employer else f"E-{row_id:05d}", why] if why else None


def _why_not(change: BulkChange, person: Person) -> str:
    """Return why nothing more may be done: rights and undo are looked at again each time."""
    if not person.active or not may(person.role, Permission.EDIT_EMPLOYERS):
        return f"{person.name} may no longer change employers."
    return "It was undone while it ran." if undone([change.operation_id]) else ""


def _end(change: BulkChange, state: State, why: str) -> None:
    change.state, change.why, change.ended_at = state, why, clock.now()
