"""The other shapes of one mail: its text as HTML, and an invitation that calendars understand.

A calendar part says its METHOD twice, inside and on its MIME part (RFC 6047): without the second,
mail programs show an attachment and change nothing.
"""

import re
from email.message import EmailMessage

from markupsafe import Markup, escape

METHOD = re.compile(r"^METHOD:([A-Z]{3,20})\r?$", re.M)
ADDRESS = re.compile(r"(https?://[^\s<>\"']+[^\s<>\"'.,;:!?)])")


class NoMethod(ValueError):
    """A calendar without METHOD cannot be mailed; name one where it is made."""


def add_calendar(message: EmailMessage, text: str, calendar: str) -> None:
    """Add HTML of ``text`` and the calendar beside the plain text; attach a REQUEST as a file too.

    Raises ``NoMethod``.
    """
    found = METHOD.search(calendar)
    if found is None:
        raise NoMethod("Add METHOD to the calendar before it is posted.")
    message.add_alternative(html(text), subtype="html")
    message.add_alternative(calendar, subtype="calendar", params={"method": found[1]})
    if found[1] == "REQUEST":
        name = "webinar.ics"
        message.add_attachment(calendar.encode(), "application", "ics", filename=name)


def html(text: str) -> str:
    """Return plain text as HTML: paragraphs, lines and links, and nothing that anybody typed."""
    parts = (part for part in re.split(r"\n{2,}", text) if part.strip())
    shown = Markup("\n").join(Markup("<p>{}</p>").format(_lines(part)) for part in parts)
    page = Markup('<!doctype html><html lang="en-GB"><body>{}</body></html>').format(shown)
    return f"{page}\n"


def _lines(part: str) -> Markup:
    return Markup("<br>\n").join(_linked(line) for line in part.split("\n"))


def _linked(line: str) -> Markup:
    pieces = ADDRESS.split(line)
    link = Markup('<a href="{0}">{0}</a>')
    return Markup("").join(
        link.format(piece) if number % 2 else escape(piece) for number, piece in enumerate(pieces)
    )
