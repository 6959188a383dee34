"""Taking files in, covering parts, holding and destroying them."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import current_app

from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Employer
from crm.people.models import Person
from crm.vault import queries, rules, scanning, sealed, store
from crm.vault.models import Opening, RetentionClass, StoredFile
from crm.vault.rules import CLASS_OF, Box, Kind, Word
from crm.vault.sealed import MARGIN, Stored

if TYPE_CHECKING:
    from crm.vault.arriving import Arrived


def look_into(data: bytes) -> "Arrived":
    """Return what arrived, scanned and made safe; raises ``RuleBroken`` with one sentence.

    Without a scanner (``CLAMD_URL`` empty) nothing is scanned; with one, a file that it could not
    judge is refused.
    """
    from crm.vault import arriving  # reading PDFs and photos takes much memory: only when needed

    if url := current_app.config["CLAMD_URL"]:
        try:
            threat = scanning.found(data, url)
        except scanning.NotScanned:
            current_app.logger.warning("The virus scanner gave no verdict")
            raise RuleBroken(
                "The file could not be checked for viruses. Try again in a few minutes."
            ) from None
        if threat:
            raise RuleBroken("The virus scanner found something in the file. It was not kept.")
    return arriving.examine(data)


def keep(
    employer: Employer,
    kind: Kind,
    arrived: "Arrived",
    *,
    came_by: str,
    by: Any = None,
    made_up: bool = False,
) -> StoredFile:
    """Keep a file about ``employer``; what names a person is covered on its pages first."""
    stored = sealed.put(arrived, kind, names_of(employer))
    return enter(employer, kind, stored, came_by=came_by, by=by, made_up=made_up)


def names_of(employer: Employer) -> set[str]:
    """Return the employer's own names, which are never covered."""
    return {employer.name, employer.trading_name or ""}


def enter(
    employer: Employer,
    kind: Kind,
    stored: Stored,
    *,
    came_by: str,
    by: Any = None,
    made_up: bool = False,
) -> StoredFile:
    """Make stored bytes a file about ``employer``, which is kept for its time; flushes."""
    kept_until, why = _kept(kind, clock.today(), "it arrived")
    row = StoredFile(
        employer_id=employer.id,
        kind=kind,
        **asdict(stored),
        scanned=bool(current_app.config["CLAMD_URL"]),
        arrived_at=clock.now(),
        arrived_by_id=by.id if by else None,
        came_by=came_by,
        class_code=CLASS_OF[kind],
        kept_until=kept_until,
        kept_why=why,
        made_up=made_up,
    )
    session.add(row)
    session.flush()
    return row


def cover(row: StoredFile, boxes: Sequence[Box]) -> None:
    """Paint over parts of the pages for good; the original is replaced by the covered pages.

    Raises ``RuleBroken`` for a file without pages, and for one that is destroyed.
    """
    _refuse_destroyed(row)
    stored = Stored(**{name: getattr(row, name) for name in Stored.__annotations__})
    for name, value in asdict(sealed.paint(stored, boxes)).items():
        setattr(row, name, value)
    session.flush()


def words(row: StoredFile) -> list[Word]:
    """Return the document's own words that are not covered, for reading figures out of it."""
    return sealed.words(row.place)


def marked(page: bytes, boxes: Sequence[Box]) -> bytes:
    """Return a page's picture with a frame around each box."""
    from crm.vault import pictures

    return pictures.mark(page, [box.grown(MARGIN) for box in boxes])


def log(
    row: StoredFile, what: str, why: str, *, by: Person | Any, refused: bool = False
) -> Opening:
    """Write down who opens what of a file and why. The view commits before any byte leaves."""
    opening = Opening(
        file_id=row.id,
        person_id=by.id if by else None,
        at=clock.now(),
        what=what,
        why=why,
        refused=refused,
    )
    session.add(opening)
    session.flush()
    return opening


def count_from(row: StoredFile, on: date, because: str) -> None:
    """Let the time that a file is kept begin anew on ``on``: "the check passed"."""
    _refuse_destroyed(row)
    row.kept_until, row.kept_why = _kept(row.kind, on, because)
    session.flush()


def hold(row: StoredFile, reason: str) -> None:
    """Keep a file past its date until it is released; raises ``RuleBroken`` without a reason."""
    _refuse_destroyed(row)
    if not reason.strip():
        raise RuleBroken("Say why this file is held.", "reason")
    row.held = reason.strip()
    session.flush()


def release(row: StoredFile) -> None:
    """End a hold; the file goes on its date."""
    row.held = ""
    session.flush()


def destroy(row: StoredFile, why: str) -> None:
    """Remove the bytes for good; the row stays and says when and why.

    The row is locked and read anew first, so that a hold that came meanwhile wins. Then the bytes
    go: a crash in between leaves a row whose bytes are gone, which the next run of the job
    settles, never bytes that nobody knows of.
    """
    session.refresh(row, with_for_update={"of": StoredFile})
    if row.destroyed_at:
        return
    if row.held:
        raise RuleBroken("This file is held. Release it first.")
    row.destroyed_at = clock.now()
    row.destroyed_why = why
    session.flush()
    store.erase(row.place)


def change_class(row: RetentionClass, *, months: int, source: str, status: str) -> int:
    """Change how long a class is kept; files of it get their new date. Returns how many."""
    before, row.months, row.source, row.status = row.months, months, source, status
    moved = 0
    for file in queries.kept_under(row.code) if months != before else ():
        start = rules.later(file.kept_until, -before)
        file.kept_until = rules.later(start, months)
        moved += 1
    session.flush()
    return moved


def _kept(kind: Kind, on: date, because: str) -> tuple[date, str]:
    found = queries.retention(CLASS_OF[kind])
    until = rules.later(on, found.months)
    return until, f"{found.name}: {found.months} months from the day {because}"


def _refuse_destroyed(row: StoredFile) -> None:
    if row.destroyed_at:
        raise RuleBroken("This file was destroyed. Ask for it again.")
