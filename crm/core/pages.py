"""Lists in pages by keyset: no OFFSET, so the thousandth page costs what the first does."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import request, url_for
from sqlalchemy.types import TypeEngine

from crm.core.db import MOST_ID, session

PAGE = 50
MOST_COUNTED = 1000
R = TypeVar("R")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def asked(name: str, *, longest: int = 200) -> str:
    """Return one value of the query string, one line, trimmed."""
    return _CONTROL.sub("", request.args.get(name, ""))[:longest].strip()


def asked_number(name: str) -> int | None:
    """Return a whole number of the query string that a database id can hold."""
    text = asked(name)
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


@dataclass(frozen=True)
class Page(Generic[R]):
    """One page of rows, with the addresses of its neighbours."""

    rows: Sequence[R]
    next_url: str | None
    previous_url: str | None

    def __bool__(self) -> bool:
        """Say whether there is anything to show."""
        return bool(self.rows)


@dataclass(frozen=True)
class Order:
    """A sort order: columns that together name one row, the last one its id."""

    columns: Sequence[Any]
    key: Callable[[Any], Sequence[Any]]
    descending: bool = False

    def sorted(self) -> list[Any]:
        """Return the columns with their direction, for a statement."""
        return [c.desc() if self.descending else c.asc() for c in self.columns]


def page(
    statement: sa.Select[Any],
    order: Order,
    *,
    size: int = PAGE,
    scalars: bool = True,
) -> Page[Any]:
    """Run ``statement`` for the page the query string asks for (``after`` or ``before``)."""
    after, before = _cursor("after", order), _cursor("before", order)
    backwards = before is not None and after is None
    mark = before if backwards else after
    down = order.descending != backwards
    if mark is not None:
        here = sa.tuple_(*order.columns)
        there = sa.tuple_(
            *(sa.literal(m, c.type) for m, c in zip(mark, order.columns, strict=True))
        )
        statement = statement.where(here < there if down else here > there)
    statement = statement.order_by(*(c.desc() if down else c.asc() for c in order.columns))
    result = session.execute(statement.limit(size + 1))
    rows = list(result.scalars() if scalars else result)
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_next, has_previous = (True, more) if backwards else (more, mark is not None)
    return Page(
        rows,
        _link("after", order.key(rows[-1])) if rows and has_next else None,
        _link("before", order.key(rows[0])) if rows and has_previous else None,
    )


def count(statement: sa.Select[Any]) -> int:
    """Return how many rows match, counted no further than ``MOST_COUNTED`` + 1."""
    bare = statement.with_only_columns(sa.literal(1).label("one"), maintain_column_froms=True)
    limited = bare.order_by(None).limit(MOST_COUNTED + 1).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(limited)) or 0


def here(*, part: str = "", **changes: Any) -> str:
    """Return this page's address with some of its query string changed (None removes).

    ``part`` is the id to go to. What a visitor put into the query stays query: ``url_for`` would
    take names like ``_scheme`` as its own.
    """
    query: dict[str, Any] = dict(request.args) | changes
    kept = urlencode({k: v for k, v in query.items() if v not in (None, "")})
    path = url_for(request.endpoint or "", **(request.view_args or {}))
    return path + (f"?{kept}" if kept else "") + (f"#{part}" if part else "")


def _link(name: str, key: Sequence[Any]) -> str:
    other = {"after": "before", "before": "after"}[name]
    changes: dict[str, Any] = {other: None, name: "~".join(_text(part) for part in key)}
    return here(**changes)


def _text(value: Any) -> str:
    plain = value.isoformat() if isinstance(value, date) else str(value)
    return plain.replace("~", "")


def _cursor(name: str, order: Order) -> list[Any] | None:
    parts = asked(name, longest=600).split("~")
    if len(parts) != len(order.columns):
        return None
    try:
        return [_typed(p, c.type) for p, c in zip(parts, order.columns, strict=True)]
    except (ValueError, ArithmeticError):
        return None


def _typed(text: str, column: TypeEngine[Any]) -> Any:
    """Return ``text`` as a value the column can hold; raises ``ValueError`` or an overflow."""
    kind = column.python_type
    if kind is int:
        found = int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else None
        if found is None or not (isinstance(column, sa.BigInteger) or abs(found) <= MOST_ID):
            raise ValueError(text)
        return found
    if kind is datetime:
        return _moment(text)
    if kind is Decimal and not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,4})?", text):
        raise ValueError(text)
    if hasattr(kind, "fromisoformat"):
        return kind.fromisoformat(text)
    return kind(text)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found.astimezone(UTC)


def filters(names: Mapping[str, str], *, longest: int = 200) -> dict[str, str]:
    """Return the asked values of the filters in ``names`` that are not empty."""
    return {name: value for name in names if (value := asked(name, longest=longest))}
