"""A file that somebody chose in a form: its bytes and a name that can be shown."""

from typing import Any


def chosen(upload: Any, most: int) -> tuple[bytes, str] | None:
    """Return the bytes and the plain name of an uploaded file; None when none was chosen.

    Of a file larger than ``most`` bytes one byte more is read, so that its size gives it away.
    """
    if not upload or not upload.filename:
        return None
    with upload.stream as stream:
        return stream.read(most + 1), plain_name(upload.filename)


def plain_name(name: str) -> str:
    """Return a file name without folders and without what cannot be shown."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if letter.isprintable())
    return shown[-120:].strip() or "file"
