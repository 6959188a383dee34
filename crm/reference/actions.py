"""Fill the reference tables: from the shipped files at the start, from official files later."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from crm.core import clock
from crm.core.db import Model, session, table_of, upsert
from crm.core.errors import RuleBroken
from crm.reference import official, queries
from crm.reference.models import (
    Authority,
    BankHoliday,
    PostcodeDistrict,
    PostcodePoint,
    PostcodeShare,
    SicCode,
    SocCode,
    Source,
)
from crm.reference.shipped import Shipped, shipped

TABLES: Mapping[str, type[Model]] = {
    "postcodes": PostcodeDistrict,
    "points": PostcodePoint,
    "outward": PostcodeShare,
    "sectors": PostcodeShare,
    "sic": SicCode,
    "soc": SocCode,
    "bank-holidays": BankHoliday,
    "authorities": Authority,
}
Row = Mapping[str, str]
_BUILT_IN: Mapping[str, Callable[[Row], dict[str, Any]]] = {
    "authorities": lambda row: {
        "code": row["code"],
        "name": row["name"],
        "kind": row["kind"],
        "county": row["county"],
        "neighbour": row["neighbour"] == "yes",
    },
    "outward": lambda row: _share(row["outward"], row),
    "sectors": lambda row: _share(row["sector"], row),
    "points": lambda row: {
        "part": row["part"],
        "easting": int(row["easting"]),
        "northing": int(row["northing"]),
    },
    "bank-holidays": lambda row: {
        "on": date.fromisoformat(row["on"]),
        "name": row["name"],
        "region": row["region"],
        "substitute": row["substitute"] == "yes",
    },
}


def seed() -> int:
    """Load each shipped file that is missing or newer than the shipped rows in the table."""
    known = {row.kind: row for row in session.scalars(sa.select(Source))}
    loaded = 0
    for kind, make in _BUILT_IN.items():
        file = shipped(kind)
        before = known.get(kind)
        if before is None or (before.built_in and before.as_of != file.as_of):
            rows = [make(row) for row in file.rows]
            _replace(kind, rows)
            note_built_in(kind, file)
            loaded += len(rows)
    return loaded


def load(kind: str, text: str, *, name: str) -> int:
    """Replace the rows of ``kind`` by those of an official file called ``name``; how many.

    Raises ``RuleBroken`` naming row and column when the file cannot be used; nothing changes then.
    """
    try:
        rows = official.READERS[kind](text)
    except ValueError as error:
        raise RuleBroken(str(error)) from error
    _replace(kind, rows)
    note_source(kind, source=name, status="confirmed", as_of="", rows=len(rows), built_in=False)
    return len(rows)


def note_built_in(kind: str, file: Shipped) -> None:
    """Note that ``kind`` holds the rows of a shipped file."""
    note_source(
        kind,
        source=file.source,
        status=file.status,
        as_of=file.as_of,
        rows=len(file.rows),
        built_in=True,
    )


def note_source(
    kind: str, *, source: str, status: str, as_of: str, rows: int, built_in: bool
) -> None:
    """Note where the rows of ``kind`` come from; ``as_of`` is empty when the file does not say."""
    upsert(
        Source,
        [
            {
                "kind": kind,
                "source": source,
                "status": status,
                "as_of": as_of,
                "rows": rows,
                "built_in": built_in,
                "loaded_at": clock.now(),
            }
        ],
        "kind",
    )


def _replace(kind: str, rows: Sequence[Mapping[str, Any]]) -> None:
    table = table_of(TABLES[kind])
    old = sa.delete(table)
    if table is table_of(PostcodeShare):
        is_sector = table.c.part.like("% %")
        old = old.where(is_sector if kind == "sectors" else sa.not_(is_sector))
    session.connection().execute(old)
    queries.forget()
    event.listen(session(), "after_commit", queries.forget, once=True)
    for start in range(0, len(rows), 5_000):
        session.connection().execute(sa.insert(table), rows[start : start + 5_000])


def _share(part: str, row: Row) -> dict[str, Any]:
    hundredths = round(Decimal(row["share_percent"]) * 100)
    return {"part": part, "district_code": row["district_code"], "share": hundredths}
