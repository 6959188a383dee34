"""Questions about attendance files, and who in them is who by what is known now."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from crm.core.db import MOST_ID, session
from crm.employers.models import Contact, Employer
from webinars.bookings.models import State as Booked
from webinars.day import queries as days
from webinars.day.models import AddressAlias, AttendanceFile, State
from webinars.importing import files, matching
from webinars.importing.matching import Kind, Match, Register
from webinars.programme.models import Webinar

AT_ONCE = 500
NO_SEAT = {
    Booked.WAITING: "Was on the waiting list.",
    Booked.OFFERED: "Had a seat on offer.",
    Booked.CANCELLED: "Had cancelled.",
    Booked.LAPSED: "Their offer had run out.",
}


def file_or_404(webinar_id: int, number: int, *, lock: bool = False) -> AttendanceFile:
    """Return one attendance file of a webinar, or answer 404; with ``lock`` two clicks act once.

    The webinar is locked before its file, as saving does, so that nobody waits in a circle.
    """
    statement = (
        sa.select(AttendanceFile)
        .options(joinedload(AttendanceFile.by))
        .where(AttendanceFile.id == min(number, MOST_ID), AttendanceFile.webinar_id == webinar_id)
    )
    if lock:
        session.execute(sa.select(Webinar.id).where(Webinar.id == webinar_id).with_for_update())
        statement = statement.with_for_update(of=AttendanceFile).execution_options(
            populate_existing=True
        )
    return session.scalar(statement) or abort(404)


def by_digest(webinar_id: int, digest: str) -> AttendanceFile | None:
    """Return the file with these bytes, if it was brought to this webinar before."""
    return session.scalar(
        sa.select(AttendanceFile).where(
            AttendanceFile.webinar_id == webinar_id, AttendanceFile.digest == digest
        )
    )


def files_of(webinar_id: int) -> Sequence[AttendanceFile]:
    """Return the attendance files of a webinar, the newest first."""
    return session.scalars(
        sa.select(AttendanceFile)
        .options(joinedload(AttendanceFile.by))
        .where(AttendanceFile.webinar_id == webinar_id, AttendanceFile.state != State.DISCARDED)
        .order_by(AttendanceFile.id.desc())
        .limit(50)
    ).all()


def matches(file: AttendanceFile) -> list[Match]:
    """Return who in a file is who, by the bookings and records of now."""
    people = files.seen(file.read)
    emails = {one.email.casefold() for one in people if one.email}
    aliases = _aliases(emails)
    found = matching.match(
        people,
        Register(_booked(file.webinar_id), _known(emails), aliases),
        file.choices,
    )
    return found if file.read.get("timed", True) or file.by_stated else _untimed(found)


def _untimed(found: list[Match]) -> list[Match]:
    """Say beside everybody in a file without times that they count only when somebody says so."""
    for one in found:
        if one.kind is Kind.SURE:
            one.why += ". Minutes inside the webinar are not known"
    return found


def _booked(webinar_id: int) -> list[matching.Booked]:
    """Return who signed up, seats before those without one, each address once."""
    rows = sorted(
        days.bookings_of(webinar_id), key=lambda row: (not row.live, row.state is not Booked.SEAT)
    )
    found: dict[str, matching.Booked] = {}
    for row in rows:
        found.setdefault(
            row.email_folded,
            matching.Booked(
                row.id,
                row.name,
                row.email_folded,
                row.employer.name if row.employer else row.employer_words,
                row.employer_id,
                row.contact_id,
                NO_SEAT.get(row.state, ""),
            ),
        )
    return list(found.values())


def _aliases(emails: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in _parts(emails):
        rows = session.execute(
            sa.select(AddressAlias.email_folded, AddressAlias.of_folded).where(
                AddressAlias.email_folded.in_(part)
            )
        )
        found |= {row[0]: row[1] for row in rows}
    return found


def alias_of(email_folded: str) -> str:
    """Return the address that another was confirmed to stand for, or ""."""
    return _aliases({email_folded}).get(email_folded, "")


def _known(emails: set[str]) -> dict[str, matching.Known]:
    """Return whom the records have under an address that belongs to one person only."""
    found: dict[str, list[matching.Known]] = {}
    folded = sa.func.lower(Contact.email)
    for part in _parts(emails):
        rows = session.execute(
            sa.select(folded, Contact.id, Employer.id, Employer.name, Contact.name)
            .join(Employer, Employer.id == Contact.employer_id)
            .where(folded.in_(part), Contact.to_on.is_(None))
            .order_by(Contact.id)
        )
        for email, *rest in rows:
            found.setdefault(email, []).append(matching.Known(*rest))
    return {email: ones[0] for email, ones in found.items() if len(ones) == 1}


def _parts(emails: set[str]) -> list[list[str]]:
    wanted = sorted(emails)
    return [wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE)]


def due_to_go(on: date) -> Sequence[int]:
    """Return the files whose bytes and names are kept no longer."""
    return session.scalars(
        sa.select(AttendanceFile.id)
        .where(AttendanceFile.destroyed_at.is_(None), AttendanceFile.kept_until < on)
        .order_by(AttendanceFile.id)
        .limit(AT_ONCE)
    ).all()


def person_or_404(file: AttendanceFile, number: int) -> Match:
    """Return one person of a file with what is known of them, or answer 404."""
    if not 0 <= number < len(file.read.get("people", ())):
        abort(404)
    return matches(file)[number]
