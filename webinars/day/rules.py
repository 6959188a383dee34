"""How long somebody was at a webinar and whether that counts as attended. Pure.

Source: the project's webinar reference, 2.5 rule 2: the union of stays, never their sum, clipped
to the webinar with a grace; two stays less than a minute apart are one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

APART = timedelta(seconds=60)
Span = tuple[datetime, datetime]
Stay = tuple[datetime, datetime | None]
_CALLER = re.compile(r"\+?[0-9][0-9 ()*•.x-]{5,24}")


@dataclass(frozen=True)
class Rule:
    """When a webinar ran and from which share of its minutes on somebody attended it."""

    starts_at: datetime
    ends_at: datetime
    percent: int
    grace: timedelta

    @property
    def length(self) -> timedelta:
        """Return how long it was planned to last."""
        return self.ends_at - self.starts_at

    @property
    def needed(self) -> timedelta:
        """Return how long somebody must have been there, in whole seconds, rounded up."""
        seconds = int(self.length.total_seconds())
        return timedelta(seconds=-(-seconds * self.percent // 100))

    @property
    def needed_minutes(self) -> int:
        """Return the same in whole minutes, rounded up, as pages say it."""
        return -(-int(self.needed.total_seconds()) // 60)

    def attended(self, there: timedelta) -> bool:
        """Say whether so long a presence counts."""
        return there > timedelta() and there >= self.needed


def there(stays: Iterable[Stay], rule: Rule) -> timedelta:
    """Return how long somebody was there: overlaps once, never more than the webinar lasted.

    Stays may begin and end within the grace outside it; one without an end lasts to its end.
    """
    spans = joined(stays, rule)
    return min(sum((end - begin for begin, end in spans), timedelta()), rule.length)


def joined(stays: Iterable[Stay], rule: Rule) -> list[Span]:
    """Return the stays inside the webinar and its grace, each minute in one of them only."""
    found: list[Span] = []
    for begin, end in sorted(_clipped(stays, rule)):
        if found and begin - found[-1][1] < APART:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def _clipped(stays: Iterable[Stay], rule: Rule) -> Iterable[Span]:
    first, last = rule.starts_at - rule.grace, rule.ends_at + rule.grace
    for joined_at, left_at in stays:
        begin, end = max(joined_at, first), min(left_at or rule.ends_at, last)
        if end > begin:
            yield begin, end


def is_caller(name: str) -> bool:
    """Say whether a name is the number of somebody who joined by phone."""
    return bool(_CALLER.fullmatch(name.strip())) and sum(c.isdigit() for c in name) >= 5


def masked(name: str) -> str:
    """Return a caller's number with its middle hidden; another name as it is."""
    if not is_caller(name):
        return name
    digits = "".join(c for c in name if c.isdigit())
    return f"{digits[:5]} {digits[5:6]}••• {digits[-2:]}"
