"""From the bytes of a page or a feed to its adverts. Pure: nothing is fetched from anywhere."""

import codecs
import email.policy
import re
from collections.abc import Iterator, Set
from dataclasses import replace
from email import message_from_bytes
from typing import Any

import filetype

from crm.adverts import feeds, linked, marked
from crm.adverts.postings import advert
from crm.adverts.stated import Advert, Reading, Unreadable

MOST_BYTES = 10_000_000
MOST_ADVERTS = 2_000
NOTHING = (
    "No vacancy can be read in this page: it has no JobPosting data. Add the vacancy by hand, "
    "or ask the employer for the feed."
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"(?:<\?xml[^>]{0,200}?encoding|<meta[^>]{0,300}?charset)\s*=\s*\\?[\"']?([A-Za-z0-9_.:-]{1,40})",
    re.I,
)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|script|div|main|article|h1)\b", re.I)
_KINDS = {
    "pdf": "a PDF", "zip": "a ZIP or Office file", "docx": "a Word file", "xlsx": "an Excel file",
    "doc": "a Word file", "png": "a picture", "jpg": "a picture", "gif": "a picture",
}  # fmt: skip


def read(content: bytes, areas: Set[str]) -> Reading:
    """Return the adverts of a saved page or a feed; ``areas`` begin a UK postcode.

    Raises ``Unreadable`` with one sentence when there is nothing to read in it.
    """
    if not content.strip():
        raise Unreadable("This file is empty. Save the page or the feed again.")
    if len(content) > MOST_BYTES:
        raise Unreadable("This is larger than 10 MB. Save one page, or ask for a smaller feed.")
    text, notices = decode(_inside(content))
    more: list[str] = []
    bare = text.lstrip()
    if bare[:1] in ("{", "["):
        found = _from_json(bare, text.count("\n", 0, len(text) - len(bare)) + 1, areas)
    elif _PAGE.search(bare[:20_000]):
        found, more = _from_page(text, areas)
    elif bare.startswith("<"):
        found, more = feeds.in_xml(bare, areas)
    else:
        raise Unreadable("This is neither a page nor a feed: no XML, JSON or HTML can be read.")
    adverts = _different(found)
    if not adverts:
        raise Unreadable(more[0] if more else NOTHING)
    if len(adverts) > MOST_ADVERTS:
        raise Unreadable(
            f"This holds {len(adverts):,} vacancies; up to {MOST_ADVERTS:,} can be looked at"
            " together. Ask for a smaller feed."
        )
    return Reading(adverts, [*notices, *more, *_untitled(found)])


def decode(content: bytes) -> tuple[str, list[str]]:
    """Return the text of a file and a notice when its encoding had to be guessed."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if not encoding:
        if guess := filetype.guess(content):
            kind = _KINDS.get(guess.extension, f"a {guess.extension} file")
            raise Unreadable(f"This is {kind}, not a page or a feed. Save the page as HTML.")
        said = _DECLARED.search(content[:4_000])
        encoding = said[1].decode("ascii") if said else "utf-8"
    try:
        text, notices = _as(content, encoding), []
    except UnicodeError:
        if encoding.lower().replace("_", "-") not in ("utf-8", "utf8", "us-ascii", "ascii"):
            raise Unreadable(
                f"This file says it is written in {encoding}, but it is not. Save it as UTF-8."
            ) from None
        text = content.decode("cp1252", "replace")
        notices = ["This is not UTF-8 text. It was read as Windows text: look at £ and accents."]
    if "\x00" in text[:4_000]:
        raise Unreadable("This is not text. Save the page or the feed again as UTF-8.")
    return text, notices


def _as(content: bytes, encoding: str) -> str:
    try:
        codec = codecs.lookup(encoding)
    except LookupError:
        raise Unreadable(
            f"This file says it is written in {encoding}, which is not known. Save it as UTF-8."
        ) from None
    if not codec._is_text_encoding:
        raise Unreadable(f"{encoding} is no way of writing text. Save the page as UTF-8.")
    if codec.name in ("iso8859-1", "ascii"):  # as browsers do
        codec = codecs.lookup("cp1252" if codec.name == "iso8859-1" else "utf-8")
    text, _ = codec.decode(content, "strict")
    return text


def _inside(content: bytes) -> bytes:
    """Return the page inside a web archive that a browser saved as one file (MHTML)."""
    head = content[:4_000]
    if not re.match(rb"(?:From|MIME-Version|Snapshot-Content-Location|Subject|Date):", head):
        return content
    message = message_from_bytes(content, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            return body if isinstance(body, bytes) else content
    return content


def _from_json(text: str, first_line: int, areas: Set[str]) -> list[Advert]:
    data = linked.loads(text, first_line)
    found = [
        advert(node, index, areas, f"posting {n} of the file")
        for n, (node, index) in enumerate(linked.postings(data), 1)
    ]
    if not found:
        found = feeds.in_json(data, areas)
    if not found:
        raise Unreadable(
            "This feed holds no vacancies." if data in ([], {}) or _is_empty_list(data) else
            "This JSON holds no vacancies: nothing in it has a job title."
        )  # fmt: skip
    return found


def _is_empty_list(data: Any) -> bool:
    return isinstance(data, dict) and any(data.get(name) == [] for name in feeds.LISTS)


def _from_page(text: str, areas: Set[str]) -> tuple[list[Advert], list[str]]:
    parts = linked.split(text)
    found: list[Advert] = []
    notices: list[str] = []
    for script in parts.scripts:
        try:
            data = linked.loads(script.text, script.line)
        except Unreadable as refusal:
            notices.append(f"Data in this page cannot be read. {refusal}")
            continue
        found += [
            advert(node, index, areas, f"JSON-LD script {script.number} of the page")
            for node, index in linked.postings(data)
        ]
    seen = {_same(one) for one in found}
    found += [one for one in _marked(parts.rest, areas) if _same(one) not in seen]
    return found, notices


def _marked(rest: str, areas: Set[str]) -> Iterator[Advert]:
    for node, way in marked.postings(rest):
        yield advert(node, {}, areas, f"{way} of the page")


def _same(one: Advert) -> tuple[str, str]:
    return one.title.casefold(), one.employer.casefold()


def _different(found: list[Advert]) -> list[Advert]:
    """Return the adverts that have a title, each once; keys are kept apart within one file."""
    kept: dict[Any, Advert] = {}
    for one in found:
        if one.title:
            kept.setdefault(replace(one, where=""), one)
    seen: set[str] = set()
    adverts = []
    for one in kept.values():
        adverts.append(replace(one, key="") if one.key in seen else one)
        seen.add(one.key)
    return adverts


def _untitled(found: list[Advert]) -> list[str]:
    count = sum(not one.title for one in found)
    some = "One vacancy has" if count == 1 else f"{count} vacancies have"
    return [f"{some} no job title and cannot be taken."] if count else []
