"""Short references that people read out: a letter, a hyphen and at least five digits, or four."""

import re


def ref(letter: str, number: int, digits: int = 5) -> str:
    """Return the reference of row ``number``: ``V-00007``."""
    return f"{letter}-{number:0{digits}d}"


def number_in(text: str, letter: str, digits: int = 5) -> int | None:
    """Return the row number in a reference exactly as ``ref`` writes it, else None."""
    match = re.fullmatch(r"([A-Z])-([0-9]{4,9})", text, re.ASCII)
    if match is None or match[1] != letter or ref(letter, int(match[2]), digits) != text:
        return None
    return int(match[2])
