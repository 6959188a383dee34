"""What may arrive, what is hidden in it, and how long it is kept: values in, answers out."""

import calendar
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LARGEST = 10 * 1024 * 1024
"""Bytes of one file. A photo of a phone is 3 to 6 million."""
MOST_PAGES = 20
MOST_PIXELS = 50_000_000
"""Of one picture; the largest phone cameras make 50 million."""


APART = 0.03
"""A gap between words, as part of the page's width, after which another thing begins."""


class Kind(StrEnum):
    """What a file proves. Source: the project's domain reference, 1.5 and 4.9."""

    WAGE_SLIP = "wage slip"
    CONTRACT = "contract or offer letter"
    PAY_SCALE = "pay scale or grade table"
    STATEMENT = "written statement of the rate"
    JOB_DESCRIPTION = "job description or advert"


PRIVATE = frozenset({Kind.WAGE_SLIP, Kind.CONTRACT, Kind.STATEMENT})
"""Kinds that tell what one person is paid: seen only by those who check pay."""

CLASS_OF = {kind: "sensitive_pay" if kind in PRIVATE else "standard" for kind in Kind}
"""The retention class of each kind. Source: the project's domain reference, 1.5 and 5.4."""


@dataclass(frozen=True)
class Box:
    """A place on a page; edges are parts of its width and height, 0 to 1 from the top left."""

    page: int
    left: float
    top: float
    right: float
    bottom: float

    def grown(self, by: float) -> "Box":
        """Return the box with a margin around it, inside the page."""
        return Box(
            self.page,
            max(0.0, self.left - by),
            max(0.0, self.top - by),
            min(1.0, self.right + by),
            min(1.0, self.bottom + by),
        )


@dataclass(frozen=True)
class Word:
    """A word of a document's own text and where it stands."""

    text: str
    box: Box


@dataclass(frozen=True)
class Line:
    """Words that stand side by side, from left to right."""

    words: Sequence[Word]

    @property
    def text(self) -> str:
        """Return the words with one space between them."""
        return " ".join(word.text for word in self.words)

    def between(self, start: int, end: int) -> Box:
        """Return the box around the characters ``start`` to ``end`` of ``text``."""
        at, hit = 0, []
        for word in self.words:
            if at < end and at + len(word.text) > start:
                hit.append(word.box)
            at += len(word.text) + 1
        return around(hit)


@dataclass(frozen=True)
class Hiding:
    """A part of a page that is covered, and what it held in general words."""

    box: Box
    what: str


def around(boxes: Sequence[Box]) -> Box:
    """Return the smallest box that holds all ``boxes``, which stand on one page."""
    return Box(
        boxes[0].page,
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def lines(words: Sequence[Word]) -> list[Line]:
    """Return the words line by line, top to bottom; words whose middles are level share one."""
    found: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.box.page, w.box.top, w.box.left)):
        middle = (word.box.top + word.box.bottom) / 2
        for line in reversed(found[-4:]):
            first = line[0].box
            if first.page == word.box.page and first.top <= middle <= first.bottom:
                line.append(word)
                break
        else:
            found.append([word])
    return [Line(sorted(line, key=lambda w: w.box.left)) for line in found]


_FIRM = re.compile(
    r"\b(ltd|limited|plc|llp|cic|council|company|services|trust|school|college|university|group|"
    r"dept|department|team|payroll|payslip|advice|pay|tax|gross|net|total|period|hours|date|salary|insurance|pension)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:[A-Z][a-z]*(?:['’-][A-Z]?[a-z]+)?\.? ){1,2}[A-Z][a-z]+(?:['’-][A-Z]?[a-z]+)?"
)
_STREET = re.compile(
    r"\b(road|street|lane|avenue|close|drive|way|court|terrace|crescent|gardens|flat|house)\b",
    re.IGNORECASE,
)
_END = r"(?=\s+(?:clock|ref\b|payroll|works|dept|ni\b|tax)|$)"
_FOUND: Sequence[tuple[str, re.Pattern[str]]] = (
    (
        "National Insurance number",
        re.compile(r"\b[A-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\b", re.IGNORECASE),
    ),
    ("tax code", re.compile(r"tax code:? +([A-Z0-9]+)", re.IGNORECASE)),
    (
        "bank details",
        re.compile(r"sort code:? *([0-9]{2}[- ]?[0-9]{2}[- ]?[0-9]{2})", re.IGNORECASE),
    ),
    ("bank details", re.compile(r"acc(?:ount|t)?\b[^0-9]*([0-9]{6,10})\b", re.IGNORECASE)),
    ("name", re.compile(r"^(?:employee|employee name|name):? +([^0-9].*?)" + _END, re.IGNORECASE)),
    ("name", re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? (?:[A-Z]\.? )?[A-Z][A-Za-z'’-]+")),
    ("address", re.compile(r"^.*\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\b.*$")),
    ("email address", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")),
)


def hidden(found: Sequence[Line], keep: Collection[str] = ()) -> list[Hiding]:
    """Return what to cover in a document before anybody looks at it.

    ``keep`` are the employer's own names. It covers too much rather than too little: names,
    addresses, National Insurance and bank numbers, tax codes, wherever the text shows them.
    """
    kept = {name.casefold() for name in keep}
    covered = []
    for at, line in enumerate(found):
        here = [] if line.text.casefold() in kept else list(_in_line(line, kept))
        covered += here
        if any(one.what == "address" for one in here):
            covered += list(_street_above(found[max(0, at - 4) : at]))
    return list(dict.fromkeys(covered))


UNCOVERED = {
    "National Insurance number": "a National Insurance number",
    "bank details": "bank details",
    "tax code": "a tax code",
}
"""What a text without pages must not hold, since nothing can be painted over it."""


def gives_away(text: str) -> str:
    """Return what a text without pages shows that would be covered on a page, or ""."""
    for row in text.splitlines():
        for what, pattern in _FOUND:
            if what in UNCOVERED and pattern.search(row):
                return UNCOVERED[what]
    return ""


def _in_line(line: Line, kept: Collection[str]) -> Iterator[Hiding]:
    text = line.text
    for what, pattern in _FOUND:
        for match in pattern.finditer(text):
            part = 1 if pattern.groups else 0
            yield Hiding(line.between(*match.span(part)), what)
    for piece in _pieces(line):
        own = piece.text.casefold() in kept or _FIRM.search(piece.text)
        if _NAME.fullmatch(piece.text) and not own:
            yield Hiding(around([word.box for word in piece.words]), "name")


def _pieces(line: Line) -> Iterator[Line]:
    """Return the parts of a line that stand apart from each other."""
    part: list[Word] = []
    for word in line.words:
        if part and word.box.left - part[-1].box.right > APART:
            yield Line(part)
            part = []
        part.append(word)
    if part:
        yield Line(part)


def _street_above(above: Sequence[Line]) -> Iterator[Hiding]:
    for line in reversed(above):
        if re.match(r"[0-9]+[a-z]? [A-Z]", line.text) or _STREET.search(line.text):
            yield Hiding(around([word.box for word in line.words]), "address")


def later(day: date, months: int) -> date:
    """Return the day ``months`` after ``day``; a day the month does not have is its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def due(kept_until: date, held: str) -> date | None:
    """Return the first day on which a file is destroyed, or None while it is held."""
    return None if held else kept_until + timedelta(days=1)
