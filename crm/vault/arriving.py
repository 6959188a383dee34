"""Looks into a file as it arrives: its type by content, its pages, its text; never on disk."""

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import filetype

from crm.core.errors import RuleBroken
from crm.vault import pictures
from crm.vault.rules import LARGEST, MOST_PAGES, Word

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LARGEST_INSIDE = 60 * 1024 * 1024
"""Bytes that a Word file may unfold to."""


@dataclass(frozen=True)
class Arrived:
    """A file that may be kept: ``original`` leaves only as a download, ``pages`` are JPEGs."""

    media: str
    suffix: str
    original: bytes
    pages: Sequence[bytes]
    words: Sequence[Word]
    text: str = ""


def examine(data: bytes) -> Arrived:
    """Return what the bytes hold; raises ``RuleBroken`` with one sentence when they may not stay.

    The name and the type that the browser gave count for nothing.
    """
    if not data:
        raise RuleBroken("The file is empty. Choose the file again.")
    if len(data) > LARGEST:
        raise RuleBroken(f"The file must be smaller than {LARGEST // 1024 // 1024} MB.")
    guess = filetype.guess(data)
    read = _READERS.get(guess.mime if guess else "")
    if read is None:
        raise RuleBroken(_refusal(guess.mime if guess else "", data))
    return read(data)


def _refusal(media: str, data: bytes) -> str:
    if media == "application/msword" or data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "This is an old Word file. Save it as PDF or .docx and send that."
    if media == "image/heic":
        return "This photo is in a format that cannot be read here. Send it as JPEG."
    return "The file must be a PDF, a photo (JPEG or PNG) or a Word file (.docx)."


def _pdf(data: bytes) -> Arrived:
    count = pictures.check_pdf(data)
    if count > MOST_PAGES:
        raise RuleBroken(f"The PDF has {count} pages. Send the {MOST_PAGES} that matter, or fewer.")
    pages, words = pictures.read_pdf(data)
    return Arrived("application/pdf", "pdf", data, pages, words)


def _picture(data: bytes) -> Arrived:
    page = pictures.reencode(data)
    return Arrived("image/jpeg", "jpg", page, [page], [])


def _word(data: bytes) -> Arrived:
    broken = RuleBroken("The Word file cannot be opened. Save it as PDF and send that.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST_INSIDE:
                raise RuleBroken("The Word file unfolds to too much. Save it as PDF and send that.")
            if any(part.filename.endswith("vbaProject.bin") for part in parts.infolist()):
                raise RuleBroken("The Word file holds macros. Save it as PDF and send that.")
        text = pictures.read_word(data)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise broken from None
    if not text.strip():
        raise RuleBroken("The Word file holds no text. Save it as PDF and send that.")
    return Arrived(DOCX, "docx", data, [], [], text)


_READERS: dict[str, Callable[[bytes], Arrived]] = {
    "application/pdf": _pdf,
    "image/jpeg": _picture,
    "image/png": _picture,
    DOCX: _word,
}
