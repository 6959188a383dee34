"""Questions about waivers."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accreditation.waivers.models import Waiver
from crm.core.db import session

MOST = 500


def in_force(employer_id: int, on: date) -> Sequence[Waiver]:
    """Return the waivers of an employer that count on a day, oldest first, with who gave them."""
    return session.scalars(
        sa.select(Waiver)
        .where(Waiver.employer_id == employer_id, Waiver.until >= on, Waiver.ended_at.is_(None))
        .options(joinedload(Waiver.by))
        .order_by(Waiver.id)
    ).all()


def listed() -> Sequence[Waiver]:
    """Return every waiver, those that run out last first, with employers and people."""
    return session.scalars(
        sa.select(Waiver)
        .options(joinedload(Waiver.employer), joinedload(Waiver.by), joinedload(Waiver.ended_by))
        .order_by(Waiver.ended_at.is_not(None), Waiver.until.desc(), Waiver.id.desc())
        .limit(MOST)
    ).all()
