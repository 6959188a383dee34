"""The only place that asks the time.

Moments are kept in UTC; "today" is always the date in London, wherever the machine stands.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """Return the present moment, in UTC."""
    return _moment.get() or datetime.now(UTC)  # noqa: TID251


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let it be ``moment`` (aware) inside this block: only for the demo's history and for tests.

    A test of the house holds that nothing else calls it; the demo refuses to run in production.
    """
    mark = _moment.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _moment.reset(mark)


def today() -> date:
    """Return the date in London at this moment."""
    return now().astimezone(LONDON).date()


def to_london(moment: datetime) -> datetime:
    """Return ``moment`` as London wall time."""
    return moment.astimezone(LONDON)
