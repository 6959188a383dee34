"""Who was at a webinar, the files that say so, addresses that were confirmed, and dated numbers."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, deferred, mapped_column, relationship

from crm.core.db import Model, Numbered, Versioned
from crm.core.permissions import Permission
from crm.employers.models import Contact, Employer
from crm.people.models import Person
from webinars.bookings.models import Booking
from webinars.day import rules
from webinars.day.rules import Rule
from webinars.programme.models import Webinar

#: What of a webinar its rule is made of.
RULE = ("starts_at", "ends_at", "attended_percent", "grace_minutes")


class Source(StrEnum):
    """How somebody came to stand in the register."""

    IMPORT = "attendance file"
    HAND = "marked by hand"
    WALK_IN = "walked in"


class State(StrEnum):
    """How far a file is. Nothing of it counts before it is saved; undo takes it back to looked."""

    WAITING = "waiting to be read"
    COLUMNS = "waiting for its columns"
    LOOKED = "ready to look at"
    SAVED = "saved"
    REFUSED = "refused"
    DISCARDED = "discarded"


class AttendanceFile(Numbered, Versioned, Model):
    """One file of who was there. ``content`` is sealed, and goes on ``kept_until`` with ``read``.

    ``read`` holds what the reader found, ``choices`` what somebody said about each unsure person,
    by its number in the file; both, like the bytes, are in no journal.
    """

    __tablename__ = "attendance_file"
    __undo_needs__ = Permission.RUN_WEBINARS
    __table_args__ = (
        sa.UniqueConstraint("webinar_id", "digest"),
        sa.Index("ix_attendance_file_due", "destroyed_at", "kept_until", "id"),
        {"sqlite_autoincrement": True},
    )

    webinar_id: Mapped[int] = mapped_column(sa.ForeignKey(Webinar.id))
    digest: Mapped[str]
    name: Mapped[str]
    size: Mapped[int]
    layout: Mapped[str] = mapped_column(default="")
    state: Mapped[State]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    kept_until: Mapped[date]
    destroyed_at: Mapped[datetime | None]
    read: Mapped[dict[str, Any]] = mapped_column(default=dict, info={"journal": "omit"})
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict, info={"journal": "omit"})
    by_stated: Mapped[bool] = mapped_column(default=False, info={"journal": "omit"})
    attempts: Mapped[int] = mapped_column(default=0, info={"journal": "omit"})
    operation_id: Mapped[int | None] = mapped_column(info={"journal": "omit"})
    content: Mapped[bytes | None] = deferred(
        mapped_column(sa.LargeBinary, info={"journal": "omit"})
    )

    webinar: Mapped[Webinar] = relationship(lazy="raise_on_sql")
    by: Mapped[Person] = relationship(lazy="raise_on_sql")


class Presence(Numbered, Versioned, Model):
    """One person at one webinar, however many files and devices they stand in.

    ``stays`` holds begin, end or None, and the id of the file that says so (0 for none), so that a
    file can be read again or taken back alone. ``stated`` holds minutes by file for layouts without
    times. ``marked`` is a person's word and counts before all minutes. ``minutes`` and
    ``attended`` follow from these and from the webinar's rule by themselves, whoever writes either
    (an import, an undo, a change of the times): they are never older, and in no journal. Employer
    and contact follow those of the booking before each commit.
    """

    __tablename__ = "presence"
    __subject__ = "employer_id"
    __undo_needs__ = Permission.RUN_WEBINARS
    __table_args__ = (
        sa.Index(
            "uq_presence_booking",
            "webinar_id",
            "booking_id",
            unique=True,
            sqlite_where=sa.text("booking_id IS NOT NULL"),
            postgresql_where=sa.text("booking_id IS NOT NULL"),
        ),
        sa.Index("ix_presence_webinar", "webinar_id", "id"),
        sa.Index("ix_presence_email", "email_folded"),
        {"sqlite_autoincrement": True},
    )

    webinar_id: Mapped[int] = mapped_column(sa.ForeignKey(Webinar.id))
    booking_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Booking.id), index=True)
    employer_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Contact.id), index=True)
    import_id: Mapped[int | None] = mapped_column(sa.ForeignKey(AttendanceFile.id), index=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    email_folded: Mapped[str] = mapped_column(default="")
    employer_words: Mapped[str] = mapped_column(default="")
    source: Mapped[Source]
    matched: Mapped[str] = mapped_column(default="")
    stays: Mapped[list[Any]] = mapped_column(default=list)
    stated: Mapped[dict[str, Any]] = mapped_column(default=dict)
    marked: Mapped[bool | None]
    at: Mapped[datetime]
    made_up: Mapped[bool] = mapped_column(default=False)
    minutes: Mapped[int | None] = mapped_column(info={"journal": "omit"})
    attended: Mapped[bool] = mapped_column(default=False, info={"journal": "omit"})

    booking: Mapped[Booking | None] = relationship(lazy="raise_on_sql")
    employer: Mapped[Employer | None] = relationship(lazy="raise_on_sql")

    @property
    def shown(self) -> str:
        """Return the name as pages show it: of a caller's number only its ends."""
        return rules.masked(self.name)

    def spans(self, rule: Rule) -> Sequence[rules.Span]:
        """Return when this person was there, inside the webinar and its grace."""
        return rules.joined(read_stays(self.stays), rule)


class AddressAlias(Numbered, Model):
    """Another address of somebody, confirmed by a person when a file named it."""

    __tablename__ = "address_alias"
    __undo_needs__ = Permission.RUN_WEBINARS

    email_folded: Mapped[str] = mapped_column(unique=True)
    of_folded: Mapped[str] = mapped_column(index=True)
    confirmed_by_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    confirmed_at: Mapped[datetime]


class WebinarNumber(Numbered, Model):
    """One number of webinars from a day on; the newest that has begun counts.

    ``name`` is one of ``webinars.day.numbers.NUMBERS``.
    """

    __tablename__ = "webinar_number"
    __undo_needs__ = Permission.EDIT_RATES
    __table_args__ = (sa.UniqueConstraint("name", "from_on"), {"sqlite_autoincrement": True})

    name: Mapped[str]
    value: Mapped[int]
    from_on: Mapped[date]
    source: Mapped[str]
    status: Mapped[str]


def rule_of(webinar: Webinar) -> Rule:
    """Return by which rule a webinar counts who attended."""
    grace = timedelta(minutes=webinar.grace_minutes)
    return Rule(webinar.starts_at, webinar.ends_at, webinar.attended_percent, grace)


def read_stays(kept: Sequence[Sequence[Any]]) -> list[rules.Stay]:
    """Return stays as they are kept, as moments."""
    return [
        (datetime.fromisoformat(one[0]), datetime.fromisoformat(one[1]) if one[1] else None)
        for one in kept
    ]


def settle(presence: Presence, rule: Rule) -> None:
    """Work out minutes and whether they count; what a person marked counts before minutes."""
    stays, minutes = read_stays(presence.stays or ()), None
    long = rules.there(stays, rule)
    if stays:
        minutes = int(long.total_seconds()) // 60
    elif presence.stated:
        minutes = min(sum(presence.stated.values()), int(rule.length.total_seconds()) // 60)
        long = timedelta(minutes=minutes)
    presence.minutes = minutes
    presence.attended = rule.attended(long) if presence.marked is None else presence.marked


@event.listens_for(Session, "before_flush")
def _settle(session: Session, _context: Any, _instances: Any) -> None:
    changed = [row for row in (*session.new, *session.dirty) if isinstance(row, Presence | Webinar)]
    if not changed:
        return
    rows = {row for row in changed if isinstance(row, Presence)}
    for row in changed:
        if isinstance(row, Webinar) and row.id is not None and _moved(row):
            rows.update(session.scalars(sa.select(Presence).where(Presence.webinar_id == row.id)))
    for row in rows:
        webinar = session.get(Webinar, row.webinar_id)
        if webinar is not None:
            settle(row, rule_of(webinar))


def _moved(webinar: Webinar) -> bool:
    state = sa.inspect(webinar)
    return any(state.attrs[name].history.has_changes() for name in RULE)
