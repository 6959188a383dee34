"""Import, correct and undo many made rows, with the time and the sums of each step.

Run as ``python -m tests.bench.measure_import [ROWS]`` (10,000 unless told) on a fresh database.
"""

import csv
import io
import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import sqlalchemy as sa

from app import create_app
from crm.core import features, sheets, undo
from crm.core.db import db, session
from crm.employers.models import Employer
from crm.records import actions, rows
from crm.records.headings import REASON
from crm.records.models import ImportFile, State
from tests.conftest import settings
from tests.crm.records.files import mixed
from tests.makers import Make


def main(count: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="placewell-import-"))
    app = create_app(settings(f"sqlite:///{folder}/placewell.db", folder))
    with app.app_context():
        db.create_all()
        for seed in sorted(features.installed("seeds"), key=lambda seed: seed.order):
            seed.load()
        session.commit()
        person = Make().person()
        session.commit()
        first = through(mixed(count), "first.csv", person)
        before = emails()
        again = through(mixed(count), "again.csv", person)
        newer = through(mixed(count, mail="new"), "newer.csv", person)
        assert again.counts["unchanged"] == first.counts["created"], again.counts
        assert newer.counts["updated"] == first.counts["created"], newer.counts
        assert emails() != before
        started = perf_counter()
        done = undo.undo(newer.operation_id)
        session.commit()
        print(f"undo of the updates: {done.restored:,} rows in {perf_counter() - started:.1f} s")
        assert not done.refused
        assert emails() == before
        started = perf_counter()
        done = undo.undo(first.operation_id)
        session.commit()
        print(f"undo of the import: {done.restored:,} rows in {perf_counter() - started:.1f} s")
        assert not emails()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"most memory: {peak:.0f} MB")


def through(content: bytes, name: str, person) -> ImportFile:
    started = perf_counter()
    row = actions.keep(content, name, person)
    if row.state is State.WAITING:
        actions.check(row)
    session.commit()
    checked = perf_counter()
    assert row.state is State.READY, (row.state, row.reason)
    actions.run(row, person)
    session.commit()
    ended = perf_counter()
    counts = row.counts
    assert counts["rows"] == sum(v for k, v in counts.items() if k != "rows")
    text = "".join(sheets.csv_text((*row.headings, REASON), rows.bad(row.id)))
    found = list(csv.DictReader(io.StringIO(text)))
    assert len(found) == counts["failed"]
    assert all(line[REASON] for line in found)
    print(
        f"{name}: {counts}; checked in {checked - started:.1f} s, imported in"
        f" {ended - checked:.1f} s, {len(found)} rows back with reasons"
    )
    return row


def emails() -> list[tuple[str, str]]:
    session.expire_all()
    found = session.execute(sa.select(Employer.name, Employer.email).order_by(Employer.id))
    return [tuple(row) for row in found]


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 10_000)
