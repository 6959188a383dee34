"""An uploaded file taken apart into rows: put down, mended cell by cell, read as a table.

The rows of one file may be a hundred thousand, so they are written and read below the mapping.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from crm.core.db import session, table_of
from crm.records import plan as plans
from crm.records.frames import Fault, Row, Table
from crm.records.headings import Layout
from crm.records.mapping import Issue
from crm.records.matching import Result
from crm.records.models import ImportFile, ImportRow
from crm.records.plan import Plan

CHUNK = 2_000
PAGE = 20
BAD, SAID, FINE = 0, 1, 2
TABLE = table_of(ImportRow)
Issues = list[list[Any]]


def put_down(file: ImportFile, table: Table) -> None:
    """Keep the rows of ``table``, and its headings, with ``file``."""
    file.headings, file.heading_row = list(table.headings), table.heading_row
    file.remarks = list(table.warnings)
    file.rows = 0
    part: list[dict[str, Any]] = []
    for row in table.rows:
        part.append(
            {
                "file_id": file.id,
                "number": row.number,
                "rank": FINE,
                "cells": list(row.cells),
                "faults": [[fault.column, fault.reason] for fault in row.faults],
                "issues": [],
                "mended": False,
            }
        )
        file.rows += 1
        if len(part) == CHUNK:
            session.connection().execute(sa.insert(TABLE), part)
            part = []
    if part:
        session.connection().execute(sa.insert(TABLE), part)


def as_table(file: ImportFile) -> Table:
    """Return the kept rows as a table, with every cell as it was mended."""
    return Table(
        tuple(file.headings or ()), _read(file.id), file.heading_row, list(file.remarks or ())
    )


def _read(file_id: int) -> Iterator[Row]:
    last = 0
    while True:
        found = session.execute(
            sa.select(TABLE.c.number, TABLE.c.cells, TABLE.c.faults)
            .where(TABLE.c.file_id == file_id, TABLE.c.number > last)
            .order_by(TABLE.c.number)
            .limit(CHUNK)
        ).all()
        for number, cells, faults in found:
            yield Row(number, tuple(cells), tuple(Fault(*fault) for fault in faults))
        if len(found) < CHUNK:
            return
        last = found[-1].number


def note(file: ImportFile, plan: Plan) -> None:
    """Write beside each row what the plan says of it; rows that say the same stay untouched."""
    said: dict[int, Issues] = defaultdict(list)
    for stops, issues in ((True, plan.errors), (False, plan.warnings)):
        for issue in issues:
            if issue.row is not None and issue.row != file.heading_row:
                said[issue.row].append(_told(issue, stops=stops))
    failed = {o.row for o in plan.outcomes if o.result is Result.FAILED}
    skipped = {o.row for o in plan.outcomes if o.result is Result.SKIPPED}
    wanted = {
        number: (BAD if number in failed else SAID, said.get(number, []))
        for number in said.keys() | failed | skipped
    }
    before = session.execute(
        sa.select(TABLE.c.number, TABLE.c.rank, TABLE.c.issues).where(
            TABLE.c.file_id == file.id, TABLE.c.rank < FINE
        )
    )
    known = {number: (rank, issues) for number, rank, issues in before}
    changes = [
        {"at": number, "to": wanted.get(number, (FINE, []))}
        for number in wanted.keys() | known.keys()
        if wanted.get(number, (FINE, [])) != known.get(number, (FINE, []))
    ]
    if changes:
        _write(file.id, changes)


def _told(issue: Issue, *, stops: bool) -> list[Any]:
    return [stops, issue.field, issue.column, issue.reason]


def _write(file_id: int, changes: Sequence[Mapping[str, Any]]) -> None:
    statement = (
        sa.update(TABLE)
        .where(TABLE.c.file_id == file_id, TABLE.c.number == sa.bindparam("at"))
        .values(rank=sa.bindparam("to_rank"), issues=sa.bindparam("to_issues"))
    )
    session.connection().execute(
        statement,
        [
            {"at": change["at"], "to_rank": change["to"][0], "to_issues": change["to"][1]}
            for change in changes
        ],
    )


def mend(file: ImportFile, typed: Mapping[int, Mapping[int, str]], layout: Layout) -> int:
    """Put typed cells (by row number, then column) in place; how many rows they changed.

    Each changed row is read again by itself, so that its errors are known at once.
    """
    changed = 0
    headings = tuple(file.headings or ())
    for row in session.scalars(
        sa.select(ImportRow).where(
            ImportRow.file_id == file.id, ImportRow.number.in_(sorted(typed))
        )
    ):
        cells = list(row.cells)
        for column, text in typed[row.number].items():
            if 0 <= column < len(cells) and text != one_way(cells[column]):
                cells[column] = text
        if cells == row.cells:
            continue
        read = plans.reread(Row(row.number, tuple(cells)), headings, layout)
        row.cells, row.faults, row.mended = cells, [], True
        row.issues = [_told(i, stops=True) for i in read.errors]
        row.issues += [_told(i, stops=False) for i in read.warnings]
        row.rank = BAD if read.errors else SAID if read.warnings else FINE
        changed += 1
    session.flush()
    return changed


def one_way(text: str) -> str:
    """Return a cell as a page sends it back: plain line ends, nothing around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()


@dataclass(frozen=True)
class Rows:
    """A page of rows to mend; ``after`` names the last one when more follow."""

    rows: Sequence[ImportRow]
    after: str


def page(file_id: int, rank: int | None, after: tuple[int, int] | None) -> Rows:
    """Return the rows of one rank, or of all with errors first, that follow ``after``."""
    statement = sa.select(ImportRow).where(ImportRow.file_id == file_id)
    if rank is not None:
        statement = statement.where(ImportRow.rank == rank)
    if after is not None:
        here = sa.tuple_(ImportRow.rank, ImportRow.number)
        statement = statement.where(here > sa.tuple_(sa.literal(after[0]), sa.literal(after[1])))
    found = session.scalars(
        statement.order_by(ImportRow.rank, ImportRow.number).limit(PAGE + 1)
    ).all()
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Rows(found[:PAGE], f"{last.rank}.{last.number}" if last else "")


def counts(file_id: int) -> dict[int, int]:
    """Return how many kept rows there are of each rank."""
    found = session.execute(
        sa.select(ImportRow.rank, sa.func.count())
        .where(ImportRow.file_id == file_id)
        .group_by(ImportRow.rank)
    )
    known = {row[0]: row[1] for row in found}
    return {rank: known.get(rank, 0) for rank in (BAD, SAID, FINE)}


def first(file_id: int, limit: int = 3) -> Sequence[Sequence[str]]:
    """Return the cells of the first rows, as examples."""
    return session.scalars(
        sa.select(ImportRow.cells)
        .where(ImportRow.file_id == file_id)
        .order_by(ImportRow.number)
        .limit(limit)
    ).all()


def bad(file_id: int) -> Iterator[tuple[str, ...]]:
    """Yield the cells of every row that was not imported, the reasons at the end."""
    last = 0
    while True:
        found = session.execute(
            sa.select(TABLE.c.number, TABLE.c.cells, TABLE.c.issues)
            .where(TABLE.c.file_id == file_id, TABLE.c.rank == BAD, TABLE.c.number > last)
            .order_by(TABLE.c.number)
            .limit(CHUNK)
        ).all()
        for number, cells, issues in found:
            reasons = (f"{column}: {why}" if column else why for s, _, column, why in issues if s)
            yield (*cells, f"Row {number}. {' '.join(reasons)}")
        if len(found) < CHUNK:
            return
        last = found[-1].number


def let_go(file_id: int, *, keep_bad: bool) -> None:
    """Remove the kept rows of a file, all or all but those that were not imported."""
    statement = sa.delete(TABLE).where(TABLE.c.file_id == file_id)
    if keep_bad:
        statement = statement.where(TABLE.c.rank != BAD)
    session.connection().execute(statement)
