"""Values of the journal as a reader of the history sees them, as far as they may."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from crm.core import formats, values
from crm.core.access import allowed
from crm.core.db import Model
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission

#: Characters; a longer document is kept for undo, not for reading here.
LONGEST = 300
EMPTY: tuple[Any, ...] = (None, "", [], {})


def may_see(table: str, name: str) -> bool:
    """Return whether this person may read a column of the journal."""
    kinds = (m.class_ for m in Model.registry.mappers if m.class_.__tablename__ == table)
    limits: Mapping[str, Permission] = next((kind.__shown_to__ for kind in kinds), {})
    return allowed(limits.get(name, limits.get("*")))


def values_shown(table: str, row: dict[str, Any] | None, *, whole: bool = False) -> str:
    """Return journal values as "Name: Grundon; Tier: A"; a ``whole`` row without its empty ones."""
    return "; ".join(
        f"{name.replace('_', ' ').capitalize()}: {value_shown(table, name, row)}"
        for name, value in (row or {}).items()
        if name != "id" and not (whole and value in EMPTY)
    )


def value_shown(table: str, name: str, row: dict[str, Any] | None) -> str:
    """Return one journal value, as far as this person may see it; "nothing" for an empty one."""
    value = (row or {}).get(name)
    if not may_see(table, name):
        return "not shown to you"
    return "nothing" if value in EMPTY else _said(_typed(table, name, value))


def _typed(table: str, name: str, value: Any) -> Any:
    try:
        return values.typed(values.mapper(table).class_, name, value)
    except (RuleBroken, KeyError, ValueError):  # a column or word of an older version
        return value


def _said(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return formats.moment(value)
        case date():
            return formats.day(value, year=True)
        case dict() | list() if len(str(value)) > LONGEST:
            return "kept whole, too long to show here"
        case _:
            return str(value)
