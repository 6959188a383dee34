"""What may be known of a supported person: a reference, a rough home, no word on health. Pure."""

import re
from collections.abc import Collection
from datetime import date
from enum import StrEnum


class Pathway(StrEnum):
    """The model of support behind a placement."""

    IPS = "IPS"
    SEQF = "SEQF"


class State(StrEnum):
    """Whether work is looked for; only who is looking is matched."""

    LOOKING = "looking"
    PLACED = "placed"
    PAUSED = "paused"


class Unit(StrEnum):
    """How somebody says how far they can travel, one way."""

    MILES = "miles"
    MINUTES = "minutes"


class Mode(StrEnum):
    """A way of getting to work."""

    WALK = "walk"
    CYCLE = "cycle"
    BUS = "bus"
    CAR = "car"


class WordKind(StrEnum):
    """What a word of the list is for."""

    TASK = "task"
    SORT = "sort of work"
    SUPPORT = "support at work"


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


def codes(text: str) -> tuple[str, ...]:
    """Return the parts of a kept list like "mon,tue"."""
    return tuple(part for part in text.split(",") if part)


def tidy_home(text: str, areas: Collection[str]) -> str:
    """Return an outward code or postcode sector, ``OX14`` or ``OX14 3``, as it is kept.

    Raises ``ValueError`` with a sentence for the person; a full postcode names a few doors, so it
    is refused, as is an area that no postcode begins with.
    """
    plain = " ".join(text.upper().split())
    if not plain:
        return ""
    if re.fullmatch(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}", plain, re.ASCII):
        raise ValueError("Leave out the last two letters: a full postcode is never kept here.")
    found = re.fullmatch(r"([A-Z]{1,2})([0-9][A-Z]|[0-9]{1,2})(?: ?([0-9]))?", plain, re.ASCII)
    if found is None or found[1] not in areas:
        raise ValueError("Enter the first part of a postcode, like OX14 or OX14 3.")
    outward = found[1] + found[2]
    return f"{outward} {found[3]}" if found[3] else outward


_HEALTH = (
    "adhd asperger autis bipolar blind cancer chemotherapy deaf dementia depress diabet diagnos "
    "disabilit disorder down's dyslex dyspraxi epilep medicat psychos psychot schizo seizure "
    "syndrome therap tourette wheelchair"
).split()
_BENEFITS = ("pip", "esa", "dla", "universal credit", "jobseeker's allowance")
_STEMS = re.compile(r"\b(?:" + "|".join(map(re.escape, _HEALTH)) + r")\w*", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:" + "|".join(map(re.escape, _BENEFITS)) + r")\b", re.IGNORECASE)
_INSURANCE = re.compile(
    r"(?<![A-Z0-9])[A-Z]{2}[ -]?(?:[0-9]{2}[ -]?){3}[A-D]?(?![A-Z0-9])", re.IGNORECASE
)
_DAY = re.compile(r"(?<![0-9])[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{2,4}(?![0-9])")


def why_not_noted(text: str) -> str | None:
    """Say why a note may not be kept; None when nothing in it tells of health or who it is.

    Words only hint at what is meant, so the message names the one to take out.
    """
    if _INSURANCE.search(text):
        return "Take out the National Insurance number, which is never kept here."
    if any(_has_date(day) for day in _DAY.findall(text)):
        return "Take out what looks like a date of birth, which is never kept here."
    if "@" in text or re.search(r"(?:\+44|\b0)(?:[ -]?[0-9]){9,10}\b", text):
        return "Take out the address or telephone number: your case system has it."
    if found := _STEMS.search(text.replace("’", "'")):
        return f"Take out “{found[0]}”: say what helps at work, nothing about health."
    if found := _NAMED.search(text.replace("’", "'")):
        return f"Take out “{found[0]}”: a limit of hours or earnings is enough."
    return None
