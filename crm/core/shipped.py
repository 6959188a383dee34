"""Rows that ship with the product, in a CSV file beside their slice: missing ones are added."""

import csv
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from crm.core import journal
from crm.core.db import Model, session

Line = dict[str, str]


def load(
    file: Path,
    title: str,
    *,
    known: Collection[Any],
    key: Callable[[Line], Any],
    row: Callable[[Line], Model],
) -> int:
    """Add the rows whose key is not ``known``, as one operation, and return how many; flushes.

    A row that somebody changed or ended has a known key, so it stays as it is.
    """
    with file.open(encoding="utf-8", newline="") as text:
        missing = [row(line) for line in csv.DictReader(text) if key(line) not in known]
    if missing:
        journal.operation(title, kind="load")
        session.add_all(missing)
        session.flush()
    return len(missing)
