"""The throttle holds over processes, because it counts in the database in one statement."""

import subprocess
import sys
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from crm.core import clock, throttle
from crm.core.db import session
from crm.core.throttle import Limit, Tries

FEW = Limit("tests", 10, timedelta(minutes=5))
TRY_25_TIMES = """
import sys
from datetime import timedelta
from app import create_app
from crm.core import throttle
from crm.core.db import session
app = create_app({"SQLALCHEMY_DATABASE_URI": sys.argv[1]})
few = throttle.Limit("tests", 10, timedelta(minutes=5))
with app.app_context():
    sys.stdin.readline()
    for _ in range(25):
        print(int(throttle.take(few, "ann")))
        session.commit()
"""


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        (None, ""),
        ("unix:", "unix:"),
    ],
)
def test_a_visitor_counts_under_all_the_addresses_it_holds(address, counted):
    assert throttle.visitor(address) == counted


def test_four_processes_share_one_limit(app, tmp_path):
    command = [sys.executable, "-c", TRY_25_TIMES, app.config["SQLALCHEMY_DATABASE_URI"]]
    session.rollback()
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=120)[0].split() for process in started]

    assert [len(answer) for answer in answers] == [25] * 4
    assert sum(answer.count("1") for answer in answers) == 10


def test_a_limit_kept_in_each_process_would_let_four_times_as_many_through():
    """The twin: counting in memory, as 4 web processes would, does not hold the limit."""
    counts = [0, 0, 0, 0]
    passed = 0
    for n in range(100):
        counts[n % 4] += 1
        passed += counts[n % 4] <= FEW.most
    assert passed == 40


def test_one_person_is_no_other_and_one_limit_no_other(app):
    other = Limit("other tests", 1, timedelta(minutes=5))
    assert [throttle.take(FEW, "ann") for _ in range(11)] == [True] * 10 + [False]
    assert throttle.take(FEW, "ben")
    assert throttle.take(other, "ann")
    assert not throttle.take(other, "ann")
    assert "ann" not in str(session.execute(sa.select(Tries.key)).all())


def test_what_was_no_guess_is_given_back(app):
    for _ in range(30):
        assert throttle.take(FEW, "ann")
        throttle.give_back(FEW, "ann")
    throttle.give_back(FEW, "ann")
    assert [throttle.take(FEW, "ann") for _ in range(11)] == [True] * 10 + [False]
    throttle.forget(FEW, "ann")
    assert throttle.take(FEW, "ann")


def test_old_counts_are_removed(app):
    throttle.take(FEW, "ann")
    with time_machine.travel(clock.now() + timedelta(days=2, minutes=1)):
        assert throttle.forget_old() == 1
