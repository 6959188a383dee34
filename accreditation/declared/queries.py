"""What was declared, and what of it counts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from accreditation.declared.models import Declared, Source
from accreditation.scheme.measures import Evidence
from crm.core import clock, refs
from crm.core.db import session


class Said(NamedTuple):
    """What declarations say of one metric: evidence, that it does not apply, or that none knows.

    ``on`` is the day on which somebody said that none knows.
    """

    employer_id: int
    evidence: Evidence | None
    left_out: str = ""
    unknown: str = ""
    on: date | None = None


def rows_of(employer_ids: Sequence[int]) -> Sequence[Declared]:
    """Return all that these employers declared, the oldest first of each metric."""
    return session.scalars(
        sa.select(Declared)
        .where(Declared.employer_id.in_(employer_ids))
        .order_by(Declared.employer_id, Declared.metric, Declared.said_on, Declared.id)
    ).all()


def of_application(ref: str) -> Sequence[Declared]:
    """Return what one application declared, by metric."""
    return session.scalars(
        sa.select(Declared)
        .where(Declared.application_ref == ref)
        .order_by(Declared.metric, Declared.id)
    ).all()


def said(employer_ids: Sequence[int]) -> Iterator[Said]:
    """Give what counts of the declarations of these employers.

    The newest answer to a metric counts. What was verified before it stays verified as far as the
    newest answer still says it.
    """
    kept: dict[tuple[int, str], list[Declared]] = {}
    for row in rows_of(employer_ids):
        kept.setdefault((row.employer_id, row.metric), []).append(row)
    for (employer_id, metric), rows in kept.items():
        newest = rows[-1]
        if newest.source is Source.NOT_APPLICABLE:
            if newest.checked_by_id is not None:
                yield Said(employer_id, None, left_out=metric)
            continue
        if newest.source is Source.UNKNOWN:
            yield Said(employer_id, None, unknown=metric, on=newest.said_on)
            continue
        for piece in _counting(rows):
            yield Said(employer_id, piece)


def _counting(rows: Sequence[Declared]) -> Iterable[Evidence]:
    newest = rows[-1]
    verified = next((row for row in reversed(rows) if row.source is Source.VERIFIED), None)
    if newest is not verified:
        yield evidence(newest)
    if verified is not None:
        yield evidence(verified, most=newest.value)


def evidence(row: Declared, most: int | None = None) -> Evidence:
    """Return a declaration as evidence: dated when it was said, or when somebody checked it."""
    checked = row.source is Source.VERIFIED and row.checked_at is not None
    on = clock.to_london(row.checked_at).date() if checked and row.checked_at else row.said_on
    value = row.value if most is None else min(row.value, most)
    ref = row.application_ref or refs.ref("E", row.employer_id)
    return Evidence(row.metric, on, ref, value, row.until, checked)
