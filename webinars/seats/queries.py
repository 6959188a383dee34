"""What stands behind the link of a booking."""

import sqlalchemy as sa

from crm.core import links
from crm.core.db import session
from webinars.bookings.models import Booking, SignUp
from webinars.bookings.moves import PURPOSE
from webinars.programme.models import Webinar


def behind(token: str) -> tuple[Booking, Webinar] | None:
    """Return the booking and its webinar while the link works."""
    link = links.find(token, PURPOSE)
    row = session.execute(
        sa.select(Booking, Webinar)
        .join(Webinar, Webinar.id == Booking.webinar_id)
        .where(Booking.id == (link.subject_id if link else None), Booking.erased_at.is_(None))
    ).one_or_none()
    return (row[0], row[1]) if row else None


def named(booking_id: int) -> SignUp | None:
    """Return the colleague named last who has not answered yet."""
    return session.scalar(
        sa.select(SignUp)
        .where(SignUp.replaces_id == booking_id, SignUp.booking_id.is_(None))
        .order_by(SignUp.id.desc())
        .limit(1)
    )
