"""Questions about versions of the scheme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import undefer

from accreditation.scheme import queries as schemes
from accreditation.scheme.differences import Difference, differences
from accreditation.scheme.grid import check
from accreditation.scheme.models import SchemeVersion
from accreditation.scheme.reading import build, find_faults
from accreditation.versions import rules
from crm.core import clock
from crm.core.db import session


@dataclass(frozen=True, slots=True)
class Soundness:
    """Whether a draft may be published: its faults, and how many inputs the grid check tried."""

    faults: Sequence[str]
    inputs: int


def version_or_404(version: str, *, lock: bool = False) -> SchemeVersion:
    """Return the version, or answer 404; ``lock`` holds it and reads it anew."""
    statement = (
        sa.select(SchemeVersion)
        .where(SchemeVersion.version == version)
        .options(undefer(SchemeVersion.document))
        .execution_options(populate_existing=True)
    )
    row = session.scalar(statement.with_for_update() if lock else statement)
    if row is None:
        abort(404)
    return row


def draft_or_404(version: str, *, lock: bool = False) -> SchemeVersion:
    """Return a version that may still be edited, or answer 404."""
    row = version_or_404(version, lock=lock)
    if not row.editable:
        abort(404)
    return row


def every() -> Sequence[SchemeVersion]:
    """Return all versions, newest first."""
    return session.scalars(sa.select(SchemeVersion).order_by(SchemeVersion.id.desc())).all()


def soundness(document: Mapping[str, Any]) -> Soundness:
    """Look for faults, gaps and overlaps in a document."""
    if faults := find_faults(document):
        return Soundness(faults, 0)
    scheme = build(document)
    checked = check(scheme)
    return Soundness((*checked.faults, *rules.mixed_units(scheme)), checked.inputs)


def base_of(row: SchemeVersion) -> SchemeVersion | None:
    """Return what a version is compared with: the one in force, else what it was made from."""
    in_force = schemes.in_force(clock.today())
    if in_force is None or in_force.id == row.id:
        return schemes.find(row.made_from) if row.made_from else None
    return in_force


def changes(row: SchemeVersion, base: SchemeVersion | None) -> Sequence[Difference]:
    """Return what a version changes, in words."""
    return differences(base.document, row.document) if base else ()
