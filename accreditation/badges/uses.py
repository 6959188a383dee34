"""How often badges are looked at and taken: per day and kind, never by whom."""

from collections.abc import Collection, Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from accreditation.badges.models import BadgeUse, Use
from crm.core import clock
from crm.core.db import engine_name, session

CHECKS = (Use.PAGE, Use.STATUS, Use.CHECKED)


def count(badge_id: int, what: Use) -> None:
    """Count one use of today; executes, does not commit."""
    insert = sqlite_insert if engine_name() == "sqlite" else postgres_insert
    row = {"badge_id": badge_id, "used_on": clock.today(), "what": what, "times": 1}
    session.execute(
        insert(BadgeUse)
        .values(row)
        .on_conflict_do_update(
            index_elements=[BadgeUse.badge_id, BadgeUse.used_on, BadgeUse.what],
            set_={"times": BadgeUse.times + 1},
        )
    )


def totals(badge_ids: Collection[int], since: date) -> Mapping[int, tuple[int, int]]:
    """Return, by badge, how often it was checked and how often a file of it was taken."""
    check = BadgeUse.what.in_(CHECKS)
    rows = session.execute(
        sa.select(
            BadgeUse.badge_id,
            sa.func.coalesce(sa.func.sum(BadgeUse.times).filter(check), 0),
            sa.func.coalesce(sa.func.sum(BadgeUse.times).filter(~check), 0),
        )
        .where(BadgeUse.badge_id.in_(badge_ids), BadgeUse.used_on >= since)
        .group_by(BadgeUse.badge_id)
    )
    return {badge_id: (int(checked), int(taken)) for badge_id, checked, taken in rows}
