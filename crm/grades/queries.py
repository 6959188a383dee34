"""Questions about tables of grades."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.core.db import get_or_404, session
from crm.grades import rules
from crm.grades.models import GradeLine, GradeTable

MOST = 200


@dataclass(frozen=True)
class Scale:
    """A table that counts on a day, with its lines in order."""

    table: GradeTable
    lines: Sequence[GradeLine]


def table_or_404(table_id: int) -> GradeTable:
    """Return the table with its employer, or answer 404."""
    get_or_404(GradeTable, table_id)
    return session.scalars(
        sa.select(GradeTable)
        .options(joinedload(GradeTable.employer))
        .where(GradeTable.id == table_id)
    ).one()


def of(employer_id: int) -> Sequence[GradeTable]:
    """Return the tables of an employer, the newest first."""
    return session.scalars(
        sa.select(GradeTable)
        .where(GradeTable.employer_id == employer_id)
        .order_by(GradeTable.valid_from.desc(), GradeTable.name, GradeTable.id.desc())
        .limit(MOST)
    ).all()


def lines(table_id: int) -> Sequence[GradeLine]:
    """Return the lines of a table in order."""
    return session.scalars(
        sa.select(GradeLine)
        .where(GradeLine.table_id == table_id)
        .order_by(GradeLine.position, GradeLine.id)
    ).all()


def in_force(employer_id: int, on: date) -> list[Scale]:
    """Return the tables of an employer that count on ``on``, each with its lines, by name."""
    tables = of(employer_id)
    spans = rules.in_force([table.span for table in tables], on)
    found = sorted((t for t in tables if t.span in spans), key=lambda table: table.name)
    rows = session.scalars(
        sa.select(GradeLine)
        .where(GradeLine.table_id.in_([table.id for table in found]))
        .order_by(GradeLine.table_id, GradeLine.position, GradeLine.id)
    ).all()
    return [Scale(table, [row for row in rows if row.table_id == table.id]) for table in found]
