"""The worker ends when it is told to, however it is told."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def worker(tmp_path):
    """A real worker on its own database, once it has shown its first sign of life."""
    env = os.environ | {"DATA_DIR": str(tmp_path), "FLASK_APP": "app", "MAIL_URL": ""}
    env.pop("DATABASE_URL", None)
    flask = [sys.executable, "-m", "flask"]
    subprocess.run([*flask, "db", "upgrade"], cwd=ROOT, env=env, check=True, capture_output=True)
    process = subprocess.Popen(
        [*flask, "jobs", "work"], cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True
    )
    while process.poll() is None and not beats(tmp_path / "placewell.db"):
        time.sleep(0.1)
    yield process
    process.kill()
    process.communicate()


def beats(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT count(*) FROM worker_beat").fetchone()[0])


@pytest.mark.parametrize(
    "told",
    [(signal.SIGTERM,), (signal.SIGINT,), (signal.SIGINT, signal.SIGTERM)],
    ids=["by the system", "by Ctrl-C", "by Ctrl-C and then by ./dev run"],
)
def test_it_ends_in_order_and_says_nothing(worker, told):
    for number in told:
        worker.send_signal(number)

    _, said = worker.communicate(timeout=60)
    assert (worker.returncode, "Traceback" in said) == (0, False), said
