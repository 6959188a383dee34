"""Who booked a webinar, what a stranger typed before that, and links mailed with an invitation."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core import refs
from crm.core.db import Model, Numbered, Versioned, table_of
from crm.core.errors import RuleBroken
from crm.core.links import OneTimeLink
from crm.core.permissions import Permission
from crm.employers.models import Contact, Employer
from crm.interest.rules import Held
from webinars.programme.models import Webinar
from webinars.programme.rules import seats


class State(StrEnum):
    """Where a booking is. Nothing stands here before its address is proved (see ``SignUp``)."""

    SEAT = "seat"
    WAITING = "waiting"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


class Came(StrEnum):
    """How a booking came about; every way proves the address or has a person answer for it."""

    FORM = "public form"
    INVITED = "invitation"
    PASSED_ON = "passed on by a colleague"
    BY_HAND = "entered by staff"


LIVE = (State.SEAT, State.WAITING, State.OFFERED)
_LIVE = sa.text("state IN ('seat', 'waiting', 'offered')")


def _where(condition: Any) -> dict[str, Any]:
    return {"sqlite_where": condition, "postgresql_where": condition}


class Booking(Numbered, Versioned, Model):
    """One person's booking of one webinar, its address proved.

    ``queue`` is the order in which addresses were proved. ``uid`` is the calendar's name for it,
    the same for life; ``last_sequence`` is the SEQUENCE of the last calendar mail (None: none was
    sent) and ``cancel_sent_at`` when the calendar's CANCEL left. ``told`` is the state that its
    person was last told; ``held_until`` keeps the seat of somebody whom the staff cancelled while
    that can be undone. ``access_needs`` never enters the journal, a mail, a log or an export.
    """

    __tablename__ = "booking"
    __subject__ = "employer_id"
    __undo_needs__ = Permission.RUN_WEBINARS
    __table_args__ = (
        sa.Index("uq_booking_live", "webinar_id", "email_folded", unique=True, **_where(_LIVE)),
        sa.Index("ix_booking_webinar_state_queue", "webinar_id", "state", "queue"),
        sa.Index("ix_booking_email", "email_folded"),
        sa.Index("ix_booking_untold", "moved_at", **_where(sa.text("told <> state"))),
        sa.Index("ix_booking_offer", "offer_until", **_where(sa.text("state = 'offered'"))),
        {"sqlite_autoincrement": True},
    )

    webinar_id: Mapped[int] = mapped_column(sa.ForeignKey(Webinar.id))
    name: Mapped[str]
    email: Mapped[str]
    email_folded: Mapped[str]
    employer_words: Mapped[str] = mapped_column(default="")
    employer_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Contact.id), index=True)
    role: Mapped[str] = mapped_column(default="")
    access_needs: Mapped[str] = mapped_column(default="", info={"journal": "omit"})
    heard: Mapped[str] = mapped_column(default="")
    follow_up_ok: Mapped[bool] = mapped_column(default=False)
    follow_up_text: Mapped[str] = mapped_column(default="")
    came: Mapped[Came] = mapped_column(default=Came.FORM)
    state: Mapped[State]
    asked_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]
    seat_at: Mapped[datetime | None]
    queue: Mapped[int]
    offer_until: Mapped[datetime | None]
    moved_at: Mapped[datetime]
    held_until: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(default="")
    passed_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("booking.id"), index=True)
    uid: Mapped[str] = mapped_column(unique=True)
    link_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(OneTimeLink.id, ondelete="SET NULL"), unique=True, info={"journal": "omit"}
    )
    told: Mapped[str] = mapped_column(default="", info={"journal": "omit"})
    last_sequence: Mapped[int | None] = mapped_column(info={"journal": "omit"})
    cancel_sent_at: Mapped[datetime | None] = mapped_column(info={"journal": "omit"})
    erased_at: Mapped[datetime | None]
    made_up: Mapped[bool] = mapped_column(default=False)

    webinar: Mapped[Webinar] = relationship(lazy="raise_on_sql")
    employer: Mapped[Employer | None] = relationship(lazy="raise_on_sql")
    contact: Mapped[Contact | None] = relationship(lazy="raise_on_sql")

    @property
    def ref(self) -> str:
        """Return the short reference, like K-00012."""
        return refs.ref("K", self.id)

    @property
    def live(self) -> bool:
        """Return whether it holds a seat, waits for one, or has one offered."""
        return self.state in LIVE


class SignUp(Numbered, Model):
    """What somebody typed to book. It is in no log, and holds no seat, until the address is proved.

    ``replaces_id`` is the booking that a colleague passes on with it; ``booking_id`` is what became
    of it. ``held`` says why a person must look first.
    """

    __tablename__ = "sign_up"
    __journal__ = False
    __table_args__ = (
        sa.Index("ix_sign_up_webinar", "webinar_id", "booking_id", "id"),
        sa.Index("ix_sign_up_email", "email_folded"),
        {"sqlite_autoincrement": True},
    )

    webinar_id: Mapped[int] = mapped_column(sa.ForeignKey(Webinar.id))
    name: Mapped[str]
    email: Mapped[str]
    email_folded: Mapped[str]
    employer_words: Mapped[str]
    role: Mapped[str] = mapped_column(default="")
    access_needs: Mapped[str] = mapped_column(default="")
    heard: Mapped[str] = mapped_column(default="")
    follow_up_ok: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    held: Mapped[Held] = mapped_column(default=Held.NO)
    form_token: Mapped[str] = mapped_column(unique=True)
    replaces_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(Booking.id, ondelete="CASCADE"), index=True
    )
    booking_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(Booking.id, ondelete="CASCADE"), index=True
    )


class Invite(Numbered, Model):
    """A personal link in an invitation; it went to ``email``, so that address is proved by it."""

    __tablename__ = "webinar_invite"
    __journal__ = False
    __table_args__ = (
        sa.UniqueConstraint("webinar_id", "contact_id"),
        {"sqlite_autoincrement": True},
    )

    webinar_id: Mapped[int] = mapped_column(sa.ForeignKey(Webinar.id))
    contact_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Contact.id, ondelete="CASCADE"), index=True
    )
    email: Mapped[str]
    made_at: Mapped[datetime]
    link_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(OneTimeLink.id, ondelete="SET NULL"), unique=True
    )


HOLDS = (State.SEAT, State.OFFERED)


def _was(booking: Booking) -> Any:
    """Return the state that the row had before this flush, None for a new one."""
    history = sa.inspect(booking).attrs.state.history
    return history.deleted[0] if history.deleted else None if history.added else booking.state


def _tally(connection: sa.Connection, webinar_id: int, before: Any, after: Any) -> None:
    """Keep the webinar's counts of seats and of people who wait true, whoever moves a booking."""
    taken = (after in HOLDS) - (before in HOLDS)
    waiting = (after is State.WAITING) - (before is State.WAITING)
    if taken or waiting:
        webinar = table_of(Webinar)
        moved = {"taken": webinar.c.taken + taken, "waiting": webinar.c.waiting + waiting}
        connection.execute(sa.update(webinar).where(webinar.c.id == webinar_id).values(moved))


@event.listens_for(Booking, "after_insert")
def _added(_mapper: object, connection: sa.Connection, booking: Booking) -> None:
    _tally(connection, booking.webinar_id, None, booking.state)


@event.listens_for(Booking, "after_update")
def _moved(_mapper: object, connection: sa.Connection, booking: Booking) -> None:
    _tally(connection, booking.webinar_id, _was(booking), booking.state)


@event.listens_for(Booking, "after_delete")
def _removed(_mapper: object, connection: sa.Connection, booking: Booking) -> None:
    _tally(connection, booking.webinar_id, booking.state, None)


@event.listens_for(Booking, "before_update")
def _may_come_back(_mapper: object, connection: sa.Connection, booking: Booking) -> None:
    """Refuse to bring a booking back, as only an undo does, that somebody else stands in for."""
    if not booking.live or _was(booking) in LIVE:
        return
    table, webinar = table_of(Booking), table_of(Webinar)
    other = sa.select(table.c.id).where(
        table.c.webinar_id == booking.webinar_id,
        table.c.email_folded == booking.email_folded,
        table.c.state.in_(LIVE),
        table.c.id != booking.id,
    )
    if connection.execute(other.limit(1)).first():
        raise RuleBroken(f"{booking.name} has another booking of this webinar by now.")
    room = sa.select(webinar.c.taken, webinar.c.capacity, webinar.c.overbook_percent)
    row = connection.execute(room.where(webinar.c.id == booking.webinar_id)).one()
    if booking.state in HOLDS and row.taken >= seats(row.capacity, row.overbook_percent):
        raise RuleBroken(f"The seat of {booking.name} went to somebody else meanwhile.")
