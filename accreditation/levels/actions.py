"""Working out proposed levels and keeping them true."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa

from accreditation.levels.facts import facts_of
from accreditation.levels.models import DUE, LevelChange, ProposedLevel
from accreditation.levels.rules import summary
from accreditation.scheme import queries as schemes
from accreditation.scheme.result import Result
from accreditation.scheme.rules import holds_until, score
from crm.core import clock
from crm.core.db import session, table_of, upsert
from crm.employers import standing
from crm.employers.models import Employer
from crm.placements.models import Placement
from crm.placements.rules import IN_WORK

AT_ONCE = 20


def keep(employer_ids: Sequence[int]) -> None:
    """Score these employers now; when they are many, as in an import, leave it to the worker."""
    if len(employer_ids) > AT_ONCE:
        mark_due(employer_ids)
    else:
        work_out(employer_ids)


def mark_due(employer_ids: Sequence[int]) -> None:
    """Have the worker score these employers soon."""
    existing = session.scalars(_existing(), {"employers": employer_ids})
    rows = [{"employer_id": employer_id, "holds_until": DUE} for employer_id in existing]
    upsert(ProposedLevel, rows, "employer_id")


@cache
def _existing() -> sa.Select[Any]:
    """Return the statement, built once: most changes of an employer ask it."""
    known = Employer.id.in_(sa.bindparam("employers", expanding=True))
    return sa.select(Employer.id).where(known).order_by(Employer.id)


def mark_all() -> int:
    """Have every scored employer scored again: another version of the scheme counts now."""
    done = session.connection().execute(
        sa.update(table_of(ProposedLevel)).values(holds_until=DUE, scheme="")
    )
    return int(done.rowcount)


def mark_other_scheme(version: str) -> int:
    """Have employers scored again whose stored level is of another version of the scheme."""
    levels = table_of(ProposedLevel)
    done = session.connection().execute(
        sa.update(levels)
        .where(levels.c.scheme != version, levels.c.holds_until > DUE)
        .values(holds_until=DUE)
    )
    return int(done.rowcount)


def mark_missing(most: int) -> int:
    """Have the worker score up to ``most`` employers that were never scored."""
    missing = session.scalars(
        sa.select(Employer.id)
        .outerjoin(ProposedLevel, ProposedLevel.employer_id == Employer.id)
        .where(ProposedLevel.employer_id.is_(None))
        .order_by(Employer.id)
        .limit(most)
    ).all()
    mark_due(missing)
    return len(missing)


def mark_working() -> int:
    """Have employers with people in paid work scored again: a new rate makes pay checks due."""
    working = session.scalars(
        sa.select(Placement.employer_id)
        .where(Placement.kind.in_(IN_WORK), Placement.ended_on.is_(None))
        .distinct()
        .order_by(Placement.employer_id)
    ).all()
    mark_due(working)
    return len(working)


def note_decisions(told: Mapping[int, Mapping[str, Any]]) -> None:
    """Keep in short what people decided last about these employers, for their pages."""
    rows = [{"employer_id": number, "decided": dict(words)} for number, words in told.items()]
    upsert(ProposedLevel, rows, "employer_id")


def work_out(employer_ids: Sequence[int]) -> int:
    """Score these employers as of today and store the outcome; return how many there were.

    Their stored rows are locked first, so that of two workers the later one reads the newer facts.
    """
    before = {
        row.employer_id: row
        for row in session.execute(
            sa.select(ProposedLevel.employer_id, ProposedLevel.rank, ProposedLevel.level)
            .where(ProposedLevel.employer_id.in_(employer_ids))
            .order_by(ProposedLevel.employer_id)
            .with_for_update()
        )
    }
    today = clock.today()
    version = schemes.in_force(today)
    if version is None:
        return 0
    scheme = schemes.ready(version)
    results = {
        employer_id: score(facts, scheme, today)
        for employer_id, facts in facts_of(employer_ids).items()
    }
    rows = [_row(employer_id, result, today) for employer_id, result in results.items()]
    upsert(ProposedLevel, rows, "employer_id")
    standing.keep(
        {
            row["employer_id"]: {
                "employer_id": row["employer_id"],
                "level": row["level"],
                "score_percent": row["percent_hundredths"] // 100,
            }
            for row in rows
        }
    )
    _note_changes(before, rows)
    return len(rows)


def _row(employer_id: int, result: Result, on: date) -> dict[str, Any]:
    words = summary(result)
    return {
        "employer_id": employer_id,
        "scheme": result.scheme.version,
        "rank": result.scheme.ranks[result.level] if result.level else 0,
        "level": result.level or "",
        "points": result.sums.total,
        "possible": result.sums.possible,
        "percent_hundredths": result.percent_hundredths,
        "confidence": words["confidence"],
        "headline": result.reasons[0].text if result.reasons else "",
        "summary": words,
        "digest": result.plain()["hash"],
        "scored_on": on,
        "holds_until": holds_until(result.facts, result.scheme, on),
        "worked_out_at": clock.now(),
    }


def _note_changes(before: dict[int, Any], rows: Sequence[dict[str, Any]]) -> None:
    changes = []
    for row in rows:
        was = before.get(row["employer_id"])
        old_rank, old_level = (was.rank, was.level) if was else (0, "")
        if row["rank"] != old_rank:
            changes.append(
                {
                    "employer_id": row["employer_id"],
                    "at": row["worked_out_at"],
                    "before": old_level.capitalize(),
                    "after": row["level"].capitalize(),
                    "rose": row["rank"] > old_rank,
                    "why": f"{row['points']} of {row['possible']} points",
                }
            )
    if changes:
        session.connection().execute(sa.insert(table_of(LevelChange)), changes)
