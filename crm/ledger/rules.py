"""Whether a day's ledger adds up, and when a job runs next; pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from crm.core.calendar import LONDON, utc_from_london


@dataclass(frozen=True)
class Row:
    """One day of one kind: how much was due, counted apart from what became of it."""

    on: date
    kind: str
    due: int
    sent: int = 0
    waiting: int = 0
    uncertain: int = 0
    failed: int = 0
    suppressed: int = 0

    @property
    def settled(self) -> int:
        """Return the sum of what became of it."""
        return self.sent + self.waiting + self.uncertain + self.failed + self.suppressed

    @property
    def adds_up(self) -> bool:
        """Return whether nothing is missing and nothing counted twice."""
        return self.due == self.settled


def next_runs(at: time | None, every: timedelta | None, now: datetime) -> Sequence[datetime]:
    """Return the next three moments of a job: daily at a London time, or every so often."""
    if at is None:
        step = every or timedelta(minutes=1)
        return [now + step * n for n in (1, 2, 3)]
    today = now.astimezone(LONDON).date()
    found = [
        utc_from_london(datetime.combine(today + timedelta(days=n), at)).astimezone(UTC)
        for n in range(4)
    ]
    return [moment for moment in found if moment > now][:3]


def missed(
    first_on: date, done: Collection[date], today: date, *, ran_by_now: bool
) -> Sequence[date]:
    """Return the days from the first run on without one; today only once its time is over."""
    last = today if ran_by_now else today - timedelta(days=1)
    days = (first_on + timedelta(days=n) for n in range((last - first_on).days + 1))
    return [day for day in days if day not in done]
