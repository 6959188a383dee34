"""Keeps how often an employer's people booked webinars true on its standing."""

from collections.abc import Sequence

import sqlalchemy as sa

from crm.core.db import session
from crm.employers.models import Employer
from crm.employers.standing import keep
from webinars.bookings.models import Booking


def refresh(employer_ids: Sequence[int]) -> None:
    """Count the bookings of these employers anew."""
    rows = session.execute(
        sa.select(Employer.id, sa.func.count(Booking.id))
        .outerjoin(Booking, Booking.employer_id == Employer.id)
        .where(Employer.id.in_(employer_ids))
        .group_by(Employer.id)
        .order_by(Employer.id)
    )
    keep({row[0]: {"employer_id": row[0], "webinars": row[1]} for row in rows})
