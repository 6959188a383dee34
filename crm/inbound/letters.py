"""A message taken apart without trusting it: bounded, and never a crash; pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from html import unescape

MOST_BYTES = 2_000_000
MOST_TEXT = 20_000
DEEPEST = 40
MOST_PARTS = 200
ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
)
#: Also what turns the direction of writing round or cannot be stored.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
TAGS = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<[^<>]{0,2000}>", re.I | re.S)


@dataclass
class Letter:
    """The parts of a message that matter here."""

    top: Message
    text: str = ""
    reports: list[list[Message]] = field(default_factory=list)
    feedback: str = ""
    receipt: bool = False
    original: str = ""
    calendar: str = ""

    def head(self, name: str) -> str:
        """Return one header as a single line of readable text."""
        return heading(self.top, name)

    def addresses(self, *names: str) -> list[str]:
        """Return the addresses of the named headers, in lower case."""
        found = getaddresses([self.head(name) for name in names])
        return [a.lower() for _, a in found if ADDRESS.fullmatch(a)]


def open_letter(raw: bytes) -> Letter:
    """Take a message apart; what is nested too deep to read leaves only its headers."""
    raw = raw[:MOST_BYTES].replace(b"\0", b"")
    if raw.startswith(b"From "):  # a mailbox file's own line
        raw = raw.partition(b"\n")[2]
    try:
        letter = Letter(message_from_bytes(raw))
        for part in _walk(letter.top, 0):
            _take(letter, part)
    except (RecursionError, ValueError, LookupError, MessageError, TypeError, AttributeError):
        letter = Letter(BytesHeaderParser().parsebytes(raw[:65536]))
    letter.text = readable(letter.text[:MOST_TEXT])
    return letter


def readable(text: str) -> str:
    """Return text without what no screen shows and no database takes, such as half a character."""
    return UNSEEN.sub("", text.replace("\r\n", "\n").encode("utf-8", "replace").decode())


def heading(message: Message, name: str) -> str:
    """Return a header decoded, on one line, at most 1,000 characters."""
    raw = str(message.get(name) or "")[:4000]
    try:
        text = str(make_header(decode_header(raw)))
    except (ValueError, LookupError, MessageError):
        text = raw
    return readable(" ".join(text.split()))[:1000]


def _walk(part: Message, depth: int) -> Iterator[Message]:
    """Yield the parts in order; a message inside a message is one part, not opened."""
    yield part
    inside = part.get_payload()
    if depth < DEEPEST and part.get_content_maintype() == "multipart" and isinstance(inside, list):
        for child in inside[:MOST_PARTS]:
            if isinstance(child, Message):
                yield from _walk(child, depth + 1)


def _take(letter: Letter, part: Message) -> None:
    kind = part.get_content_type()
    payload = part.get_payload()
    if kind in {"message/rfc822", "text/rfc822-headers", "message/global"}:
        letter.original += _flat(part)
    elif kind in {"message/delivery-status", "message/global-delivery-status"}:
        if isinstance(payload, list):
            letter.reports.append([m for m in payload[:MOST_PARTS] if isinstance(m, Message)])
    elif kind == "message/feedback-report":
        letter.feedback += _flat(part) or " "
    elif kind == "message/disposition-notification":
        letter.receipt = True
    elif kind.startswith("text/"):
        _take_text(letter, part, kind)


def _take_text(letter: Letter, part: Message, kind: str) -> None:
    if kind == "text/calendar":
        letter.calendar = letter.calendar or _decoded(part)[:MOST_TEXT]
    elif kind == "text/plain" and not part.get_filename():
        letter.text += _decoded(part)[:MOST_TEXT] + "\n"
    elif kind == "text/html" and not letter.text.strip():
        letter.text += _plain(_decoded(part)[:MOST_TEXT]) + "\n"


def _plain(markup: str) -> str:
    """Return the words of a page of markup; what looks like markup afterwards is only text."""
    words = unescape(TAGS.sub(" ", markup)).replace("\xa0", " ")
    lines = (" ".join(line.split()) for line in words.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return payload.decode("latin-1")


def _flat(part: Message) -> str:
    """Return the headers of a message within, and its beginning, as text."""
    inside = part.get_payload()
    if isinstance(inside, list):
        kept = [m for m in inside[:5] if isinstance(m, Message)]
        return "\n".join(f"{k}: {v}" for m in kept for k, v in m.items())[:MOST_TEXT] + "\n"
    return str(inside)[:MOST_TEXT]
