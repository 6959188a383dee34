"""Which layout a file of Teams or Zoom has: told by its headings, never by its name. Pure."""

import re
from collections.abc import Callable, Sequence

from webinars.attendance import teams, zoom
from webinars.attendance.cells import Columns, Rows, Sheet
from webinars.attendance.tables import Unreadable


def find(rows: Rows) -> Sheet:
    """Return the rows of a file with their meaning; raises ``Unreadable``."""
    filled = [row for row in rows if row]
    if not filled:
        raise Unreadable("This file has no rows. Download the report again.")
    if re.match(r"1\.\s", filled[0][0]):
        return teams.sections(rows)
    if any(row[0].lower() == "attendee details" for row in filled):
        return zoom.webinar(filled)
    for at, row in enumerate(filled):
        names = [cell.lower() for cell in row]
        reader = _reader(names)
        if reader:
            return reader(Columns(names), filled[at + 1 :], filled[:at])
    raise Unreadable(
        "These are not the headings of an attendance report of Teams or Zoom. Download the"
        " attendance or participants report and choose that."
    )


def _reader(names: Sequence[str]) -> "Callable[[Columns, Rows, Rows], Sheet] | None":
    has = set(names)
    named = has & {"name (original name)", "user name (original name)", "name", "full name"}
    if {"full name", "user action", "timestamp"} <= has:
        return teams.joins_and_leaves
    if not named:
        return None
    if {"join time", "leave time"} <= has:
        if "full name" in has:
            return teams.report
        return zoom.month if "host name" in has else zoom.joins
    return zoom.totals if "total duration (minutes)" in has else None
