"""The layouts of Teams: lists of joining and leaving, reports, those in numbered sections. Pure.

Source: the project's webinar reference, 2.3, and the sample files that stand beside the checkout.
"""

import re
from collections.abc import Iterator, Sequence

from webinars.attendance.cells import Cells, Columns, Rows, Sheet, cell, whole
from webinars.attendance.moments import seconds_in
from webinars.attendance.people import bare
from webinars.attendance.tables import Unreadable

LIST = "teams join/leave list (2020 style)"
REPORT = "teams report (2021 style)"
SECTIONS = "teams report with numbered sections (2022 style)"
WEBINAR = "teams webinar report with registration columns"


def joins_and_leaves(columns: Columns, rows: Rows, _before: Rows) -> Sheet:
    """Read a list in which every line is one joining or leaving."""
    sheet = Sheet(LIST)
    for row in rows:
        action = columns.of(row, "user action").lower()
        if not action.startswith(("join", "left")):
            sheet.warnings.append(
                f"“{columns.of(row, 'user action')}” is neither joining nor leaving."
            )
            continue
        at = columns.of(row, "timestamp")
        sheet.rows.append(Cells(columns.of(row, "full name"), joined=at, action=action[:4]))
    return sheet


def report(columns: Columns, rows: Rows, before: Rows) -> Sheet:
    """Read a report with one row for each stay below a short summary."""
    sheet = Sheet(REPORT, states=_number(before, "total number of participants"))
    sheet.held += [row[1] for row in before if len(row) == 2 and "time" in row[0].lower()]
    for row in rows:
        sheet.rows.append(
            Cells(
                columns.of(row, "full name"),
                columns.of(row, "email"),
                columns.of(row, "join time"),
                columns.of(row, "leave time"),
                seconds_in(columns.of(row, "duration")),
                columns.of(row, "role"),
            )
        )
    return sheet


def sections(rows: Rows) -> Sheet:
    """Read a report of numbered sections by the place of its columns: headings are translated."""
    parts = list(_parts(rows))
    summary, people = parts[0], parts[1] if len(parts) > 1 else []
    if not people:
        raise Unreadable("This report has no list of participants. Download it again.")
    columns = Columns([name.lower() for name in people[0]])
    webinar = columns.at("registration email") is not None
    sheet = Sheet(WEBINAR if webinar else SECTIONS)
    sheet.held += [row[1] for row in summary if len(row) > 1 and re.search(r"\d[:.]\d", row[1])]
    figures = [n for row in summary if len(row) > 1 and (n := whole(row[1])) is not None]
    sheet.states = figures[-1] if figures else None
    listed = [_participant(columns, row) for row in people[1:]]
    sheet.beside += [columns.of(row, "registration time") for row in people[1:]]
    activities = parts[2][1:] if len(parts) > 2 else []
    if not activities:
        sheet.rows = listed
        return sheet
    without = [Cells(**{**vars(one), "joined": "", "left": ""}) for one in listed]
    sheet.rows = [*without, *_activities(activities, listed)]
    return sheet


def _parts(rows: Rows) -> Iterator[list[Sequence[str]]]:
    """Yield the filled rows of each numbered section, without its title."""
    part: list[Sequence[str]] = []
    for row in rows[1:]:
        if row and re.match(r"[0-9]\.\s", row[0]) and len(row) == 1:
            yield part
            part = []
        elif row:
            part.append(row)
    yield part


def _participant(columns: Columns, row: Sequence[str]) -> Cells:
    first, last = (
        columns.of(row, "registration first name"),
        columns.of(row, "registration last name"),
    )
    status = columns.of(row, "registration status").lower()
    known = columns.at("registration status") is not None
    return Cells(
        cell(row, 0) or f"{first} {last}".strip(),
        cell(row, 4) or columns.of(row, "registration email"),
        cell(row, 1),
        cell(row, 2),
        seconds_in(cell(row, 3)) or 0,
        cell(row, 6),
        registered=status == "registered" if known else None,
        cancelled=status.startswith("cancel") if known else None,
    )


def _activities(rows: Rows, listed: Sequence[Cells]) -> Iterator[Cells]:
    """Yield the stays; one without an address belongs to the participant of that name."""
    emails: dict[str, set[str]] = {}
    for one in listed:
        emails.setdefault(bare(one.name).casefold(), set()).add(one.email)
    for row in rows:
        same = emails.get(bare(cell(row, 0)).casefold(), set())
        email = cell(row, 4) or (next(iter(same)) if len(same) == 1 else "")
        yield Cells(cell(row, 0), email, cell(row, 1), cell(row, 2))


def _number(rows: Rows, name: str) -> int | None:
    return next((whole(row[1]) for row in rows if len(row) > 1 and row[0].lower() == name), None)
