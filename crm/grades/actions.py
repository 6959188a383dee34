"""Keeping tables of grades, and copying them to the next year."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Employer
from crm.grades import queries, rules
from crm.grades.models import GradeLine, GradeTable
from crm.grades.rules import Line

UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class Details:
    """What a table says about itself; from ``valid_until`` on it no longer counts."""

    name: str
    valid_from: date
    valid_until: date | None
    source: str
    status: str


def add(employer: Employer, lines: Sequence[Line], details: Details) -> GradeTable:
    """Keep a table of an employer; raises ``RuleBroken`` when there is one from that day."""
    table = GradeTable(employer_id=employer.id)
    _fill(table, details)
    session.add(table)
    session.flush()
    _write(table, [], lines)
    return table


def change(table: GradeTable, lines: Sequence[Line], details: Details) -> None:
    """Put a table right. A check keeps the amount that it was made with."""
    _fill(table, details)
    _write(table, queries.lines(table.id), lines)


def copy_on(table: GradeTable, *, valid_from: date, per_cent: Decimal, source: str) -> GradeTable:
    """Copy a table to a later day with every amount raised by ``per_cent``, not yet confirmed."""
    if valid_from <= table.valid_from:
        raise RuleBroken("The new table must begin after the old one.", "valid_from")
    lines = rules.raised([row.line for row in queries.lines(table.id)], per_cent)
    return add(table.employer, lines, Details(table.name, valid_from, None, source, UNCONFIRMED))


def remove(table: GradeTable) -> None:
    """Remove a table that should not be there; undo brings it back."""
    for row in queries.lines(table.id):
        session.delete(row)
    session.flush()
    session.delete(table)
    session.flush()


def _fill(table: GradeTable, details: Details) -> None:
    if details.valid_until is not None and details.valid_until <= details.valid_from:
        raise RuleBroken("A table must count for a day at least.", "valid_until")
    twin = session.scalar(
        sa.select(GradeTable.id).where(
            GradeTable.employer_id == table.employer_id,
            sa.func.lower(GradeTable.name) == details.name.lower(),
            GradeTable.valid_from == details.valid_from,
            GradeTable.id.is_distinct_from(table.id),
        )
    )
    if twin is not None:
        raise RuleBroken("There is a table of this name from this day already.", "valid_from")
    for name, value in asdict(details).items():
        setattr(table, name, value)


def _write(table: GradeTable, rows: Sequence[GradeLine], lines: Sequence[Line]) -> None:
    """Let the rows say what ``lines`` do; a line that stays the same is not touched."""
    for position, line in enumerate(lines):
        row = rows[position] if position < len(rows) else GradeLine(table_id=table.id)
        row.position, row.grade, row.point = position, line.grade, line.point
        row.amount, row.basis, row.hours = line.amount, line.basis, line.hours
        session.add(row)
    for row in rows[len(lines) :]:
        session.delete(row)
    session.flush()
