"""Which scheme version counts, ready for scoring."""

import json
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from accreditation.scheme.document import Scheme
from accreditation.scheme.models import SchemeVersion, State
from accreditation.scheme.reading import build, read
from crm.core import clock
from crm.core.db import session

_READY: dict[str, Scheme] = {}


def find(version: str) -> SchemeVersion | None:
    """Return the version called ``version``."""
    return session.scalar(sa.select(SchemeVersion).where(SchemeVersion.version == version))


def in_force(on: date) -> SchemeVersion | None:
    """Return the published version in effect on a day, else the proposal that came first.

    Drafts that are being edited never count: nobody's level moves while a manager types.
    """
    published = sa.and_(SchemeVersion.state == State.PUBLISHED, SchemeVersion.effective_from <= on)
    proposal = sa.and_(SchemeVersion.state == State.DRAFT, SchemeVersion.made_from == "")
    return session.scalar(
        sa.select(SchemeVersion)
        .where(published | proposal)
        .order_by(
            sa.case((published, 0), else_=1),
            SchemeVersion.effective_from.desc(),
            SchemeVersion.id.desc(),
        )
        .limit(1)
    )


def ready(row: SchemeVersion) -> Scheme:
    """Return the scheme of a version; read once, because a stored document never changes."""
    if row.digest not in _READY:
        _READY[row.digest] = build(row.document)
    return _READY[row.digest]


def seed_first() -> int:
    """Add the first version as a draft when none is stored. Source: domain reference 3.4."""
    if session.scalar(sa.select(SchemeVersion.id).limit(1)) is not None:
        return 0
    text = (Path(__file__).parent / "first.json").read_text(encoding="utf-8")
    scheme = read(json.loads(text))
    session.add(
        SchemeVersion(
            version=scheme.version,
            state=State.DRAFT,
            document=dict(scheme.document),
            digest=scheme.hash,
            created_at=clock.now(),
        )
    )
    session.flush()
    return 1
