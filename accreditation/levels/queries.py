"""Questions about proposed levels."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from accreditation.levels.facts import facts_of
from accreditation.levels.models import LevelChange, ProposedLevel
from accreditation.scheme.document import Scheme
from accreditation.scheme.result import Result
from accreditation.scheme.rules import score
from crm.core import pages
from crm.core.db import session
from crm.core.pages import Order, Page
from crm.employers.models import Employer, Standing

BATCH = 500
BEST_FIRST = Order(
    (ProposedLevel.percent_hundredths, ProposedLevel.employer_id),
    lambda row: (row.percent_hundredths, row.employer_id),
    descending=True,
)


def stored(employer_id: int) -> ProposedLevel | None:
    """Return the stored outcome for one employer."""
    return session.get(ProposedLevel, employer_id)


def result_of(employer: Employer, scheme: Scheme, on: date) -> Result:
    """Score one employer from its records as they are now; writes nothing."""
    return score(facts_of([employer.id])[employer.id], scheme, on)


def results(scheme: Scheme, on: date, employer_ids: Sequence[int]) -> Iterator[Result]:
    """Score these employers a batch at a time; writes nothing."""
    for start in range(0, len(employer_ids), BATCH):
        for facts in facts_of(employer_ids[start : start + BATCH]).values():
            yield score(facts, scheme, on)


def every_id() -> Sequence[int]:
    """Return the ids of all employers."""
    return session.scalars(sa.select(Employer.id).order_by(Employer.id)).all()


def due(on: date, most: int) -> Sequence[int]:
    """Return employers whose stored score no longer holds, longest due first."""
    return session.scalars(
        sa.select(ProposedLevel.employer_id)
        .where(ProposedLevel.holds_until < on)
        .order_by(ProposedLevel.holds_until, ProposedLevel.employer_id)
        .limit(most)
    ).all()


def listing(level: str, levels: Sequence[str]) -> Any:
    """Return the select of scored employers at one level ("none" for below the first), or all."""
    statement = (
        sa.select(
            ProposedLevel.employer_id,
            ProposedLevel.level,
            ProposedLevel.points,
            ProposedLevel.possible,
            ProposedLevel.percent_hundredths,
            ProposedLevel.confidence,
            ProposedLevel.headline,
            ProposedLevel.scored_on,
            Employer.name,
            Employer.size_band,
            Standing.place,
        )
        .join(Employer, Employer.id == ProposedLevel.employer_id)
        .outerjoin(Standing, Standing.employer_id == ProposedLevel.employer_id)
        .where(ProposedLevel.scored_on.is_not(None))
    )
    if level:
        rank = 0 if level == "none" else levels.index(level) + 1 if level in levels else -1
        statement = statement.where(ProposedLevel.rank == rank)
    return statement


def page(statement: sa.Select[Any]) -> Page[Any]:
    """Return the page of the list that the query string asks for, most points first."""
    return pages.page(statement, BEST_FIRST, scalars=False)


def timeline(employer_id: int) -> sa.Select[Any]:
    """Return the changes of one employer's proposed level for the timeline."""
    return sa.select(
        LevelChange.at,
        LevelChange.id.label("row_id"),
        sa.case(
            (LevelChange.rose, sa.literal("rose to ") + LevelChange.after),
            (LevelChange.after == "", sa.literal("ended, it was ") + LevelChange.before),
            else_=sa.literal("fell to ") + LevelChange.after,
        ).label("head"),
        LevelChange.why.label("body"),
        sa.literal("The system").label("who"),
    ).where(LevelChange.employer_id == employer_id)
