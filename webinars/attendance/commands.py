"""Command for attendance files: ``flask webinars read-attendance``."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from crm.core import clock
from crm.core.commands import answer, as_json, refuse
from webinars.attendance.reading import Attendance, Window, read
from webinars.attendance.tables import MOST_BYTES, Unreadable

webinars_group = AppGroup("webinars", help="Webinars for employers.")


@webinars_group.command("read-attendance")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--starts", help="When the webinar started, like 2026-05-07T09:30.")
@click.option("--ends", help="When it ended.")
@as_json
def read_attendance(file: Path, starts: str | None, ends: str | None, *, as_json: bool) -> None:
    """Read who was there out of FILE, a report of Teams or Zoom; changes nothing."""
    try:
        found = read(_content(file), _window(starts, ends))
    except Unreadable as refusal:
        refuse(str(refusal))
        return
    answer(found.document, as_json=as_json, text=_text(found))


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unreadable(f"{file} cannot be read: {error.strerror}.") from None


def _window(starts: str | None, ends: str | None) -> Window | None:
    if not starts and not ends:
        return None
    if not starts or not ends:
        raise Unreadable("Give both the start and the end of the webinar, or neither.")
    return _wall(starts), _wall(ends)


def _wall(text: str) -> datetime:
    """Return a moment as the clock on the wall in London shows it, as the files have it."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable(f"“{text}” is no moment like 2026-05-07T09:30.") from None
    return found.astimezone(clock.LONDON).replace(tzinfo=None) if found.tzinfo else found


def _text(found: Attendance) -> str:
    lines = [f"{found.layout}, {found.encoding}, dates: {found.date_order or 'none'}"]
    for person in found.document["people"]:
        minutes = person["minutes"]
        there = "no times" if minutes is None else f"{minutes:g} minutes"
        stated = person["stated_minutes"]
        lines.append(
            f"{person['name']}{' <' + person['email'] + '>' if person['email'] else ''}: {there}"
            f"{'' if stated is None else f', {stated:g} stated'}"
        )
    return "\n".join([*lines, *(f"Note: {warning}" for warning in found.warnings)])
