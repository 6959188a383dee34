"""The chain of decisions, and the short form that an employer's page keeps of the newest."""

from typing import Any

import sqlalchemy as sa

from accreditation.decisions import rules
from accreditation.decisions.models import Decision
from crm.core import clock, journal
from crm.core.db import session


def parts(row: Decision) -> dict[str, Any]:
    """Return what a decision's digest covers, as plain JSON."""
    return {name: journal.plain(getattr(row, name)) for name in rules.SEALED}


def last_digest() -> str:
    """Return the digest of the newest decision; the oldest is held, so that one follows another."""
    oldest = sa.select(Decision.id).order_by(Decision.id).limit(1).with_for_update()
    session.scalar(oldest)
    newest = sa.select(Decision.digest).order_by(Decision.id.desc()).limit(1)
    return session.scalar(newest) or ""


def summary(row: Decision, title: str) -> dict[str, Any]:
    """Return what the employer's page says of its newest decision."""
    return {
        "ref": row.ref,
        "outcome": row.outcome.value,
        "title": title if row.level else "No level",
        "on": clock.to_london(row.decided_at).date().isoformat(),
        "version": row.scheme_version.version,
        "points": (row.waived_result or row.result)["total"],
        "possible": (row.waived_result or row.result)["possible"],
    }
