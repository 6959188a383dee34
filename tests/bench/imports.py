"""The real employers of the shared folder: imported by command, imported again, and undone."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from crm.core.db import Model
from tests.bench.web import ROOT, SECRET, children_cpu

FILE = "employers-gpg-2022-23.csv"


@dataclass(frozen=True)
class Imported:
    """What three commands did, and whether the last took back the first."""

    rows: int
    created: int
    failed: int
    seconds: float
    cpu: float
    again_seconds: float
    unchanged: int
    undo_seconds: float
    undo_cpu: float
    refused: int
    restored: bool
    memory_mb: int


def measure(file: Path) -> Imported:
    """Import ``file`` into an empty database, twice, and undo the first import."""
    with tempfile.TemporaryDirectory(prefix="placewell-import-") as name:
        folder = Path(name)
        _flask(folder, "db", "upgrade")
        before = _dump(folder)
        first, seconds, cpu = _timed(folder, "employers", "import", str(file), "--json")
        again, again_seconds, _ = _timed(folder, "employers", "import", str(file), "--json")
        undone, undo_seconds, undo_cpu = _timed(
            folder, "journal", "undo", str(first["operation"]), "--json"
        )
        after = _dump(folder)
    return Imported(
        rows=first["rows"],
        created=first["created"],
        failed=first["failed"],
        seconds=seconds,
        cpu=cpu,
        again_seconds=again_seconds,
        unchanged=again["unchanged"],
        undo_seconds=undo_seconds,
        undo_cpu=undo_cpu,
        refused=len(undone["refused"]),
        restored=before == after,
        memory_mb=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    )


def _timed(folder: Path, *command: str) -> tuple[dict[str, Any], float, float]:
    began, before = time.perf_counter(), children_cpu()
    said = _flask(folder, *command)
    return json.loads(said), time.perf_counter() - began, children_cpu() - before


def _flask(folder: Path, *command: str) -> str:
    environment = {
        "PATH": os.environ["PATH"], "FLASK_APP": "app", "DATA_DIR": str(folder),
        "SECRET_KEY": SECRET, "DATABASE_URL": "", "MAIL_URL": "",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "flask", *command],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"flask {' '.join(command)}: {done.stderr[-2000:]}")
    return done.stdout


def _dump(folder: Path) -> dict[str, list[Any]]:
    """Return every row of every business table, as the database holds it."""
    engine = sa.create_engine(f"sqlite:///{folder}/placewell.db", poolclass=NullPool)
    names = {
        mapper.class_.__tablename__
        for mapper in Model.registry.mappers
        if mapper.class_.__journal__
    }
    with engine.connect() as connection:
        return {
            name: [
                tuple(r) for r in connection.execute(sa.text(f"SELECT * FROM {name} ORDER BY 1"))
            ]
            for name in sorted(names)
        }
