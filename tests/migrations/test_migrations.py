"""Migrations: up, down and up again, equal to the models, on both databases, with rows in them."""

import re
import sqlite3
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app, with_migrations
from crm.core import seals
from crm.core.db import db, session
from crm.employers.models import Site, Stage
from crm.people.models import Person
from tests.browse import count_rows
from tests.conftest import settings
from tests.makers import Make
from tests.servers import administer


@pytest.fixture
def empty(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Flask:
    """An application on a database without a single table."""
    if engine == "sqlite":
        url = f"sqlite:///{tmp_path}/empty.db"
    else:
        server = request.getfixturevalue("postgres_server")
        administer(server, "DROP DATABASE IF EXISTS empty WITH (FORCE)", "CREATE DATABASE empty")
        url = f"{server}/empty"
    app = create_app(settings(url, tmp_path))
    with_migrations(app)
    with app.app_context():
        yield app
        session.remove()
        db.engine.dispose()


def upgrade() -> None:
    flask_migrate.upgrade(directory="migrations")


def downgrade(to: str = "base") -> None:
    session.remove()
    flask_migrate.downgrade(directory="migrations", revision=to)


def schema() -> dict[str, object]:
    """What the database itself says it has."""
    inspector = sa.inspect(db.engine)
    tables = [
        t for t in inspector.get_table_names() if not t.startswith(("search_fts", "alembic_"))
    ]
    return {
        table: {
            "columns": sorted(
                (c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)
            ),
            "key": inspector.get_pk_constraint(table)["constrained_columns"],
            "foreign": sorted(
                (f["name"], f["constrained_columns"], f["referred_table"],
                 f["options"].get("ondelete", ""))
                for f in inspector.get_foreign_keys(table)
            ),
            "indexes": sorted(
                (str(i["name"]), [str(c) for c in i["column_names"]], bool(i["unique"]))
                for i in inspector.get_indexes(table)
            ),
            "unique": sorted(
                (u["name"], u["column_names"]) for u in inspector.get_unique_constraints(table)
            ),
            "checks": sorted(c["sqltext"] for c in inspector.get_check_constraints(table)),
        }
        for table in tables
    } | {"others": others()}  # fmt: skip


def others() -> list[str]:
    """Triggers, functions and virtual tables, and what SQLite says of AUTOINCREMENT."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            rows = connection.exec_driver_sql(
                "SELECT type, name, sql FROM sqlite_master WHERE type = 'trigger' OR "
                "sql LIKE '%VIRTUAL%' OR sql LIKE '%AUTOINCREMENT%'"
            ).all()
            return sorted(
                f"{kind} {name}" + ("" if kind == "table" else re.sub(r"\s+", " ", sql))
                for kind, name, sql in rows
            )
        rows = connection.exec_driver_sql(
            "SELECT tgname || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal "
            "UNION ALL SELECT proname || prosrc FROM pg_proc p JOIN pg_namespace n "
            "ON n.oid = pronamespace WHERE nspname = 'public' AND prolang IN "
            "(SELECT oid FROM pg_language WHERE lanname = 'plpgsql') "
            "UNION ALL SELECT extname FROM pg_extension"
        ).all()
        return sorted(re.sub(r"\s+", " ", row[0]) for row in rows)


def test_the_migrated_database_equals_the_models(empty):
    upgrade()
    migrated = schema()
    downgrade()
    db.create_all()

    modelled = schema()
    for table in {*migrated, *modelled} - {"alembic_version"}:
        assert migrated.get(table) == modelled.get(table), table


def test_up_down_and_up_again_leaves_nothing_behind(empty):
    upgrade()
    downgrade()
    left = [t for t in sa.inspect(db.engine).get_table_names() if t != "alembic_version"]
    assert not left

    upgrade()
    assert count_rows(Stage) == 10


def test_an_upgrade_loads_the_reference_rows_once(empty):
    upgrade()
    first = count_rows(Stage)
    session.remove()
    upgrade()

    assert count_rows(Stage) == first == 10


def test_rows_survive_a_second_upgrade_and_the_journal_stays_guarded(empty):
    upgrade()
    make = Make()
    make.contact(make.employer(owner_id=make.person().id))
    session.remove()

    upgrade()

    assert (count_rows(Person), count_rows(Site)) == (1, 1)
    assert seals.verify().ok
    with pytest.raises(sa.exc.DBAPIError, match="keeps what was written"):
        session.execute(sa.text("DELETE FROM journal_entry"))
    session.rollback()


def test_rebuilding_a_parent_table_keeps_its_child_rows(tmp_path):
    """The trap: SQLite's batch mode deletes child rows unless foreign keys are off."""

    def rebuild(foreign_keys: str) -> int:
        with sqlite3.connect(":memory:", isolation_level=None) as connection:
            connection.executescript(
                f"PRAGMA foreign_keys={foreign_keys};"
                "CREATE TABLE parent (id INTEGER PRIMARY KEY);"
                "CREATE TABLE child (parent_id REFERENCES parent (id) ON DELETE CASCADE);"
                "INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1);"
                "CREATE TABLE _new (id INTEGER PRIMARY KEY, name TEXT);"
                "INSERT INTO _new (id) SELECT id FROM parent;"
                "DROP TABLE parent; ALTER TABLE _new RENAME TO parent;"
            )
            kept = connection.execute("SELECT count(*) FROM child").fetchone()[0]
        connection.close()
        return int(kept)

    assert rebuild("ON") == 0, "the trap is gone: env.py need not turn the pragma off"
    assert rebuild("OFF") == 1
