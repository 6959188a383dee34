"""Exit conversations of a placement."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.core.db import session
from crm.exits.models import ExitTalk


def of_placement(placement_id: int, *, most: int = 20) -> Sequence[ExitTalk]:
    """Return the exit conversations about one placement, the latest first."""
    return session.scalars(
        sa.select(ExitTalk)
        .options(joinedload(ExitTalk.by))
        .where(ExitTalk.placement_id == placement_id)
        .order_by(ExitTalk.id.desc())
        .limit(most)
    ).all()
