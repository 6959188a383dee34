"""Which layout a file of Teams or Zoom has: told by its headings, never by its name. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence

from webinars.attendance import teams, zoom
from webinars.attendance.cells import Cells, Columns, Rows, Sheet, cell, whole
from webinars.attendance.moments import stamp
from webinars.attendance.tables import NoHeadings, Unreadable


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
    raise NoHeadings(
        "These are not the headings of an attendance report of Teams or Zoom. Download the"
        " attendance or participants report and choose that."
    )


BY_HAND = "columns named by hand"
FIELDS = ("name", "email", "joined", "left", "minutes")
"""What a column of a file without known headings can be said to hold."""


def by_hand(rows: Rows, columns: Mapping[str, int]) -> Sheet:
    """Return the rows of a file by the places of its columns; those without a date are left out.

    Raises ``Unreadable`` where neither names nor addresses were said, or no times and no minutes.
    """
    if not {"name", "email"} & set(columns) or not {"joined", "minutes"} & set(columns):
        raise Unreadable("Say which column holds the names, and which the times or the minutes.")
    sheet = Sheet(BY_HAND, has_times="joined" in columns)
    for row in rows:
        found = {field: cell(row, at) for field, at in columns.items()}
        minutes = whole(found.get("minutes", ""))
        if stamp(found.get("joined", "")) is None and (sheet.has_times or minutes is None):
            continue
        stated = None if minutes is None else minutes * 60
        name, email, joined, left = (found.get(field, "") for field in FIELDS[:4])
        sheet.rows.append(Cells(name, email, joined, left, stated))
    return sheet


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
