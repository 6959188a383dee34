"""Every test that touches the database runs on SQLite and on PostgreSQL, each on a fresh copy."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask

from app import create_app
from crm.core import features
from crm.core.db import db, session, set_may_write
from crm.core.permissions import Role
from crm.reference.queries import forget
from tests.browse import Browser
from tests.makers import Make
from tests.servers import administer, postgres, postgres_binaries, quick_folder
from tests.verifiers import need_npm

# A busy machine must not fail a test: nothing here is judged by the time it takes.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")
ENGINES = ("sqlite", "postgres")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", ENGINES, indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "[postgres" in item.name or "-postgres" in item.name:
            item.add_marker(pytest.mark.postgres)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name the order that failed, so that it can be run again."""
    if terminalreporter.stats.get("failed") or terminalreporter.stats.get("error"):
        seed = config.getoption("randomly_seed", "none")
        terminalreporter.write_line(f"The same order again: --randomly-seed={seed}")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real inputs that stands beside the checkout, never inside it."""
    named = os.environ.get("PLACEWELL_SHARED")
    here = Path(__file__).resolve().parents[1]
    for folder in filter(None, [named, here.parent / "shared", here.parents[1] / "shared"]):
        if Path(folder).is_dir():
            return Path(folder)
    pytest.skip("../shared is absent: the folder of real inputs")


@pytest.fixture(scope="session")
def npm() -> None:
    """Verifiers of badges that nobody here wrote."""
    need_npm()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    if postgres_binaries() is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have PostgreSQL's server installed.")
        pytest.skip("PostgreSQL's server is not installed (apt-get install postgresql)")
    with postgres() as server:
        yield server


def settings(url: str, folder: Path) -> dict[str, Any]:
    return {
        "SQLALCHEMY_DATABASE_URI": url,
        "DATA_DIR": folder,
        "SECRET_KEY": "a secret of the tests, thirty-two characters or more",
        "TESTING": True,
        "MAIL_URL": "",
        "PROPAGATE_EXCEPTIONS": False,
        "SERVER_NAME": None,
    }


def _fill(app: Flask) -> None:
    with app.app_context():
        db.create_all()
        for seed in sorted(features.installed("seeds"), key=lambda seed: seed.order):
            seed.load()
            session.commit()
        session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_app() -> Iterator[tuple[Flask, Callable[[], None]]]:
    folder = quick_folder("placewell-sqlite-")
    file, template = folder / "placewell.db", folder / "template.db"
    app = create_app(settings(f"sqlite:///{file}", folder))
    _fill(app)
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copy(file, template)

    def fresh() -> None:
        for left in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
            left.unlink(missing_ok=True)
        shutil.copy(template, file)

    yield app, fresh
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_app(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Flask, Callable[[], None]]:
    administer(postgres_server, "CREATE DATABASE placewell")
    app = create_app(settings(f"{postgres_server}/placewell", tmp_path_factory.mktemp("pg")))
    _fill(app)
    administer(postgres_server, "ALTER DATABASE placewell RENAME TO template")

    def fresh() -> None:
        administer(
            postgres_server,
            "DROP DATABASE IF EXISTS placewell WITH (FORCE)",
            "CREATE DATABASE placewell TEMPLATE template STRATEGY FILE_COPY",
        )

    return app, fresh


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def app(engine: str, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application on a fresh database, inside an application context."""
    app, fresh = request.getfixturevalue(f"{engine}_app")
    fresh()
    forget()
    config = dict(app.config)
    with app.app_context():
        set_may_write(True)
        yield app
        session.remove()
        db.engine.dispose()
    app.config.clear()
    app.config.update(config)


@pytest.fixture
def make(app: Flask) -> Make:
    """Rows with only what matters named."""
    return Make()


def _browser(role: Role) -> Any:
    @pytest.fixture(name=role.value)
    def person(app: Flask, make: Make) -> Browser:
        return Browser(app, make.person(role=role))

    return person


officer = _browser(Role.OFFICER)
trainee = _browser(Role.TRAINEE)
manager = _browser(Role.MANAGER)
admin = _browser(Role.ADMIN)
auditor = _browser(Role.AUDITOR)


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """Somebody who is not signed in."""
    return Browser(app, None)
