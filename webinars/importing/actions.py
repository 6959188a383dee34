"""The life of an attendance file: brought, read, looked at, saved, let go. Nothing here commits."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.formats import plural
from crm.vault.ciphers import Unreadable as NotSealed
from webinars.attendance.tables import MOST_BYTES, NoHeadings, Unreadable
from webinars.day import queries as days
from webinars.day.models import AttendanceFile, State, rule_of
from webinars.importing import files, matching, queries, writing
from webinars.importing.matching import Kind, Match
from webinars.programme.models import Webinar


def digest_of(content: bytes) -> str:
    """Return the SHA-256 that tells one file from another."""
    return hashlib.sha256(content).hexdigest()


def keep(webinar: Webinar, content: bytes, name: str, by: Any) -> tuple[AttendanceFile, bool]:
    """Keep a file and read it, a large one by the worker; also whether it was here before.

    Nothing of it counts yet. Raises ``RuleBroken`` when nothing can be read in it.
    """
    if len(content) > MOST_BYTES:
        raise RuleBroken("This is larger than 5 MB, so it is no attendance report.", "file")
    digest = digest_of(content)
    row = queries.by_digest(webinar.id, digest)
    if row is not None and (row.state is State.SAVED or _is_here(row)):
        return row, True
    small = files.is_small(content)
    found = _read(webinar, content) if small else (State.WAITING, "", {})
    journal.operation(f"Read {name} for {webinar.ref}", kind="file", actor=by)
    if row is None:
        row = AttendanceFile(webinar_id=webinar.id, digest=digest, state=State.WAITING)
        session.add(row)
    row.name, row.size, row.at, row.by_id = name, len(content), clock.now(), by.id
    row.kept_until = clock.today() + timedelta(days=days.number("raw_days"))
    row.destroyed_at, row.attempts, row.by_stated = None, 0, False
    row.content = files.seal(content, digest)
    row.state, row.layout, row.read = found
    row.choices = {}
    session.flush()
    return row, False


def _is_here(row: AttendanceFile) -> bool:
    gone = row.state in (State.DISCARDED, State.REFUSED) or row.destroyed_at is not None
    return not gone


def _read(webinar: Webinar, content: bytes) -> tuple[State, str, dict[str, Any]]:
    try:
        layout, told = files.read(content, rule_of(webinar))
    except NoHeadings:
        return State.COLUMNS, "", {"rows": files.rows_of(content)}
    except Unreadable as refusal:
        raise RuleBroken(str(refusal), "file") from None
    return State.LOOKED, layout, told


def read_waiting(row: AttendanceFile, webinar: Webinar) -> None:
    """Read what was left to the worker; a file that cannot be read says why."""
    try:
        row.state, row.layout, row.read = _read(webinar, _content(row))
    except RuleBroken as refusal:
        row.state, row.read, row.content = State.REFUSED, {"why": refusal.message}, None
    session.flush()


def _content(row: AttendanceFile) -> bytes:
    if row.content is None:
        raise RuleBroken("The file is kept no longer. Bring it again.")
    try:
        return files.unseal(row.content, row.digest)
    except NotSealed:
        raise RuleBroken("The file cannot be opened any more. Bring it again.") from None


def say_columns(row: AttendanceFile, webinar: Webinar, columns: Mapping[str, int]) -> None:
    """Read a file by what somebody says its columns are. Raises ``RuleBroken``; flushes."""
    if row.state is not State.COLUMNS:
        raise RuleBroken(f"This file is {row.state.value}, so its columns are settled.")
    try:
        row.layout, row.read = files.read(_content(row), rule_of(webinar), columns)
    except Unreadable as refusal:
        raise RuleBroken(str(refusal)) from None
    journal.operation(f"Said what the columns of {row.name} are", kind="file")
    row.state = State.LOOKED
    session.flush()


def choose(row: AttendanceFile, number: int, choice: str) -> Match:
    """Keep what somebody says about one person in a file: "same", "else", "none" or ``K:<id>``.

    In a saved file it counts at once. Raises ``RuleBroken`` where it means nothing.
    """
    found = {one.seen.number: one for one in queries.matches(_open(row))}
    one = found.get(number)
    said = matching.code(choice, one) if one else ""
    if choice.startswith("K:") and one:
        said = choice
    if one is None or not said or not (one.kind is Kind.UNSURE or one.confirmed):
        raise RuleBroken("There is nothing to choose about this person any more.")
    row.choices = row.choices | {str(number): said}
    settled = {one.seen.number: one for one in queries.matches(row)}[number]
    if settled.kind is not Kind.SURE:
        raise RuleBroken("That does not fit any more. Choose again.")
    session.flush()
    return settled


def _open(row: AttendanceFile) -> AttendanceFile:
    if row.state not in (State.LOOKED, State.SAVED) or row.destroyed_at is not None:
        raise RuleBroken(f"Nothing can be chosen now: this file is {row.state.value}.")
    return row


def take_back_choice(row: AttendanceFile, number: int) -> None:
    """Let somebody in a file be unsure again."""
    row.choices = {key: said for key, said in _open(row).choices.items() if key != str(number)}
    session.flush()


def save(
    row: AttendanceFile, webinar: Webinar, by: Any, *, by_stated: bool = False
) -> Mapping[Kind, int]:
    """Write who was there as one operation, and return how many of each kind there were.

    ``by_stated`` lets the minutes that a file without times states count. What this file said
    before is replaced; rows of other files and marks by hand stay. The webinar is locked first, so
    that two files, or one twice, are saved one after the other.
    """
    session.refresh(webinar, with_for_update={"of": Webinar})
    session.refresh(row, with_for_update={"of": AttendanceFile})
    if row.state is not State.LOOKED:
        raise RuleBroken(f"Nothing was changed: this file is {row.state.value} already.")
    row.by_stated = by_stated
    found = queries.matches(row)
    counts = matching.counts(found)
    people = plural(counts[Kind.SURE], "person", "people")
    title = f"Read who was at {webinar.ref} from {row.name}: {people}"
    journal.whole(title, kind="import", actor=by)
    writing.write(row, webinar, found, by)
    row.state = State.SAVED
    session.flush()
    row.operation_id = journal.current_operation_id()
    session.flush()
    return counts


def save_choice(row: AttendanceFile, webinar: Webinar, by: Any) -> None:
    """Let a choice in a saved file count, as one operation."""
    session.refresh(webinar, with_for_update={"of": Webinar})
    journal.whole(f"Said who somebody was at {webinar.ref}", kind="import", actor=by)
    writing.write(row, webinar, queries.matches(row), by)


def discard(row: AttendanceFile) -> None:
    """Let go of a file that was not saved; only its digest and name stay. Flushes."""
    if row.state is State.SAVED:
        raise RuleBroken("This file was saved. Undo that to take it back.")
    journal.operation(f"Let go of {row.name}", kind="file")
    row.state, row.content, row.read, row.choices = State.DISCARDED, None, {}, {}
    session.flush()


def destroy(row: AttendanceFile) -> None:
    """Destroy the bytes of a file and the names read in it; its digest and layout stay. Flushes."""
    people = row.read.get("people", ())
    row.content, row.choices = None, {}
    row.read = {"listed": len(people)}
    row.destroyed_at = clock.now()
    session.flush()
