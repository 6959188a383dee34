"""A crash at any moment leaves all of an import or nothing of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from crm.core.db import db, session
from crm.core.journal import Entry, Operation
from crm.core.search import SearchEntry
from crm.employers.models import Employer, Site, Standing
from tests.browse import count_rows
from tests.crm.records.files import made

ROWS = 1_100
MOMENTS = (12, 28)


@pytest.fixture
def crash(app, tmp_path):
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    file = tmp_path / "made.csv"

    def run(content, statement):
        file.write_bytes(content)
        session.remove()
        db.engine.dispose()
        return subprocess.run(
            [sys.executable, "-m", "tests.crm.records.crash", str(file), str(statement)],
            cwd=Path(__file__).parents[3],
            env=os.environ | {"DATABASE_URL": url, "DATA_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def counts():
    session.remove()
    imports = sa.select(Operation.id).where(Operation.kind == "import")
    entries = sa.select(sa.func.count()).where(Entry.operation_id.in_(imports))
    rows = [count_rows(kind) for kind in (Employer, Site, Standing, SearchEntry)]
    return [*rows, session.scalar(entries)]


def test_an_import_killed_at_any_moment_is_whole_or_nothing(crash):
    for moment in MOMENTS:
        assert crash(made(ROWS), moment).returncode == -9
        assert counts() == [0, 0, 0, 0, 0], f"partial after dying before statement {moment}"

    whole = crash(made(ROWS), 0)

    assert whole.returncode == 0, whole.stderr
    assert counts() == [ROWS, ROWS, ROWS, ROWS, 2 * ROWS]
    at_its_commit = int(whole.stdout)
    assert at_its_commit > max(MOMENTS)
    assert crash(made(ROWS, first=5_000), at_its_commit).returncode == -9
    assert counts() == [ROWS, ROWS, ROWS, ROWS, 2 * ROWS]
