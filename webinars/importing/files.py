"""From the bytes of an attendance file to what is kept of it, and back: sealed, read, told."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import current_app

from crm.core import clock, config
from crm.vault import ciphers
from webinars.attendance import reading
from webinars.attendance.reading import Attendance, Window
from webinars.day.rules import Rule
from webinars.importing.matching import Seen

SMALL_ROWS = 2_000
SMALL_BYTES = 400_000


def is_small(content: bytes) -> bool:
    """Say whether a file is read at once, while somebody waits for the page."""
    return len(content) <= SMALL_BYTES and content.count(b"\n") <= SMALL_ROWS


def seal(content: bytes, digest: str) -> bytes:
    """Return a file unreadable at rest; it holds names and addresses."""
    return ciphers.seal(content, f"attendance {digest}", _keys()[0])


def unseal(sealed: bytes, digest: str) -> bytes:
    """Return what was sealed; raises ``ciphers.Unreadable`` when a bit of it differs."""
    return ciphers.unseal(sealed, f"attendance {digest}", _keys())


def _keys() -> Sequence[bytes]:
    return config.keys(current_app.config["VAULT_KEY"])


def wall(rule: Rule) -> Window:
    """Return the webinar with its grace as the clock on the wall in London showed it."""
    first, last = rule.starts_at - rule.grace, rule.ends_at + rule.grace
    return _wall(first), _wall(last)


def _wall(moment: datetime) -> datetime:
    return clock.to_london(moment).replace(tzinfo=None)


def read(
    content: bytes, rule: Rule, columns: Mapping[str, int] | None = None
) -> tuple[str, dict[str, Any]]:
    """Return the layout of a file and what is in it, its times as moments.

    Raises ``attendance.tables.Unreadable``.
    """
    found = reading.read(content, wall(rule), columns)
    return found.layout, _told(found)


def _told(found: Attendance) -> dict[str, Any]:
    return {
        "encoding": found.encoding,
        "order": found.date_order or "",
        "warnings": found.warnings,
        "timed": found.has_times,
        "people": [
            {
                "name": person.name,
                "email": person.email,
                "stays": [[_moment(begin), _moment(end)] for begin, end in sorted(
                    person.stays, key=lambda stay: stay[0]
                )],
                "stated": None if person.stated is None else person.stated // 60,
                "role": person.role,
            }
            for person in found.people
        ],
    }  # fmt: skip


def _moment(wall_time: datetime | None) -> str | None:
    """Return London wall time as a moment in UTC; of an hour that comes twice, the first."""
    if wall_time is None:
        return None
    return wall_time.replace(tzinfo=clock.LONDON).astimezone(UTC).isoformat()


def seen(read_: Mapping[str, Any]) -> list[Seen]:
    """Return the people of a file for matching, numbered as they stand in it."""
    return [
        Seen(
            number,
            one["name"],
            one["email"],
            bool(one["stays"]) or bool(one["stated"]),
            one["role"],
        )
        for number, one in enumerate(read_.get("people", ()))
    ]


def rows_of(content: bytes, most: int = 6) -> list[list[str]]:
    """Return the first filled rows of a file, for somebody to say what its columns are."""
    from webinars.attendance import tables

    return [row for row in tables.read(content).rows if row][:most]
