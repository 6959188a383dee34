"""The only place that asks the time.

Moments are kept in UTC; "today" is always the date in London, wherever the machine stands.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)  # noqa: TID251


def today() -> date:
    """Return the date in London at this moment."""
    return now().astimezone(LONDON).date()


def to_london(moment: datetime) -> datetime:
    """Return ``moment`` as London wall time."""
    return moment.astimezone(LONDON)
