"""What a web process loads when it starts, and what it must leave to those who need it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Needed by jobs, imports or tests only: heavy in memory or slow to load.
NOT_IN_THE_WEB = (
    "pandas", "numpy", "python_calamine", "pytest", "aiosmtpd", "psycopg", "alembic", "mako",
    "apscheduler", "icalendar", "PIL", "crm.demo.actions",
)  # fmt: skip


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    code = "import sys, app; app.create_app(); print(chr(10).join(sys.modules))"
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path_factory.mktemp("start"))}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT, env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert not done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize("heavy", NOT_IN_THE_WEB)
def test_the_web_starts_without_what_it_does_not_need(loaded, heavy):
    assert heavy not in loaded


def test_starting_loads_the_application(loaded):
    assert {"app", "crm.core.web", "flask"} <= loaded
