"""Keeping the employer's standing on lists true."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from crm.core.db import session, upsert
from crm.employers.models import Employer, Site, Stage, Standing
from crm.reference.rules import Certainty

STAGES = (
    ("prospect", "Prospect"),
    ("contacted", "Contacted"),
    ("meeting", "Information meeting held"),
    ("committed", "Committed in principle"),
    ("offered", "Vacancy or opportunity offered"),
    ("trial", "Matching or trial"),
    ("started", "Job started"),
    ("sustained", "Sustained (26 weeks)"),
    ("repeat", "Repeat employer"),
    ("paused", "Lost or paused"),
)


def seed_stages() -> int:
    """Add the pipeline's first steps where they are missing. Source: domain reference 7.2."""
    known = set(session.scalars(sa.select(Stage.code)))
    missing = [
        {"code": code, "name": name, "position": n}
        for n, (code, name) in enumerate(STAGES, 1)
        if code not in known
    ]
    upsert(Stage, missing, "code")
    return len(missing)


def refresh_place(employer_ids: Sequence[int]) -> None:
    """Copy the main site's place to the standing of these employers."""
    rows = session.execute(
        sa.select(
            Employer.id,
            Site.town,
            Site.postcode,
            Site.district_code,
            Site.district_certainty,
        )
        .outerjoin(Site, sa.and_(Site.employer_id == Employer.id, Site.is_main))
        .where(Employer.id.in_(employer_ids))
        .order_by(Employer.id)
    ).all()
    places = {
        row.id: {
            "employer_id": row.id,
            "place": row.town or row.postcode or "",
            "district_code": row.district_code or "",
            "district_certainty": row.district_certainty or Certainty.UNKNOWN,
        }
        for row in rows
    }
    keep(places)


def keep(rows: Mapping[int, Mapping[str, Any]]) -> None:
    """Write these parts of the standings, by employer id; each mapping has ``employer_id``.

    A new row takes the column defaults for everything the mapping leaves out.
    """
    upsert(Standing, list(rows.values()), "employer_id")
