"""A database that does not answer: commands say so in one sentence, the monitor hears 503."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import create_app
from tests.conftest import settings
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["postgresql", "sqlite"])
def nowhere(request, tmp_path):
    """An address at which no database answers, and how it is called."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/no/such/folder.db", f"{tmp_path}/no/such/folder.db"
    port = free_port()
    return f"postgresql+psycopg://who:secret@127.0.0.1:{port}/none", f"127.0.0.1:{port}"


@pytest.mark.parametrize("command", ["db upgrade", "journal list", "jobs work"])
def test_a_command_says_it_in_one_sentence(nowhere, tmp_path, command):
    url, called = nowhere
    env = {"PATH": os.environ["PATH"], "FLASK_APP": "app", "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "flask", *command.split(" ")],
        cwd=ROOT, env=env | {"DATABASE_URL": url}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr == (
        f"There is no connection to the database at {called}: start it, or correct DATABASE_URL "
        "(see README, 'Settings').\n"
    )
    assert not done.stdout


def test_the_monitor_hears_503_and_the_process_still_answers(nowhere, tmp_path):
    app = create_app(settings(nowhere[0], tmp_path))

    ready, alive = app.test_client().get("/readyz"), app.test_client().get("/healthz")

    assert (ready.status_code, ready.text) == (503, "database silent\n")
    assert alive.status_code == 200
