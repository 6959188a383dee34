"""Which weights are in force."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from crm.core.db import session
from crm.likeness import shipped
from crm.likeness.models import LikenessRules
from crm.likeness.signs import Weights


@dataclass(frozen=True)
class Rules:
    """The weights in points and the score, 0 to 1, from which a pair is worth a look."""

    weights: Weights
    threshold: float
    from_on: date | None = None
    source: str = ""
    status: str = ""


def in_force(on: date) -> Rules:
    """Return the rules that hold on a day; a sign they do not know yet has its shipped points."""
    row = session.scalars(
        sa.select(LikenessRules)
        .where(LikenessRules.from_on <= on)
        .order_by(LikenessRules.from_on.desc(), LikenessRules.id.desc())
        .limit(1)
    ).one_or_none()
    built_in: dict[str, float] = {weight.code: weight.points for weight in shipped.weights()}
    if row is None:
        return Rules(built_in, shipped.THRESHOLD / 100)
    return Rules(built_in | row.points, row.threshold / 100, row.from_on, row.source, row.status)
