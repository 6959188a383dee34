"""Commands of the core: odd arguments are refused in words, with exit status 1 or 2."""

import pytest


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["journal", "undo", "9" * 20, "--json"], 2),
        (["journal", "undo", "0", "--json"], 2),
        (["journal", "undo", "2147483647", "--json"], 1),
        (["journal", "list", "--limit", "9" * 20, "--json"], 2),
        (["journal", "list", "--limit", "-5", "--json"], 2),
        (["jobs", "run", "heartbeat", "--at", "0001-01-01", "--json"], 2),
        (["jobs", "run", "heartbeat", "--at", "9999-12-31T23:59:59Z", "--json"], 2),
        (["jobs", "run", "no-such-job", "--json"], 2),
        (["demo", "--on", "0001-01-01"], 2),
    ],
)
def test_odd_arguments_are_refused_in_words(app, arguments, status):
    done = app.test_cli_runner().invoke(args=arguments)

    assert (done.exit_code, done.stdout) == (status, "")
    assert done.stderr
