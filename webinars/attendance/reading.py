"""An attendance file as a whole: layout, date order, people, and what is to be known. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webinars.attendance import layouts, moments, people, tables, teams, zoom
from webinars.attendance.cells import Cells, Sheet
from webinars.attendance.moments import Stamp
from webinars.attendance.people import Event, Line, Person
from webinars.attendance.tables import Unreadable

Window = tuple[datetime, datetime]
MOST_SAID = 5


@dataclass(frozen=True)
class Attendance:
    """What a file says; ``minutes`` of people are clipped to ``window`` when there is one."""

    layout: str
    encoding: str
    date_order: str | None
    people: list[Person]
    warnings: list[str]
    has_times: bool
    window: Window | None

    @property
    def document(self) -> dict[str, Any]:
        """Return the answer of ``webinars read-attendance --json``."""
        return {
            "layout": self.layout,
            "encoding": self.encoding,
            "date_order": self.date_order,
            "people": [self._told(person) for person in self.people],
            "warnings": self.warnings,
        }

    def _told(self, person: Person) -> dict[str, Any]:
        return {
            "name": person.name,
            "email": person.email,
            "minutes": person.minutes(self.window) if self.has_times else None,
            "stated_minutes": None if person.stated is None else round(person.stated / 60, 2),
            "stays": [
                [begin.isoformat(), end.isoformat() if end else None]
                for begin, end in sorted(person.stays, key=lambda stay: stay[0])
            ],
            "role": person.role,
            "registered": person.registered,
            "cancelled": person.cancelled,
        }


def read(
    content: bytes, window: Window | None = None, columns: Mapping[str, int] | None = None
) -> Attendance:
    """Read a file of Teams or Zoom; times are those on the wall of whoever downloaded it.

    ``columns`` are the places of ``layouts.FIELDS`` where somebody said what a file holds.
    Raises ``Unreadable`` for what is no such file, and for one of another day than ``window``.
    """
    if window and window[1] <= window[0]:
        raise Unreadable("The webinar must end after it starts.")
    table = tables.read(content)
    sheet = layouts.by_hand(table.rows, columns) if columns else layouts.find(table.rows)
    if not sheet.rows:
        raise Unreadable("This report lists nobody. Download it again after the webinar.")
    order, warnings = _settled(sheet, window)
    if window and order and order.said != "unknown":
        sheet.rows = _of_meeting(sheet, order.order, window)
    lines, said = _lines(sheet, order.order if order else moments.DAY_FIRST)
    found, doubles = people.gather(lines)
    if not found:
        raise Unreadable("This report names nobody. Download it again after the webinar.")
    warnings += [*sheet.warnings[:MOST_SAID], *said, *doubles, *_counted(sheet, found)]
    warnings += _meetings(sheet) if window is None else []
    if window and not sheet.has_times:
        warnings.append("This layout has no times, so minutes inside the webinar are not known.")
    return Attendance(
        sheet.layout,
        table.encoding,
        order.said if order else None,
        found,
        warnings,
        sheet.has_times,
        window,
    )


def _settled(sheet: Sheet, window: Window | None) -> tuple[moments.Order | None, list[str]]:
    joined = [text for row in sheet.rows for text in (row.joined, row.left, *row.meeting)]
    held = _stamps([*sheet.held, *joined])
    days = (window[0].date(), window[1].date()) if window else None
    try:
        order = moments.settle(held, _stamps(sheet.beside), days)
    except ValueError as refusal:
        raise Unreadable(str(refusal)) from None
    return order, [order.warning] if order and order.warning else []


def _stamps(texts: Sequence[str]) -> list[Stamp]:
    return [found for text in texts if text and (found := moments.stamp(text))]


def _moment(text: str, order: str) -> datetime | None:
    found = moments.stamp(text) if text else None
    return found.read(order) if found else None


def _of_meeting(sheet: Sheet, order: str, window: Window) -> list[Cells]:
    """Return the rows of the meeting that the window is about, of a file that holds several."""
    kept = []
    for row in sheet.rows:
        begin, end = (_moment(text, order) for text in row.meeting)
        if begin is None or end is None or (begin < window[1] and end > window[0]):
            kept.append(row)
    return kept


def _lines(sheet: Sheet, order: str) -> tuple[list[Line], list[str]]:
    if sheet.layout == teams.LIST:
        return _events(sheet, order)
    lines, odd, backwards = [], [], []
    for row in sheet.rows:
        joined, left = _moment(row.joined, order), _moment(row.left, order)
        if (row.joined and joined is None) or (row.left and left is None):
            odd.append(row.name or row.email)
        if joined and left and left < joined:
            backwards.append(row.name or row.email)
            joined = left = None
        lines.append(
            Line(
                row.name,
                row.email,
                joined,
                left,
                row.stated,
                row.role,
                row.registered,
                row.cancelled,
            )
        )
    warnings = [f"{_some(odd)}: a time cannot be read."] if odd else []
    return lines, warnings + (
        [f"{_some(backwards)}: leaves before joining, so that stay counts nothing."]
        if backwards
        else []
    )


def _events(sheet: Sheet, order: str) -> tuple[list[Line], list[str]]:
    events, odd = [], []
    for row in sheet.rows:
        at = _moment(row.joined, order)
        if at is None:
            odd.append(row.name)
            continue
        events.append(Event(people.bare(row.name), row.name, row.action == "join", at))
    lines, warnings = people.paired(events)
    return lines, ([f"{_some(odd)}: a time cannot be read."] if odd else []) + warnings


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:MOST_SAID]) + (" and others" if len(names) > MOST_SAID else "")


def _counted(sheet: Sheet, found: Sequence[Person]) -> list[str]:
    """Say when a file states another number of people than it lists."""
    if sheet.states is None:
        return []
    if sheet.layout == zoom.WEBINAR:
        what, listed = "registered", sum(person.registered is not None for person in found)
    else:
        what = "attended"
        listed = sum(bool(person.stays) or bool(person.stated) for person in found)
        if not sheet.has_times:
            listed = len(found)
    if listed == sheet.states:
        return []
    return [f"The file says that {sheet.states} {what}, but lists {listed}."]


def _meetings(sheet: Sheet) -> list[str]:
    count = len({row.meeting for row in sheet.rows})
    if count < 2:
        return []
    return [f"This file holds {count} meetings. Give the start and end of one to choose it."]
