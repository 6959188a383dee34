"""Changing the weights: the old ones stay as they were."""

from collections.abc import Mapping
from datetime import date

from crm.core import journal
from crm.core.db import session
from crm.likeness.models import LikenessRules


def save(points: Mapping[str, int], threshold: int, *, on: date, source: str) -> LikenessRules:
    """Put new weights into force from ``on``; ``threshold`` is in hundredths."""
    journal.operation("Changed the rules for duplicates")
    rules = LikenessRules(
        from_on=on,
        points=dict(points),
        threshold=threshold,
        source=source,
        status="confirmed",
    )
    session.add(rules)
    session.flush()
    return rules
