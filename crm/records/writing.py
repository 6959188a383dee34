"""Carry a plan out through the session, in chunks; the journal and the search keep up by itself."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import Model, engine_name, session
from crm.employers.models import Contact, Employer, Site
from crm.records.plan import Outcome, Plan, Step

CHUNK = 1_000


def write(plan: Plan, *, source: str) -> None:
    """Write every step of ``plan`` and note the ids of new employers; flushes, never commits.

    ``source`` is kept on new employers as where they came from.
    """
    fresh = [(outcome, step) for outcome, step in plan.steps if step.employer is None]
    for part in _chunks(fresh):
        _create(part, source)
    for part in _chunks([pair for pair in plan.steps if pair[1].employer is not None]):
        for _, step in part:
            _set(step.employer, step.employer_values)
            _write_site(step, step.employer.id if step.employer else 0)
            _write_contact(step, step.employer.id if step.employer else 0)
        session.flush()


def _create(part: Sequence[tuple[Outcome, Step]], source: str) -> None:
    told = {"source": source, "created_at": clock.now()}
    made = [
        (outcome, step, Employer(id=number, **_full(Employer, step.employer_values | told)))
        for (outcome, step), number in zip(part, _numbers(Employer, len(part)), strict=True)
    ]
    session.add_all(employer for _, _, employer in made)
    session.flush()
    numbers = iter(_numbers(Site, len(made)))
    for outcome, step, employer in made:
        outcome.employer_id = employer.id
        _write_site(step, employer.id, numbers)
        _write_contact(step, employer.id)
    session.flush()


def _write_site(step: Step, employer_id: int, numbers: Iterator[int] | None = None) -> None:
    if step.site is not None:
        _set(step.site, step.site_values)
    elif step.site_values:
        values = _full(Site, step.site_values) | {"is_main": True}
        values |= {"id": next(numbers)} if numbers else {}
        session.add(Site(employer_id=employer_id, **values))


def _write_contact(step: Step, employer_id: int) -> None:
    if step.contact is not None:
        _set(step.contact, step.contact_values)
    elif step.contact_values:
        session.add(Contact(employer_id=employer_id, **_full(Contact, step.contact_values)))


def _full(kind: type[Model], values: dict[str, Any]) -> dict[str, Any]:
    """Add the column defaults to ``values``.

    Rows with the same columns go to the database hundreds at a time, others one by one.
    """
    columns = sa.inspect(kind).column_attrs
    defaults = {
        column.key: column.columns[0].default.arg
        for column in columns
        if column.columns[0].default is not None and column.columns[0].default.is_scalar
    }
    return defaults | values


def _numbers(kind: type[Model], count: int) -> list[int]:
    """Take the next ids of a table, so that its rows can be sent together.

    On SQLite the transaction holds the write lock; PostgreSQL's sequence gives each number once.
    """
    table = kind.__tablename__
    if engine_name() == "sqlite":
        statement = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        last = session.scalar(statement, {"name": table}) or 0
        return list(range(last + 1, last + count + 1))
    statement = sa.text(
        "SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)"
    )
    return list(session.scalars(statement, {"name": table, "count": count}))


def _set(row: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _chunks(
    steps: Sequence[tuple[Outcome, Step]],
) -> Iterator[Sequence[tuple[Outcome, Step]]]:
    for start in range(0, len(steps), CHUNK):
        yield steps[start : start + CHUNK]
