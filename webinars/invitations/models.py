"""What each person was told of a webinar, and which reminders left."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model, Numbered
from webinars.bookings.models import Booking
from webinars.invitations.rules import Told


class CalendarLetter(Numbered, Model):
    """What the holder of a booking was last told, by calendar or in words.

    ``sequence`` is the SEQUENCE that left, ``seen`` the webinar's own at that time; start and end
    are those that the calendar holds, so that a CANCEL names the same. ``answer`` is what their
    calendar sent back: it is noted, and never a cancellation.
    """

    __tablename__ = "calendar_letter"
    __journal__ = False

    booking_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Booking.id, ondelete="CASCADE"), unique=True
    )
    told: Mapped[Told]
    sequence: Mapped[int | None]
    seen: Mapped[int]
    told_at: Mapped[datetime]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]


class WebinarReminder(Numbered, Model):
    """One reminder of one start to one booking: the row is made by the worker that may send it."""

    __tablename__ = "webinar_reminder"
    __journal__ = False
    __table_args__ = (
        sa.UniqueConstraint("booking_id", "hours", "starts_at"),
        {"sqlite_autoincrement": True},
    )

    booking_id: Mapped[int] = mapped_column(sa.ForeignKey(Booking.id, ondelete="CASCADE"))
    hours: Mapped[int]
    starts_at: Mapped[datetime]
    posted_at: Mapped[datetime]
