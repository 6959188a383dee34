"""The chain of decisions, and the short form that an employer's page keeps of the newest."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, undefer

from accreditation.decisions import rules
from accreditation.decisions.models import Decision
from accreditation.levels import actions as levels
from accreditation.scheme import queries as schemes
from accreditation.scheme.models import SchemeVersion
from crm.core import clock, journal
from crm.core.db import session
from crm.core.formats import long_day
from crm.employers.models import Employer


def parts(row: Decision) -> dict[str, Any]:
    """Return what a decision's digest covers, as plain JSON."""
    return {name: journal.plain(getattr(row, name)) for name in rules.SEALED}


def last_digest() -> str:
    """Return the digest of the newest decision; the oldest is held, so that one follows another."""
    oldest = sa.select(Decision.id).order_by(Decision.id).limit(1).with_for_update()
    session.scalar(oldest)
    newest = sa.select(Decision.digest).order_by(Decision.id.desc()).limit(1)
    return session.scalar(newest) or ""


def keep_short(employer_ids: Sequence[int]) -> None:
    """Keep what the pages of these employers say of their newest decision, also after a merge."""
    newest = (
        sa.select(sa.func.max(Decision.id))
        .where(Decision.employer_id.in_(employer_ids))
        .group_by(Decision.employer_id)
    )
    rows = session.scalars(
        sa.select(Decision)
        .where(Decision.id.in_(newest))
        .options(
            joinedload(Decision.scheme_version).undefer(SchemeVersion.document),
            undefer(Decision.result),
            undefer(Decision.waived_result),
        )
    )
    there = session.scalars(sa.select(Employer.id).where(Employer.id.in_(employer_ids)))
    told: dict[int, dict[str, Any]] = {employer_id: {} for employer_id in there}
    told |= {row.employer_id: short(row) for row in rows}
    levels.note_decisions(told)


def short(row: Decision) -> dict[str, Any]:
    """Return what an employer's page says of its newest decision."""
    counted = row.waived_result or row.result
    return {
        "ref": row.ref,
        "outcome": row.outcome.value,
        "title": schemes.ready(row.scheme_version).level_title(row.level or None),
        "on": long_day(clock.to_london(row.decided_at).date()),
        "version": row.scheme_version.version,
        "points": counted["total"],
        "possible": counted["possible"],
    }
