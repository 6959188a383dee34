"""The commands: issue from the demo, check any file, revoke, list and rotate keys."""

import json

import pytest
import sqlalchemy as sa

from accreditation.badges import actions, queries
from accreditation.badges.commands import badges_group
from accreditation.badges.models import Badge, Reason
from crm.core.db import session
from crm.employers.models import Employer
from tests.accreditation.badges.world import issued
from tests.accreditation.openbadges import made


@pytest.fixture
def run(app):
    session.commit()
    runner = app.test_cli_runner()

    def run(*arguments):
        return runner.invoke(badges_group, [str(one) for one in arguments])

    return run


def verified(run, file):
    done = run("verify", file, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_demo_badge_is_written_in_four_forms_that_verify(make, run, tmp_path):
    employer = make.employer(name="Windrush Foods", made_up=True)

    done = run("issue", employer.ref, "--level", "gold", "--out", tmp_path / "out", "--demo")

    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("http://127.0.0.1:8000/badges/")
    files = sorted((tmp_path / "out").iterdir())
    assert [file.name for file in files] == ["badge.json", "badge.jwt", "badge.png", "badge.svg"]
    for file in files:
        answer = verified(run, file)
        assert (answer["valid"], answer["status"]) == (True, "valid")
        assert answer["recipient"]["name"] == "Windrush Foods"
        assert "invented" in answer["achievement"]["name"]
        assert all(check["ok"] is True for check in answer["checks"])


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--level", "gold"), "only from a confirmed award"),
        (("--level", "platinum", "--demo"), "has the levels bronze, silver, gold"),
        (("--level", "gold", "--demo"), "only for an invented employer"),
    ],
)
def test_what_is_no_award_is_refused_and_nothing_is_kept(make, run, arguments, why):
    employer = make.employer()

    done = run("issue", employer.ref, *arguments)

    assert done.exit_code == 1
    assert why in done.stderr
    assert not done.stdout
    assert queries.counts().running == 0


def test_the_badge_of_a_confirmed_award_is_written_and_no_second_one_is_made(make, run, tmp_path):
    badge = issued(make, level="gold")
    ref = session.get_one(Employer, badge.employer_id).ref
    session.commit()

    done = run("issue", ref, "--level", "gold", "--out", tmp_path / "out")

    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[0].endswith(f"/badges/{badge.public_id}")
    assert (tmp_path / "out" / "badge.json").read_text() == badge.credential
    assert session.scalar(sa.select(sa.func.count(Badge.id))) == 1


@pytest.mark.parametrize(
    ("act", "level", "why"),
    [
        (None, "silver", "was awarded gold: ask for --level gold"),
        (lambda badge: actions.hold(badge, "We look."), "gold", "its badge is under review"),
        (
            lambda badge: actions.revoke(badge, Reason.CONDITIONS, "A job ended."),
            "gold", "its badge is revoked",
        ),
    ],
)  # fmt: skip
def test_an_award_that_is_not_confirmed_now_gives_no_files(make, run, act, level, why):
    badge = issued(make, level="gold")
    ref = session.get_one(Employer, badge.employer_id).ref
    if act:
        act(badge)
    session.commit()

    done = run("issue", ref, "--level", level)

    assert (done.exit_code, done.stdout) == (1, "")
    assert why in done.stderr


def test_an_invented_badge_of_the_command_is_no_award(make, run):
    employer = make.employer(made_up=True)
    assert run("issue", employer.ref, "--level", "gold", "--demo").exit_code == 0

    done = run("issue", employer.ref, "--level", "gold")

    assert done.exit_code == 1
    assert "only from a confirmed award" in done.stderr


def test_an_employer_nobody_knows_is_refused(run):
    done = run("issue", "E-99999", "--level", "gold", "--demo")

    assert (done.exit_code, done.stderr) == (1, "There is no employer E-99999.\n")


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (json.dumps(made.signed()).encode(), "not checked"),
        (b"", "not valid"),
        (b"\0" * 6_000_000, "not valid"),
        (b'{"a":' * 100_000, "not valid"),
    ],
)
def test_a_file_that_is_not_valid_is_no_failure(run, tmp_path, content, status):
    file = tmp_path / "badge"
    file.write_bytes(content)

    answer = verified(run, file)
    assert (answer["valid"], answer["status"]) == (False, status)
    assert run("verify", file).exit_code == 0


def test_a_file_that_is_not_there_is_wrong_usage(run, tmp_path):
    assert run("verify", tmp_path / "none").exit_code == 2


def test_revoking_needs_a_reason_and_shows(make, run, tmp_path):
    badge = issued(make)
    file = tmp_path / "badge.json"
    file.write_text(badge.credential)

    done = run("revoke", badge.public_id, "--why", "superseded", "--words", "A newer one holds.")

    assert done.exit_code == 0, done.output
    assert verified(run, file)["status"] == "revoked"
    again = run("revoke", badge.public_id, "--why", "superseded", "--words", "Again")
    assert (again.exit_code, again.stderr) == (1, "This badge was revoked before.\n")
    assert run("revoke", "nothing", "--why", "superseded", "--words", "x").exit_code == 1


def test_keys_are_listed_and_replaced(app, run, tmp_path):
    app.config["DATA_DIR"] = tmp_path
    before = json.loads(run("keys", "--json").stdout)

    done = run("rotate-keys")

    assert done.exit_code == 0, done.output
    after = json.loads(run("keys", "--json").stdout)
    assert len(after) == 4
    assert {key["kid"] for key in after if key["until"]} == {key["kid"] for key in before}
    assert "retired" in run("keys").stdout
