"""The layouts of Zoom: participants with and without times, a month of them, and webinars. Pure.

Source: the project's webinar reference, 2.4, and the sample files that stand beside the checkout.
"""

from collections.abc import Sequence

from webinars.attendance.cells import Cells, Columns, Rows, Sheet, cell, whole

WEBINAR = "zoom webinar attendee report"
JOINS = "zoom participants, one row per join"
TOTALS = "zoom participants, one total per person, meeting header on top"
MONTH = "zoom monthly meeting list with participants (many meetings in one file)"


def joins(columns: Columns, rows: Rows, before: Rows) -> Sheet:
    """Read participants with one row for each joining."""
    sheet = Sheet(JOINS, held=_heading_times(before))
    sheet.rows = [_row(columns, row) for row in rows]
    return sheet


def totals(columns: Columns, rows: Rows, before: Rows) -> Sheet:
    """Read participants with one total for each and no times."""
    sheet = Sheet(TOTALS, held=_heading_times(before), has_times=False)
    for place, row in enumerate(before[:-1]):
        if "participants" in (names := [one.lower() for one in row]):
            sheet.states = whole(cell(before[place + 1], names.index("participants")))
    sheet.rows = [_row(columns, row) for row in rows]
    return sheet


def month(columns: Columns, rows: Rows, _before: Rows) -> Sheet:
    """Read many meetings in one file, each row with its meeting."""
    sheet = Sheet(MONTH)
    for row in rows:
        meeting = (columns.of(row, "start time"), columns.of(row, "end time"))
        sheet.rows.append(_row(columns, row, meeting))
    return sheet


def _row(columns: Columns, row: Sequence[str], meeting: tuple[str, str] = ("", "")) -> Cells:
    durations = ("total duration (minutes)", "duration (minutes)", "time in session (minutes)")
    minutes = whole(columns.of(row, *durations, last=True))
    return Cells(
        columns.of(row, "name (original name)", "user name (original name)", "name"),
        columns.of(row, "user email", "email"),
        columns.of(row, "join time"),
        columns.of(row, "leave time"),
        None if minutes is None else minutes * 60,
        meeting=meeting,
    )


def webinar(rows: Rows) -> Sheet:
    """Read the report of a webinar: hosts, panellists, who registered and who came."""
    sheet = Sheet(WEBINAR)
    roles = {"host details": "host", "panelist details": "panelist",
             "attendee details": "attendee", "other attended": "other"}  # fmt: skip
    role, columns = "", None
    for place, row in enumerate(rows):
        if len(row) == 1 and row[0].lower() in roles:
            role, columns = roles[row[0].lower()], None
        elif not role:
            names = [one.lower() for one in row]
            if "actual start time" in names and place + 1 < len(rows):
                sheet.held.append(cell(rows[place + 1], names.index("actual start time")))
                registered = [n for n, name in enumerate(names) if name.startswith("# registr")]
                sheet.states = whole(cell(rows[place + 1], registered[0])) if registered else None
        elif columns is None:
            columns = Columns([one.lower() for one in row])
        else:
            sheet.rows.append(_attendee(columns, row, role))
            sheet.beside.append(columns.of(row, "registration time"))
    return sheet


def _attendee(columns: Columns, row: Sequence[str], role: str) -> Cells:
    first, last = columns.of(row, "first name"), columns.of(row, "last name")
    status = columns.of(row, "approval status").lower()
    known = role == "attendee" and columns.at("approval status") is not None
    plain = _row(columns, row)
    return Cells(
        f"{first} {last}".strip() or plain.name,
        plain.email,
        plain.joined,
        plain.left,
        0 if plain.stated is None else plain.stated,
        role,
        registered=status == "approved" if known else None,
        cancelled=status.startswith("cancel") if known else None,
    )


def _heading_times(before: Rows) -> list[str]:
    """Return start and end of the meeting from the table above the participants."""
    for place, row in enumerate(before[:-1]):
        names = [one.lower() for one in row]
        if "start time" in names:
            wanted = [n for n, name in enumerate(names) if name in ("start time", "end time")]
            return [cell(before[place + 1], n) for n in wanted]
    return []
