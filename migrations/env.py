"""Runs the migrations, on SQLite with foreign keys off, and then loads the shipped reference rows.

SQLite's batch mode rebuilds tables; with foreign keys on, that would delete their child rows.
"""

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

from crm.core.db import db, session
from crm.core.features import installed


def run() -> None:
    """Migrate the database that the application is set to use."""
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.rollback()
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
            # A trigger may name a table that is rebuilt: it is not to be looked at meanwhile.
            connection.connection.dbapi_connection.execute("PRAGMA legacy_alter_table=ON")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=_plain_type,
            include_name=lambda name, kind, _parents: not _is_search_shadow(name, kind),
        )
        with context.begin_transaction():
            context.run_migrations()
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"The migration broke references: {broken[:5]}")
            connection.rollback()
            connection.connection.dbapi_connection.execute("PRAGMA legacy_alter_table=OFF")
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")
        head = context.get_head_revision()
        current = context.get_context().get_current_revision()
    if current == head and sa.inspect(db.engine).has_table("person"):
        load_seeds()


def load_seeds() -> None:
    """Add the reference rows that ship with the product and are missing."""
    for seed in sorted(installed("seeds"), key=lambda seed: seed.order):
        added = seed.load()
        session.commit()
        if added:
            current_app.logger.info("Loaded %s: %s rows", seed.name, added)
    session.remove()


def _plain_type(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our column types as the plain ones under them: a migration imports nothing of ours."""
    if kind != "type":
        return False
    if isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    if isinstance(item, sa.types.TypeDecorator):
        return f"sa.{type(item.impl_instance).__name__}()"
    return False


def _is_search_shadow(name: str | None, kind: str) -> bool:
    return kind == "table" and (name or "").startswith("search_fts")


run()
