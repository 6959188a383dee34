"""Which days come next, and which steps of a full day could wait; pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crm.core import calendar
from crm.core.calendar import Holidays

DAYS = 5
#: One more and the step would be asked about: "close it or hand it over?".
MOST_SNOOZES = 1


@dataclass(frozen=True)
class Movable:
    """A step of tomorrow: its tier ("" for none), whether it has a time, and how often it moved."""

    id: int
    tier: str = ""
    timed: bool = False
    snoozes: int = 0


def days_ahead(
    today: date, holidays: Holidays, leave: Collection[tuple[date, date]]
) -> Sequence[date]:
    """Return the next working days on which somebody is not on leave, the first is tomorrow."""
    found: list[date] = []
    day = today
    for _ in range(200):
        day = calendar.add_working_days(day, 1, holidays)
        if not any(first <= day <= last for first, last in leave):
            found.append(day)
        if len(found) == DAYS:
            break
    return found


def spread(
    days: Sequence[date], load: Mapping[date, int], steps: Sequence[Movable]
) -> Mapping[int, date]:
    """Return which steps of the first day to move where, so that no day has more than the average.

    The lowest tier goes first; a step with a time, or one moved before more than once, stays. Each
    goes to the nearest day below the average.
    """
    if not days:
        return {}
    counts = {day: load.get(day, 0) for day in days}
    target = -(-sum(counts.values()) // len(days))
    free = [one for one in steps if not one.timed and one.snoozes <= MOST_SNOOZES]
    free.sort(key=lambda one: (one.tier or "Z", one.id), reverse=True)
    moves: dict[int, date] = {}
    for one in free:
        room = [day for day in days[1:] if counts[day] < target]
        if counts[days[0]] <= target or not room:
            break
        moves[one.id] = room[0]
        counts[days[0]] -= 1
        counts[room[0]] += 1
    return moves


def read_moves(texts: Sequence[str], days: Collection[date]) -> Mapping[int, date]:
    """Return the moves among ``12~2026-11-26``, to one of these days, each step once."""
    moves: dict[int, date] = {}
    known = {day.isoformat(): day for day in days}
    for text in texts[:200]:
        number, _, day = text.partition("~")
        if number.isascii() and number.isdigit() and len(number) < 10 and day in known:
            moves.setdefault(int(number), known[day])
    return moves
