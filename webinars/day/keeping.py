"""How long the register of a webinar keeps people who led to nothing: as long as bookings do."""

from collections.abc import Collection

import sqlalchemy as sa

from crm.core import erasure
from crm.core.db import session, table_of
from webinars.bookings.keeping import NOWHERE, before
from webinars.bookings.models import Booking
from webinars.day.models import AddressAlias, Presence
from webinars.programme.models import Webinar

ERASED = "Erased"
BLANKED = {"name": ERASED, "email": "", "email_folded": "", "employer_words": "", "matched": ""}
AT_ONCE = 500


def forget() -> int:
    """Erase who was there and belongs to no employer, or whose booking was erased; return how many.

    Counts stay. The journal loses their values too, and other addresses of theirs are forgotten.
    """
    over = sa.select(Webinar.id).where(Webinar.ends_at < before(NOWHERE))
    led_nowhere = sa.and_(Presence.employer_id.is_(None), Booking.employer_id.is_(None))
    found = session.execute(
        sa.select(Presence.id, Presence.email_folded, Booking.email_folded)
        .outerjoin(Booking, Booking.id == Presence.booking_id)
        .where(
            Presence.webinar_id.in_(over),
            Presence.name != ERASED,
            sa.or_(led_nowhere, Booking.erased_at.is_not(None)),
        )
        .order_by(Presence.id)
        .limit(AT_ONCE)
    ).all()
    ids = [row[0] for row in found]
    if ids:
        table = table_of(Presence)
        blank = sa.update(table).where(table.c.id.in_(ids)).values(BLANKED)
        session.connection().execute(blank)
        erasure.erase(Presence.__tablename__, ids)
        _forget_addresses({address for row in found for address in row[1:] if address})
    return len(ids)


def _forget_addresses(folded: Collection[str]) -> None:
    table = table_of(AddressAlias)
    theirs = sa.or_(table.c.email_folded.in_(folded), table.c.of_folded.in_(folded))
    ids = list(session.connection().execute(sa.select(table.c.id).where(theirs)).scalars())
    session.connection().execute(sa.delete(table).where(table.c.id.in_(ids)))
    erasure.erase(AddressAlias.__tablename__, ids)
