"""Short crash runs: real processes, a real mail server, ``kill -9`` at random moments.

The long forms are in ``tests/bench``; a run's seed stands in its result.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import administer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def database(engine, request, tmp_path):
    """The address of an empty database that no other test uses."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path}/crash.db"
        return
    server = request.getfixturevalue("postgres_server")
    administer(server, "DROP DATABASE IF EXISTS crash WITH (FORCE)", "CREATE DATABASE crash")
    yield f"{server}/crash"
    administer(server, "DROP DATABASE crash WITH (FORCE)")


def run(module, tmp_path, **options):
    given = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", f"tests.bench.{module}", "--json", *given],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env=os.environ | {"DATA_DIR": str(tmp_path)},
    )  # fmt: skip
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def test_no_mail_is_lost_or_sent_twice_when_workers_are_killed(database, tmp_path):
    found = run("mail", tmp_path, url=database, mails=100, kills=10)

    assert found["stops"] == 10
    assert found["mails"] >= 100
    assert (found["lost"], found["twice"], found["unseen"]) == (0, 0, 0), found
    assert found["accepted"] + found["uncertain"] - found["uncertain_delivered"] == found["mails"]


def test_an_orderly_stop_leaves_no_mail_in_doubt(database, tmp_path):
    found = run("mail", tmp_path, url=database, mails=60, kills=6, stop="TERM")

    assert found["accepted"] == found["mails"], found
    assert (found["lost"], found["twice"], found["unseen"]) == (0, 0, 0), found
    assert found["uncertain"] == 0, found


@pytest.mark.parametrize(("method", "fault"), [("mark", "lost"), ("lease", "twice")])
def test_the_same_run_shows_the_fault_of_a_simpler_way(method, fault, tmp_path):
    """Without this twin the tests above could be green because nothing was ever at stake."""
    for attempt in range(10):
        url = f"sqlite:///{tmp_path}/{attempt}.db"
        if run("mail", tmp_path, url=url, mails=100, kills=10, method=method)[fault]:
            return
    pytest.fail(f"{method} never showed its fault")


def test_writers_wait_their_turn_and_overwrite_nothing(tmp_path):
    found = run("writers", tmp_path, writers=4, seconds=3)

    assert found["written"] >= 4, found
    assert (found["locked"], found["other"], found["overwritten"]) == (0, 0, 0), found


def test_the_same_writers_are_locked_out_with_plain_begin(tmp_path):
    assert run("writers", tmp_path, writers=4, seconds=3, begin="plain")["locked"] > 0
