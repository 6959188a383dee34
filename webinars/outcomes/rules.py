"""Which later steps of employers are counted with which webinar, and what is shown of it. Pure.

Source: the project's webinar reference 2.2 item 12 and evaluation reference 4.1. These are counts
of what followed, never of what a webinar brought about: who comes had chosen to come.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from webinars.feedback.rules import few, hide

STEPS = {
    "enquiry": "Enquiry",
    "vacancy": "Vacancy",
    "placement": "Placement started",
    "award": "Accredited",
}
CAME, MISSED = "came", "missed"
GROUPS = {CAME: "Came", MISSED: "Booked and did not come"}
Days = Mapping[int, Sequence[date]]
"""The days on which each employer took one kind of step."""


@dataclass(frozen=True)
class Held:
    """One webinar that is over, with the employers who came and those who booked and did not.

    An employer of whom anybody came counts as having come.
    """

    id: int
    on: date
    came: frozenset[int]
    missed: frozenset[int]

    def of(self, group: str) -> frozenset[int]:
        """Return the employers of a group."""
        return self.came if group == CAME else self.missed


@dataclass(frozen=True)
class Column:
    """Counts of all webinars, each None where it is hidden, and their total."""

    cells: Sequence[int | None]
    sizes: Sequence[int]
    total: int | None


def followed(employers: Iterable[int], days: Days, on: date, window: int) -> int:
    """Return how many of the employers took a step in the window after a day, that day included."""
    last = on + timedelta(days=window)
    return sum(any(on <= day <= last for day in days.get(one, ())) for one in employers)


def touched(webinars: Sequence[Held], days: Days, window: int, *, first: bool) -> list[int]:
    """Return for each webinar how many steps it touched first, or last, before they were taken.

    Each step is counted with one webinar at most: of those the employer came to within ``window``
    days before it, the earliest or the latest.
    """
    came: dict[int, list[Held]] = {}
    for one in sorted(webinars, key=lambda held: (held.on, held.id)):
        for employer in one.came:
            came.setdefault(employer, []).append(one)
    found = dict.fromkeys((one.id for one in webinars), 0)
    for employer, own in came.items():
        for day in days.get(employer, ()):
            near = [w for w in own if w.on <= day <= w.on + timedelta(days=window)]
            if near:
                found[near[0 if first else -1].id] += 1
    return [found[one.id] for one in webinars]


def columns(
    webinars: Sequence[Held], days: Days, group: str, windows: Sequence[int], least: int
) -> list[Column]:
    """Return one step of one group, a column for each window, shortest first, as it is shown.

    A cell is hidden where a few took the step, or a few did not, or a few took it only in the next
    wider window, and under a hidden cell of that; then what the total would give away.
    """
    sizes = [len(one.of(group)) for one in webinars]
    found: list[Column] = []
    wider: list[int] = []
    for window in sorted(windows, reverse=True):
        counts = [followed(one.of(group), days, one.on, window) for one in webinars]
        forced = [
            few(count, least)
            or few(size - count, least)
            or (bool(wider) and (found[0].cells[at] is None or few(wider[at] - count, least)))
            for at, (count, size) in enumerate(zip(counts, sizes, strict=True))
        ]
        cells, total = hide(counts, forced, least)
        if few(sum(sizes) - sum(counts), least) or (wider and few(sum(wider) - sum(counts), least)):
            total = None
        found.insert(0, Column(cells, sizes, total))
        wider = counts
    return found


def touches(
    webinars: Sequence[Held], days: Days, window: int, least: int, beside: Column
) -> list[Column]:
    """Return how many steps each webinar touched first, and last, as they are shown.

    What is hidden ``beside``, among the employers who came, is hidden here too. Both add up to the
    same number, so that it is shown only where both may show it.
    """
    found = []
    for first in (True, False):
        counts = touched(webinars, days, window, first=first)
        forced = [
            few(count, least) or cell is None
            for count, cell in zip(counts, beside.cells, strict=True)
        ]
        cells, total = hide(counts, forced, least)
        found.append(Column(cells, counts, total))
    told = beside.total is not None and all(one.total is not None for one in found)
    both = found[0].total if told else None
    return [Column(one.cells, (), both) for one in found]
