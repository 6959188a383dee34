"""What the sender hides, what a file seems to be, and where a request is: pure."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from crm.vault.rules import PRIVATE, Box, Kind

STRIPS = 12
"""Strips that a page is cut into, to be hidden without drawing."""
MOST_BOXES = 400
"""Parts that one form may hide; nobody draws more."""
STAGED_FOR = timedelta(minutes=45)
"""How long files wait to be sent. The vault sweeps bytes that no file names after an hour."""


class Where(StrEnum):
    """Where a request is."""

    SENT = "sent"
    OPENED = "opened"
    CAME = "files came"
    CLOSED = "closed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Standing:
    """Where a request is, and the words for it."""

    where: Where
    words: str


def standing(
    *, came: int, most: int, opened: bool, closed: bool, ends_on: date, today: date
) -> Standing:
    """Return where a request is: "2 of 5 files came, open until 8 December"."""
    files = f"{came} of {most} files came" if came else ""
    if closed:
        return Standing(Where.CLOSED, f"{files}, closed" if files else "Closed")
    if ends_on < today:
        return Standing(Where.EXPIRED, f"{files}, ended" if files else "Ended, nothing came")
    if files:
        return Standing(Where.CAME, files)
    return Standing(Where.OPENED, "Opened") if opened else Standing(Where.SENT, "Sent")


class Unreadable(ValueError):
    """What the form says about hidden parts is no place on a page."""


def hidden(strips: Iterable[str], drawn: str) -> dict[int, list[Box]]:
    """Return what to hide, by the number of the file.

    A strip is ``file-page-strip``; drawn boxes are ``file:page:left:top:right:bottom`` with edges
    from 0 to 1, joined by semicolons. Raises ``Unreadable`` for anything else.
    """
    found: dict[int, list[Box]] = {}
    pieces = [piece for piece in drawn.split(";") if piece]
    ticked = list(strips)
    if len(pieces) + len(ticked) > MOST_BOXES:
        raise Unreadable
    for text in ticked:
        file, box = _strip(text)
        found.setdefault(file, []).append(box)
    for text in pieces:
        file, box = _drawn(text)
        found.setdefault(file, []).append(box)
    return found


def _strip(text: str) -> tuple[int, Box]:
    match = re.fullmatch(r"([0-9]{1,9})-([1-9][0-9]{0,2})-([0-9]{1,2})", text, re.ASCII)
    if match is None or not 1 <= int(match[3]) <= STRIPS:
        raise Unreadable
    top = (int(match[3]) - 1) / STRIPS
    return int(match[1]), Box(int(match[2]), 0.0, top, 1.0, top + 1 / STRIPS)


def _drawn(text: str) -> tuple[int, Box]:
    parts = text.split(":")
    if len(parts) != 6 or not all(re.fullmatch(r"[0-9]{1,9}", part) for part in parts[:2]):
        raise Unreadable
    try:
        left, top, right, bottom = (float(part) for part in parts[2:])
    except ValueError:
        raise Unreadable from None
    edges = (left, top, right, bottom)
    if not all(math.isfinite(edge) and 0 <= edge <= 1 for edge in edges):
        raise Unreadable
    if left >= right or top >= bottom or int(parts[1]) < 1:
        raise Unreadable
    return int(parts[0]), Box(int(parts[1]), *edges)


_SLIP = re.compile(
    r"\b(pay ?slip|pay advice|wage slip|gross pay|net pay|tax code|payroll|deductions)\b",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"\b(pay scales?|salary scales?|grade table|pay grades|pay bands)\b", re.IGNORECASE
)
HEADING = 200
"""Characters in which a pay scale names itself; further down a text may merely speak of one."""
_JOB = re.compile(
    r"\b(job description|person specification|main duties|key responsibilities|job purpose)\b",
    re.IGNORECASE,
)


def kind_of(text: str, otherwise: Kind) -> Kind:
    """Return what a file seems to be; whatever speaks of one person's pay stays a wage slip.

    Only a text that names itself a pay scale or a job description is taken for one: a file that is
    wrongly thought private is merely seen by fewer people.
    """
    if _SLIP.search(text):
        return otherwise if otherwise in PRIVATE else Kind.WAGE_SLIP
    if _SCALE.search(text[:HEADING]):
        return Kind.PAY_SCALE
    return Kind.JOB_DESCRIPTION if _JOB.search(text) else otherwise
