"""The demo is built once for each database, through its command; each test gets a fresh copy."""

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from crm.activity.models import Activity
from crm.core import journal
from crm.core.db import Model, db, session
from crm.core.journal import Operation
from crm.employers.models import Contact, Employer, Site
from crm.followups.models import FollowRule, FollowUp
from crm.parity.models import ParityCheck
from crm.people.models import Person
from crm.placements.models import Placement
from crm.reference.queries import forget
from crm.vacancies.models import Vacancy
from tests.servers import administer

ON = date(2026, 11, 24)
TABLES: tuple[type[Model], ...] = (
    Person, Employer, Site, Contact, Activity, FollowRule, FollowUp, Vacancy, Placement,
    ParityCheck, Operation,
)  # fmt: skip
#: A password's hash is salted; everything else is the same for the same day.
SALTED = {"password_hash"}
Rows = dict[str, list[dict[str, Any]]]


@dataclass
class Demo:
    """What the command said, all business rows it left, and how to have them back."""

    said: Result
    rows: Rows
    restore: Callable[[], None]


def _dump(began: int) -> Rows:
    found: Rows = {}
    for kind in TABLES:
        names = [a.key for a in sa.inspect(kind).column_attrs if a.key not in SALTED]
        every = session.scalars(sa.select(kind).order_by(kind.id))  # type: ignore[attr-defined]
        found[kind.__tablename__] = [
            {name: journal.plain(getattr(row, name)) for name in names}
            for row in every
            if kind is not Operation or row.id > began  # type: ignore[attr-defined]
        ]
    return found


def _build(app: Flask, fresh: Callable[[], None]) -> tuple[Result, Rows]:
    fresh()
    forget()
    with app.app_context():
        began = session.scalar(sa.select(sa.func.max(Operation.id))) or 0
        session.remove()
        said = app.test_cli_runner().invoke(args=["demo", "--on", ON.isoformat()])
        rows = _dump(began)
        session.remove()
        db.engine.dispose()
    assert said.exit_code == 0, said.output
    return said, rows


@pytest.fixture(scope="session")
def demo_sqlite(sqlite_app: Any, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    app, fresh = sqlite_app
    said, rows = _build(app, fresh)
    file = Path(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    kept = tmp_path_factory.mktemp("demo") / "kept.db"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copy(file, kept)
    return Demo(said, rows, lambda: shutil.copy(kept, file) and None)


@pytest.fixture(scope="session")
def demo_postgres(postgres_app: Any, postgres_server: str) -> Demo:
    app, fresh = postgres_app
    said, rows = _build(app, fresh)
    administer(postgres_server, "ALTER DATABASE placewell RENAME TO demo_kept")

    def restore() -> None:
        administer(
            postgres_server,
            "DROP DATABASE IF EXISTS placewell WITH (FORCE)",
            "CREATE DATABASE placewell TEMPLATE demo_kept STRATEGY FILE_COPY",
        )

    return Demo(said, rows, restore)


@pytest.fixture
def demo(engine: str, request: pytest.FixtureRequest) -> Demo:
    """What was built, as plain rows."""
    built: Demo = request.getfixturevalue(f"demo_{engine}")
    return built


@pytest.fixture
def rows(demo: Demo) -> Rows:
    """The business rows of the demo by table."""
    return demo.rows


@pytest.fixture
def live(demo: Demo, app: Flask) -> Flask:
    """The application on a copy of the demo."""
    db.engine.dispose()
    demo.restore()
    forget()
    return app
