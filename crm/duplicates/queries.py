"""Questions about likely pairs."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from crm.core import pages
from crm.core.db import session
from crm.core.pages import Order, Page
from crm.duplicates.models import LikelyPair, NotTheSame
from crm.employers import lookalikes
from crm.employers.models import Employer, Site
from crm.likeness.queries import Rules
from crm.likeness.rules import Side, compare
from crm.likeness.signs import Likeness
from crm.likeness.sweep import Pair, Places, pairs

ORDER = Order((LikelyPair.points, LikelyPair.id), lambda row: (row.points, row.id), descending=True)


def sweep(rules: Rules, threshold: float | None = None) -> list[Pair]:
    """Compare all employers; leave out the pairs that somebody judged not the same."""
    sides = list(lookalikes.sides(session.execute(lookalikes.every())))
    judged = apart()
    wanted = rules.threshold if threshold is None else threshold
    found = pairs(sides, rules.weights, wanted)
    head = heads()
    return [
        p
        for p in found
        if _ids(p.one.id, p.other.id) not in judged
        and head.get(p.one.id, p.one.id) != head.get(p.other.id, p.other.id)
    ]


def heads() -> dict[Any, Any]:
    """Return the head of the group of each employer that belongs to one."""
    rows = session.execute(
        sa.select(Employer.id, Employer.parent_id).where(Employer.parent_id.is_not(None))
    )
    return {row[0]: row[1] for row in rows}


def _strangers() -> Any:
    """Return the condition that the two of a pair are of no one group."""
    one, other = aliased(Employer), aliased(Employer)
    return (
        ~sa.select(one.id)
        .join(other, sa.func.coalesce(other.parent_id, other.id)
              == sa.func.coalesce(one.parent_id, one.id))
        .where(one.id == LikelyPair.one_id, other.id == LikelyPair.other_id)
        .exists()
    )  # fmt: skip


def apart() -> set[tuple[int, int]]:
    """Return the pairs judged not the same, the lower id first."""
    rows = session.execute(sa.select(NotTheSame.one_id, NotTheSame.other_id))
    return {_ids(one, other) for one, other in rows}


def verdict(one_id: int, other_id: int) -> NotTheSame | None:
    """Return the newest word that these two are not the same."""
    ids = (one_id, other_id)
    return session.scalars(
        sa.select(NotTheSame)
        .where(NotTheSame.one_id.in_(ids), NotTheSame.other_id.in_(ids))
        .order_by(NotTheSame.id.desc())
        .limit(1)
    ).one_or_none()


def queue() -> Page[LikelyPair]:
    """Return the page of likely pairs that the query string asks for, strongest first."""
    statement = (
        sa.select(LikelyPair)
        .options(joinedload(LikelyPair.one), joinedload(LikelyPair.other))
        .where(_strangers())
    )
    return pages.page(statement, ORDER)


def count() -> int:
    """Return how many pairs wait."""
    return pages.count(sa.select(LikelyPair.id).where(_strangers()))


def next_pair(one_id: int, other_id: int) -> LikelyPair | None:
    """Return the strongest waiting pair other than this one."""
    ids = (one_id, other_id)
    return session.scalars(
        sa.select(LikelyPair)
        .where(
            _strangers(), sa.not_(sa.and_(LikelyPair.one_id.in_(ids), LikelyPair.other_id.in_(ids)))
        )
        .order_by(LikelyPair.points.desc(), LikelyPair.id.desc())
        .limit(1)
    ).one_or_none()


def likeness(one_id: int, other_id: int, rules: Rules) -> Likeness:
    """Compare two employers as they are now, with who else is at their postcodes."""
    two = _sides(Employer.id.in_((one_id, other_id)))
    here = [side.id for side in two]
    near = _sides(Site.postcode.in_(_postcodes(here)))
    by_id = {side.id: side for side in two}
    one, other = by_id[one_id], by_id[other_id]
    return compare(one, other, rules.weights, Places([*two, *near]).around(one, other))


def _postcodes(ids: Collection[int | str]) -> sa.Select[Any]:
    return sa.select(Site.postcode).where(
        Site.employer_id.in_(ids), Site.is_main, Site.postcode != ""
    )


def _sides(condition: Any) -> list[Side]:
    return list(lookalikes.sides(session.execute(lookalikes.every().where(condition).limit(500))))


def main_site(employer_id: int) -> Site | None:
    """Return the main site of an employer."""
    return session.scalars(
        sa.select(Site).where(Site.employer_id == employer_id, Site.is_main).limit(1)
    ).one_or_none()


def names(ids: Collection[int]) -> dict[Any, str]:
    """Return the names of these employers."""
    if not ids:
        return {}
    rows = session.execute(sa.select(Employer.id, Employer.name).where(Employer.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _ids(one: int | str, other: int | str) -> tuple[int, int]:
    first, second = sorted((int(one), int(other)))
    return first, second
