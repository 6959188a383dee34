"""What may be known of a supported person: a reference, a rough home, no word on health. Pure."""

import re
from datetime import date
from enum import StrEnum


class Pathway(StrEnum):
    """The model of support behind a placement."""

    IPS = "IPS"
    SEQF = "SEQF"


EXAMPLE = "Use the reference from your case system, like CTW-7F3K9."


def tidy_ref(text: str) -> str:
    """Return a participant reference as it is kept: capitals, no spaces around."""
    return text.strip().upper()


def why_not_opaque(ref: str) -> str | None:
    """Say why a reference could tell who a person is, or is no reference; None when it is fine.

    A name, a National Insurance number or a date of birth would make every page that shows the
    placement a record about a disabled person, so none of them is ever kept.
    """
    bare = re.sub("[^A-Z0-9]", "", ref)
    if re.fullmatch(r"[A-Z]{2}[0-9]{6}[A-D]?", bare):
        return f"This looks like a National Insurance number, which is never kept here. {EXAMPLE}"
    if _has_date(ref):
        return f"This looks like a date of birth, which is never kept here. {EXAMPLE}"
    if _has_name(ref):
        return f"This looks like a name, and no supported person is named here. {EXAMPLE}"
    if not re.fullmatch(r"[A-Z0-9](?:[A-Z0-9]|-(?!-)){2,18}[A-Z0-9]", ref, re.ASCII):
        return f"A reference has 4 to 20 letters, digits and hyphens. {EXAMPLE}"
    return None


def _has_name(ref: str) -> bool:
    """Tell a word from a code: no digit at all, a space between words, or four letters or more."""
    if not re.search("[0-9]", ref) or re.search(r"[^\W\d_]\s+[^\W\d_]", ref):
        return any(char.isalpha() for char in ref)
    return any(re.search("[AEIOUY]", run) for run in re.findall(r"[^\W\d_]{4,}", ref))


def _has_date(ref: str) -> bool:
    """Tell whether some digits read as a day somebody could be born on."""
    apart = re.findall(r"(?<![0-9])([0-9]{1,4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{2,4})(?![0-9])", ref)
    together = re.findall(r"(?<![0-9])([0-9]{6}|[0-9]{8})(?![0-9])", ref)
    return any(_is_day(*parts) for parts in apart) or any(
        _is_day(run[:2], run[2:4], run[4:])
        or (len(run) == 8 and _is_day(run[:4], run[4:6], run[6:]))
        for run in together
    )


def _is_day(first: str, month: str, last: str) -> bool:
    year, day = (first, last) if len(first) == 4 else (last, first)
    years = [int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year)]
    return any(1915 <= y <= 2015 and _exists(y, int(month), int(day)) for y in years)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
