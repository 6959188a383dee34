"""Text out of pages and feeds: no tags, no hidden signs, no more than fits. Pure.

The result is text and nothing else, so what looks like a tag in it is shown as it was typed.
"""

import html
import re
import unicodedata

LINE = 200
NOTE = 4_000
LONGEST = 100_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SILENT = re.compile(r"<(?=(?:script|style|template|noscript|iframe|object)\b)", re.I)
_SILENT_END = re.compile(r"</(?:script|style|template|noscript|iframe|object)[^<>]*>", re.I)
_ITEM = re.compile(r"<li\b[^<>]*>", re.I)
_BREAK = re.compile(
    r"</?(?:p|br|div|ul|ol|tr|table|h[1-6]|section|article|header|footer|dl|dt|dd|hr)\b[^<>]*>",
    re.I,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<![^<>]*>")
_MARKED_UP = re.compile(r"</?(?:p|br|div|ul|ol|li|b|strong|em|i|span|a|h[1-6]|script)\b", re.I)


def line(text: object, most: int = LINE) -> str:
    """Return one line of plain text, shortened with an ellipsis to ``most`` characters."""
    words = " ".join(plain(text, LONGEST).split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def plain(text: object, most: int = NOTE) -> str:
    """Return text without markup, also when that was escaped once or twice, in clean lines."""
    if not isinstance(text, str):
        return ""
    found = text[:LONGEST]
    for _ in range(3):
        found = html.unescape(_without_tags(found))
        if not _MARKED_UP.search(found):
            break
    found = clean(found)
    return found if len(found) <= most else found[: most - 1].rstrip() + "…"


def clean(text: str) -> str:
    """Return text in composed form with plain line ends and without signs nobody can see."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    text = _HIDDEN.sub("", _CONTROL.sub("", text))
    lines = [" ".join(one.split()) for one in text.split("\n")]
    return unicodedata.normalize("NFC", re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip())


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    first, *rest = text.split("<!--")
    text = first + "".join(part.partition("-->")[2] for part in rest)
    first, *rest = _SILENT.split(text)
    text = first + "".join(_after_silent(part) for part in rest)
    text = _BREAK.sub("\n", _ITEM.sub("\n- ", text))
    return _TAG.sub("", text)


def _after_silent(part: str) -> str:
    """Return what follows an element whose content is no text; nothing when it never ends."""
    end = _SILENT_END.search(part)
    return part[end.end() :] if end else ""
