"""The bytes of a file in the vault: sealed with its parts covered, before a row names them."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crm.core.errors import RuleBroken
from crm.vault import rules, store
from crm.vault.rules import Box, Kind, Word

if TYPE_CHECKING:
    from crm.vault.arriving import Arrived

MARGIN = 0.004
"""Added around a covered word, as a part of the page."""


@dataclass(frozen=True)
class Stored:
    """Bytes that lie in the vault and what is known of them; no row names them yet."""

    place: str
    media: str
    suffix: str
    size: int
    sha256: str
    pages: int
    covered: int


def put(arrived: "Arrived", kind: Kind, own: Collection[str], *, original: bool = True) -> Stored:
    """Seal what arrived; what names a person is covered on its pages first.

    ``own`` are the employer's names, which stay. Without ``original`` a file with covered parts is
    kept as its covered pages alone. Bytes that no row names within the hour are swept away.
    """
    text = rules.lines(arrived.words)
    hidden = rules.hidden(text, own) if kind in rules.PRIVATE else []
    boxes = [one.box.grown(MARGIN) for one in hidden]
    parts = dict(_parts(arrived, boxes))
    if boxes and not original:
        parts[store.ORIGINAL] = _original(arrived.suffix, _pages(parts))
    place = store.new_place()
    store.put(place, parts.items())
    return Stored(
        place=place,
        media=arrived.media,
        suffix=arrived.suffix,
        size=len(parts[store.ORIGINAL]),
        sha256=hashlib.sha256(parts[store.ORIGINAL]).hexdigest(),
        pages=len(arrived.pages),
        covered=len(boxes),
    )


def paint(stored: Stored, boxes: Sequence[Box]) -> Stored:
    """Paint over parts of stored pages for good; return what is known of the bytes then.

    Raises ``RuleBroken`` for a file without pages.
    """
    from crm.vault import pictures

    if not stored.pages:
        raise RuleBroken("Parts of a Word file cannot be covered. Save it as PDF and send that.")
    if not boxes:
        return stored
    numbers = range(1, stored.pages + 1)
    pages = [store.get(stored.place, store.page(number)) for number in numbers]
    covered = pictures.cover(pages, boxes)
    original = _original(stored.suffix, covered)
    left = [w for w in words(stored.place) if not any(_overlap(w.box, box) for box in boxes)]
    store.put(
        stored.place,
        [
            (store.ORIGINAL, original),
            (store.WORDS, _packed(left)),
            *((store.page(n), page) for n, page in zip(numbers, covered, strict=True)),
        ],
    )
    return replace(
        stored,
        covered=stored.covered + len(boxes),
        size=len(original),
        sha256=hashlib.sha256(original).hexdigest(),
    )


def measured(stored: Stored) -> Stored:
    """Return what is known of stored bytes, measured anew: a painting may have broken off."""
    original = store.get(stored.place, store.ORIGINAL)
    return replace(stored, size=len(original), sha256=hashlib.sha256(original).hexdigest())


def _original(suffix: str, pages: Sequence[bytes]) -> bytes:
    """Return pages as the file that leaves as a download."""
    from crm.vault import pictures

    return pages[0] if suffix == "jpg" else pictures.as_pdf(pages)


def _pages(parts: Mapping[str, bytes]) -> list[bytes]:
    return [parts[store.page(n)] for n in range(1, len(parts)) if store.page(n) in parts]


def words(place: str) -> list[Word]:
    """Return a document's own words that are not covered."""
    packed = json.loads(store.get(place, store.WORDS))
    return [Word(text, Box(*box)) for text, *box in packed]


def _parts(arrived: "Arrived", boxes: Sequence[Box]) -> list[tuple[str, bytes]]:
    from crm.vault import pictures

    covered = pictures.cover(arrived.pages, boxes) if boxes else arrived.pages
    seen = [word for word in arrived.words if not any(_overlap(word.box, box) for box in boxes)]
    return [
        (store.ORIGINAL, arrived.original),
        (store.WORDS, _packed(seen)),
        (store.TEXT, arrived.text.encode()),
        *((store.page(number), page) for number, page in enumerate(covered, start=1)),
    ]


def _packed(found: Sequence[Word]) -> bytes:
    return json.dumps(
        [[w.text, w.box.page, w.box.left, w.box.top, w.box.right, w.box.bottom] for w in found]
    ).encode()


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.page == other.page
        and one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )
