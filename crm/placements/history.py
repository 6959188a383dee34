"""Writing the lines of what was agreed, and keeping the placement to those in force."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import has_request_context

from crm.core import access, clock
from crm.core.db import session
from crm.placements.models import Placement, PlacementTerms
from crm.placements.terms import TERMS, What, in_force, to_follow

AT_ONCE = 500


def write(
    placement: Placement,
    what: What,
    *,
    from_on: date,
    by: Any,
    like: Any = None,
    about_id: int | None = None,
    why: str = "",
    **agreed: Any,
) -> PlacementTerms:
    """Add a line; what is not in ``agreed`` is as in ``like``, else as the placement has it."""
    line = PlacementTerms(
        placement_id=placement.id,
        what=what,
        about_id=about_id,
        from_on=from_on,
        why=why,
        entered_by_id=by.id if by else None,
        entered_at=clock.now(),
        **{name: getattr(like or placement, name) for name in TERMS} | agreed,
    )
    session.add(line)
    return line


def add(
    placement: Placement,
    lines: Sequence[PlacementTerms],
    what: What,
    *,
    by: Any,
    from_on: date,
    why: str,
    like: PlacementTerms | None = None,
    **agreed: Any,
) -> PlacementTerms:
    """Add a line to ``lines``, in place of ``like`` where given; the placement follows. Flushes."""
    about_id = like.id if like else None
    line = write(
        placement, what, from_on=from_on, by=by, like=like, about_id=about_id, why=why, **agreed
    )
    session.flush()
    placement.terms_id = line.id
    obey(placement, [*lines, line])
    session.flush()
    return line


def obey(placement: Placement, lines: Sequence[PlacementTerms]) -> None:
    """Give the placement what is in force today."""
    line = in_force(lines, clock.today())
    for name in TERMS:
        if getattr(placement, name) != getattr(line, name):
            setattr(placement, name, getattr(line, name))


def follow(employer_ids: Sequence[int]) -> None:
    """Keep history and placements of these employers true to each other.

    A placement without a line gets its first; an undone change gets a line that takes it back.
    """
    placements = session.scalars(
        sa.select(Placement).where(Placement.employer_id.in_(employer_ids)).order_by(Placement.id)
    ).all()
    known = lines_of([placement.id for placement in placements])
    by = access.find_user() if has_request_context() else None
    for placement in placements:
        lines = known[placement.id]
        lines += _missing(placement, lines, by)
    session.flush()
    for placement in placements:
        obey(placement, known[placement.id])
    session.flush()


def _missing(
    placement: Placement, lines: Sequence[PlacementTerms], by: Any
) -> list[PlacementTerms]:
    if not lines:
        return [write(placement, What.START, from_on=placement.started_on, by=by)]
    return [
        write(placement, what, from_on=line.from_on, by=by, like=line, about_id=line.id)
        for line, what in to_follow(lines, placement.terms_id)
    ]


def lines_of(placement_ids: Sequence[int]) -> dict[int, list[PlacementTerms]]:
    """Return every line of these placements as they were written."""
    found: dict[int, list[PlacementTerms]] = defaultdict(list)
    for start in range(0, len(placement_ids), AT_ONCE):
        part = placement_ids[start : start + AT_ONCE]
        rows = session.scalars(
            sa.select(PlacementTerms)
            .where(PlacementTerms.placement_id.in_(part))
            .order_by(PlacementTerms.id)
        )
        for row in rows:
            found[row.placement_id].append(row)
    return found
