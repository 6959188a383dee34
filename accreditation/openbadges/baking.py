"""A badge inside a picture: one iTXt chunk of a PNG, one element of an SVG.

Source: Open Badges 3.0, 5.3.
"""

import json
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from accreditation.openbadges.strict import Malformed

PNG = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
OLD_KEYWORD = b"openbadges"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
MOST_BYTES = 5_000_000
MOST_CHUNKS = 5_000
_NOTE = {
    "none": "There is no badge in this picture.",
    "twice": "There is more than one badge in this picture, which the standard forbids.",
    "old": "The picture holds a badge of Open Badges 2.0 or older, which this page does not check.",
}


def bake_png(picture: bytes, badge: str) -> bytes:
    """Return ``picture`` with the badge (JSON or a token) inside, in place of one it had."""
    chunks = list(_chunks(picture))
    kept = [(kind, body) for kind, body in chunks if not _is_badge(kind, body)]
    text = KEYWORD + b"\0\0\0\0\0" + badge.encode()
    kept.insert(1, (b"iTXt", text))
    return PNG + b"".join(_chunk(kind, body) for kind, body in kept)


def read_png(picture: bytes) -> str:
    """Return the badge inside a PNG; raises ``Malformed``."""
    found = [body for kind, body in _chunks(picture) if _is_badge(kind, body)]
    if len(found) != 1:
        old = any(body.startswith(OLD_KEYWORD + b"\0") for _, body in _chunks(picture))
        raise Malformed(_NOTE["twice" if found else "old" if old else "none"])
    flags = found[0][len(KEYWORD) + 1 : len(KEYWORD) + 3]
    parts = found[0][len(KEYWORD) + 3 :].split(b"\0", 2)
    if flags != b"\0\0" or len(parts) != 3:
        raise Malformed("The badge in this picture is compressed or broken.")
    try:
        return parts[2].decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("The badge in this picture is not text in UTF-8.") from None


def _is_badge(kind: bytes, body: bytes) -> bool:
    return kind == b"iTXt" and body.startswith(KEYWORD + b"\0")


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not picture.startswith(PNG):
        raise Malformed("It is not a PNG picture.")
    at, count = len(PNG), 0
    while at < len(picture):
        head = picture[at : at + 8]
        if len(head) < 8:
            raise Malformed("The picture breaks off.")
        (length,), kind = struct.unpack(">I", head[:4]), head[4:]
        body = picture[at + 8 : at + 8 + length]
        checked = picture[at + 8 + length : at + 12 + length]
        if len(checked) < 4 or struct.unpack(">I", checked)[0] != zlib.crc32(kind + body):
            raise Malformed("The picture is damaged: a part does not match its check sum.")
        count += 1
        if count > MOST_CHUNKS:
            raise Malformed("The picture has too many parts.")
        yield kind, body
        at += 12 + length
        if kind == b"IEND":
            return
    raise Malformed("The picture breaks off.")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def bake_svg(picture: str, badge: str) -> str:
    """Return ``picture`` with the badge right after its ``svg`` tag."""
    tag = re.search(r"<svg\b[^>]*>", picture)
    if tag is None or "openbadges:credential" in picture:
        raise Malformed("It is not an SVG picture without a badge.")
    if badge.lstrip().startswith("{"):
        body = badge.replace("]]>", "]]]]><![CDATA[>")
        element = f"<openbadges:credential><![CDATA[{body}]]></openbadges:credential>"
    else:
        element = f"<openbadges:credential verify={quoteattr(badge)}/>"
    opened = f'{tag[0][:-1]} xmlns:openbadges="{NAMESPACE}">'
    return picture[: tag.start()] + opened + element + picture[tag.end() :]


class _Finder:
    """Reads an SVG for its badge; a document type is refused, so nothing in it can grow."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.root = ""
        self.depth = 0
        self.inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Note the root and begin a badge."""
        self.depth += 1
        if self.depth > 200:
            raise Malformed("The picture is nested too deeply.")
        self.root = self.root or name
        if name == f"{NAMESPACE} credential":
            self.inside = True
            self.found.append(attributes.get("verify", ""))

    def end(self, name: str) -> None:
        """End a badge."""
        self.depth -= 1
        self.inside = self.inside and name != f"{NAMESPACE} credential"

    def text(self, text: str) -> None:
        """Take the text of a badge."""
        if self.inside:
            self.found[-1] += text

    def refuse(self, *_: Any) -> None:
        """Refuse a document type."""
        raise Malformed("The picture has a document type, which a badge does not need.")


def read_svg(picture: bytes) -> str:
    """Return the badge inside an SVG; raises ``Malformed``."""
    finder = _Finder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = finder.start
    parser.EndElementHandler = finder.end
    parser.CharacterDataHandler = finder.text
    parser.StartDoctypeDeclHandler = finder.refuse
    try:
        parser.Parse(picture, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise Malformed("It is not a sound SVG picture.") from None
    if finder.root != "http://www.w3.org/2000/svg svg":
        raise Malformed("It is XML, but not an SVG picture.")
    if len(finder.found) != 1:
        raise Malformed(_NOTE["twice" if finder.found else "none"])
    return finder.found[0].strip()


def compact(document: dict[str, Any]) -> str:
    """Return the JSON of a badge as it is baked and served."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
