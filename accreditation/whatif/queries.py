"""Questions of a what-if: employers with their facts and groups, and the runs."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import undefer

from accreditation.levels.facts import facts_of
from accreditation.whatif.models import Run
from accreditation.whatif.rules import Subject
from crm.core.db import get_or_404, session
from crm.employers.models import Employer, Standing

BATCH = 500


def total() -> int:
    """Return how many employers there are."""
    return session.scalar(sa.select(sa.func.count()).select_from(Employer)) or 0


def ids_after(last_id: int) -> Sequence[int]:
    """Return the next ``BATCH`` employers in the order of their ids."""
    return session.scalars(
        sa.select(Employer.id).where(Employer.id > last_id).order_by(Employer.id).limit(BATCH)
    ).all()


def subjects(employer_ids: Sequence[int]) -> Iterator[Subject]:
    """Return these employers with their facts and what they are grouped by."""
    known = facts_of(employer_ids)
    rows = session.execute(
        sa.select(Employer.id, Employer.size_band, Employer.sic_section, Standing.district_code)
        .outerjoin(Standing, Standing.employer_id == Employer.id)
        .where(Employer.id.in_(employer_ids))
        .order_by(Employer.id)
    )
    for row in rows:
        if row.id in known:
            groups = {
                "size_band": row.size_band.value,
                "sic_section": row.sic_section or "",
                "district": row.district_code or "",
            }
            yield Subject(known[row.id], groups)


def runs(version_id: int) -> Sequence[Run]:
    """Return the latest runs for a version, newest first."""
    return session.scalars(
        sa.select(Run).where(Run.version_id == version_id).order_by(Run.id.desc()).limit(20)
    ).all()


def run_or_404(version_id: int, run_id: int) -> Run:
    """Return a run of a version with its movers, or answer 404."""
    run = get_or_404(Run, run_id)
    if run.version_id != version_id:
        abort(404)
    return run


def whole(run_id: int) -> Run | None:
    """Return a run with everything in it, held until the commit."""
    return session.scalar(
        sa.select(Run)
        .where(Run.id == run_id)
        .options(undefer(Run.moves), undefer(Run.document))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def names(refs: Sequence[str]) -> dict[str, str]:
    """Return the names of employers by reference."""
    ids = [int(ref.removeprefix("E-")) for ref in refs]
    rows = session.execute(sa.select(Employer.id, Employer.name).where(Employer.id.in_(ids)))
    return {f"E-{row.id:05d}": row.name for row in rows}
