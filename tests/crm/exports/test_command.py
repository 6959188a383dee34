"""``flask employers export``: the contract's columns, noted, refused to who may not."""

import csv
import io
import json

import sqlalchemy as sa

from crm.core.db import session
from crm.core.permissions import Role
from crm.exports.models import Export
from crm.exports.queries import COLUMNS


def run(app, *args):
    done = app.test_cli_runner().invoke(args=["employers", "export", *args])
    session.remove()
    return done


def test_csv_is_the_default_and_json_is_one_document(app, make):
    make.employer(name="=Alpha")
    make.employer(name="Beta")

    plain, named, document = run(app), run(app, "--csv"), run(app, "--json")

    assert plain.exit_code == named.exit_code == document.exit_code == 0
    assert plain.stdout == named.stdout
    rows = list(csv.DictReader(io.StringIO(plain.stdout)))
    assert [tuple(row) for row in rows] == [COLUMNS] * 2
    assert {row["name"] for row in rows} == {"'=Alpha", "Beta"}
    assert [row["name"] for row in json.loads(document.stdout)] == ["=Alpha", "Beta"]
    exports = session.scalars(sa.select(Export).order_by(Export.id)).all()
    assert [(e.form, e.rows, e.person_id) for e in exports] == [
        ("csv", 2, None), ("csv", 2, None), ("json", 2, None),
    ]  # fmt: skip


def test_no_employers_is_an_empty_document(app):
    assert json.loads(run(app, "--json").stdout) == []
    assert run(app).stdout.strip() == ",".join(COLUMNS)


def test_the_person_named_must_be_allowed_to(app, make):
    auditor = make.person(role=Role.AUDITOR)
    trainee, known, auditor_id = make.person(role=Role.TRAINEE).email, auditor.email, auditor.id

    refused = run(app, "--as", trainee)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "may not export lists of employers" in refused.stderr
    assert "Nobody here signs in" in run(app, "--as", "nobody@example.org").stderr
    assert run(app, "--as", known).exit_code == 0
    assert session.scalars(sa.select(Export.person_id)).all() == [auditor_id]
