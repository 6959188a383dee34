"""Looks into a file as it arrives: its type by content, its pages, its text; never on disk.

It runs in a process of its own (``python -m crm.vault.apart``), with little time and room and none
of the service's secrets: a file that hangs or swells a reader, or breaks it, ends that process and
nothing else. Nothing here imports the web or the database.
"""

import io
import json
import resource
import sys
import zipfile
from collections.abc import Callable
from dataclasses import astuple

import filetype

from crm.vault import pictures
from crm.vault.arrived import Arrived, Refused
from crm.vault.rules import MOST_PAGES

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BROKEN = "The file cannot be opened. Save it again, or take a photo of it."
LARGEST_INSIDE = 60 * 1024 * 1024
"""Bytes that a Word file may unfold to."""


def look(data: bytes) -> Arrived:
    """Return what the bytes hold; raises ``Refused`` with one sentence when they may not stay.

    The name and the type that the browser gave count for nothing.
    """
    guess = filetype.guess(data)
    read = _READERS.get(guess.mime if guess else "")
    if read is None:
        raise Refused(_refusal(guess.mime if guess else "", data))
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
        raise Refused(f"The PDF has {count} pages. Send the {MOST_PAGES} that matter, or fewer.")
    pages, words = pictures.read_pdf(data)
    return Arrived("application/pdf", "pdf", data, pages, words)


def _picture(data: bytes) -> Arrived:
    page = pictures.reencode(data)
    return Arrived("image/jpeg", "jpg", page, [page], [])


def _word(data: bytes) -> Arrived:
    broken = Refused("The Word file cannot be opened. Save it as PDF and send that.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST_INSIDE:
                raise Refused("The Word file unfolds to too much. Save it as PDF and send that.")
            if any(part.filename.endswith("vbaProject.bin") for part in parts.infolist()):
                raise Refused("The Word file holds macros. Save it as PDF and send that.")
        text = pictures.read_word(data)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise broken from None
    if not text.strip():
        raise Refused("The Word file holds no text. Save it as PDF and send that.")
    return Arrived(DOCX, "docx", data, [], [], text)


_READERS: dict[str, Callable[[bytes], Arrived]] = {
    "application/pdf": _pdf,
    "image/jpeg": _picture,
    "image/png": _picture,
    DOCX: _word,
}


def packed(arrived: Arrived) -> bytes:
    """Return a line of JSON with sizes and words, then the bytes one after the other."""
    parts = [arrived.original, *arrived.pages]
    head = {
        "media": arrived.media,
        "suffix": arrived.suffix,
        "sizes": [len(part) for part in parts],
        "text": arrived.text,
        "words": [[word.text, *astuple(word.box)] for word in arrived.words],
    }
    return b"".join([json.dumps(head).encode(), b"\n", *parts])


def main(seconds: str, room: str) -> None:
    """Read a file from standard input and write what it holds, or the refusal, as one answer."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_AS, (int(room), int(room)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        answer = packed(look(sys.stdin.buffer.read()))
    except MemoryError:
        raise
    except Exception as fault:  # noqa: BLE001 - a reader may break in any way
        refusal = fault if isinstance(fault, Refused) else BROKEN
        answer = json.dumps({"refused": str(refusal)}).encode() + b"\n"
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
