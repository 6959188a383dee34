"""Days, times, hours and tasks of a vacancy, from the text that is kept to words. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

OPEN_FOR = timedelta(days=28)
"""How long a copy stays open when its original does not tell."""

WEEKDAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
_ORDER = tuple(WEEKDAYS)


class TaskKind(StrEnum):
    """Whose a task is: this job's own, taken out of an existing post, or left in that post."""

    OWN = "own"
    TAKEN = "taken"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class VacancyTask:
    """One line of work; ``position`` counts from 1 within its list."""

    position: int
    words: str
    kind: TaskKind = TaskKind.OWN


@dataclass(frozen=True, slots=True)
class Carving:
    """A job made of tasks taken out of an existing post, kept beside what that post was.

    ``post`` are all tasks of the post before, each taken or left; ``job`` are the tasks now.
    """

    post_title: str
    post: tuple[VacancyTask, ...]
    job: tuple[VacancyTask, ...]


def lines(text: str) -> list[str]:
    """Return the lines of a list that was typed one a line, without marks and blank ones."""
    bare = (line.strip().lstrip("-*•·").strip() for line in text.splitlines())
    return [line for line in bare if line]


def tasks_in(text: str, taken: str = "") -> tuple[VacancyTask, ...]:
    """Return the tasks of a job; those that read like a line of ``taken`` came out of a post."""
    return _marked(text, taken, TaskKind.OWN)


def post_tasks(text: str, taken: str) -> tuple[VacancyTask, ...]:
    """Return the tasks of the existing post, those in ``taken`` marked."""
    return _marked(text, taken, TaskKind.LEFT)


def _marked(text: str, taken: str, other: TaskKind) -> tuple[VacancyTask, ...]:
    out = {_key(line) for line in lines(taken)}
    return tuple(
        VacancyTask(number, line, TaskKind.TAKEN if _key(line) in out else other)
        for number, line in enumerate(lines(text), 1)
    )


def _key(line: str) -> str:
    return " ".join(line.casefold().split()).rstrip(".;")


def moved_on(
    starts_on: date | None, closes_on: date | None, written_on: date, today: date
) -> tuple[date | None, date | None]:
    """Return start and closing date of a copy made today, as far away as they were at first."""
    if closes_on is None:
        wait = max(starts_on - written_on, timedelta()) if starts_on else timedelta()
        return (today + wait if starts_on else None), None
    length = closes_on - written_on
    closes = today + (length if length > timedelta() else OPEN_FOR)
    return (closes + (starts_on - closes_on) if starts_on else None), closes


def weekdays_in(text: str) -> tuple[str, ...]:
    """Return the days of ``"mon,tue"`` in the order of the week; raises ValueError for others."""
    asked = {part.strip().lower() for part in text.split(",") if part.strip()}
    if unknown := asked - set(_ORDER):
        raise ValueError(", ".join(sorted(unknown)))
    return tuple(day for day in _ORDER if day in asked)


def say_days(days: Sequence[str]) -> str:
    """Return days in words: "Monday to Friday", "Monday, Wednesday and Friday"."""
    at = [_ORDER.index(day) for day in days]
    if len(at) == len(_ORDER):
        return "Every day"
    if len(at) > 2 and at[-1] - at[0] == len(at) - 1:
        return f"{WEEKDAYS[days[0]]} to {WEEKDAYS[days[-1]]}"
    return _and([WEEKDAYS[day] for day in days])


def say_times(starts: str, ends: str) -> str:
    """Return "10:00 to 14:00", "from 10:00", "until 14:00" or nothing; times like ``07:30``."""
    if starts and ends:
        return f"{starts} to {ends}{' the next day' if ends < starts else ''}"
    if starts:
        return f"from {starts}"
    return f"until {ends}" if ends else ""


def say_when(days: Sequence[str], starts: str, ends: str, more: str = "") -> str:
    """Return when the work is done, in one phrase; ``more`` is what the person added in words."""
    fixed = ", ".join(part for part in (say_days(days), say_times(starts, ends)) if part)
    told = fixed[:1].upper() + fixed[1:]
    return ". ".join(part for part in (told, more) if part)


def say_hours(least: Decimal | None, most: Decimal | None) -> str:
    """Return hours a week in words: "16", "16 to 20", or nothing while they are not known."""
    known = [format(hours.normalize(), "f") for hours in (least, most) if hours is not None]
    return " to ".join(dict.fromkeys(known))


def _and(words: Iterable[str]) -> str:
    *first, last = [*words] or [""]
    return f"{', '.join(first)} and {last}" if first else last
