"""Which rows hang on an employer, learned from the foreign keys, so that no table is forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from crm.core import keys
from crm.core.db import Model, session, table_of
from crm.employers.models import Employer

NAMES = {
    "activity": "Contacts logged",
    "contact": "Contacts",
    "employer_merge": "Earlier merges",
    "not_the_same": "Pairs judged not the same",
    "follow_rule": "Repeating next steps",
    "parity_check": "Fair pay checks",
    "vacancy": "Vacancies",
}


@dataclass(frozen=True)
class Hanging:
    """One column that points to employers, and the model it is in."""

    kind: type[Model]
    column: sa.Column[Any]

    @property
    def name(self) -> str:
        """Return what its rows are called on the page."""
        table = self.kind.__tablename__
        return NAMES.get(table) or table.replace("_", " ").capitalize() + "s"


def hanging() -> Iterator[Hanging]:
    """Yield the columns of journalled tables that point to employers."""
    for kind, column in keys.pointing_to(Employer):
        yield Hanging(kind, column)


def clashes(one: Hanging, row: Any, employer_id: int) -> bool:
    """Say whether ``employer_id`` has a row already that may be there only once."""
    table = table_of(one.kind)
    alone: list[set[Any]] = [{one.column}] if one.column.unique else []
    alone += [set(c.columns) for c in table.constraints if isinstance(c, sa.UniqueConstraint)]
    alone += [set(index.columns) for index in table.indexes if index.unique and not _partly(index)]
    for columns in alone:
        if one.column in columns:
            same = [c == getattr(row, c.key) for c in columns - {one.column}]
            query = sa.select(table.c.id).where(one.column == employer_id, *same).limit(1)
            if session.scalar(query) is not None:
                return True
    return False


def outside() -> Iterator[sa.Column[Any]]:
    """Yield the columns that point to employers in tables which the journal does not keep.

    Left out is what is worked out anew for an employer: its key is the employer's, or it may be
    there only once. That goes with the merged row.
    """
    for mapper in Model.registry.mappers:
        table = table_of(mapper.class_)
        for key in table.foreign_keys if not mapper.class_.__journal__ else ():
            column = key.parent
            once = any(
                column.name in constraint.columns
                for constraint in table.constraints
                if isinstance(constraint, sa.UniqueConstraint | sa.PrimaryKeyConstraint)
            )
            if key.column.table is table_of(Employer) and not once:
                yield column


def _partly(index: sa.Index) -> bool:
    """Say whether an index watches over some rows only: a row of another state is no clash."""
    return index.dialect_options["sqlite"]["where"] is not None


def carry(from_id: int, to_id: int) -> dict[str, list[int]]:
    """Move the rows outside the journal; return their ids by "table.column", for undo."""
    moved = {}
    for column in outside():
        table = column.table
        ids = list(session.scalars(sa.select(table.c.id).where(column == from_id)))
        if ids:
            moved[f"{table.name}.{column.name}"] = ids
            here = sa.update(table).where(column == from_id).values({column.name: to_id})
            session.connection().execute(here)
    return moved


def rows(one: Hanging, employer_id: int) -> list[Any]:
    """Return the rows that hang on an employer by this column."""
    statement = sa.select(one.kind).where(one.column == employer_id)
    return list(session.scalars(statement.order_by(sa.literal_column("id"))))


def counts(*employer_ids: int) -> dict[str, dict[int, int]]:
    """Return how many rows hang on each employer, by their name, in one statement."""
    parts = [
        sa.select(
            sa.literal(one.name).label("name"),
            one.column.label("employer_id"),
            sa.func.count().label("rows"),
        )
        .where(one.column.in_(employer_ids))
        .group_by(one.column)
        for one in hanging()
    ]
    found: dict[str, dict[int, int]] = {}
    for name, employer_id, number in session.execute(sa.union_all(*parts)):
        of_name = found.setdefault(name, {})
        of_name[employer_id] = of_name.get(employer_id, 0) + number
    return dict(sorted(found.items()))
