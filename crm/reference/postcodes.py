"""Read UK postcodes as people type them. Pure: the list of postcode areas is an argument."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import product

# An outward code never ends in I or O; without that OX1O would pass for OX10.
_SHAPE = re.compile(
    r"(?P<area>[A-Z]{1,2})(?:[1-9][0-9]?|0|[1-9][A-HJ-NP-Z])[0-9][A-Z]{2}", re.ASCII
)
_COUNTRY = re.compile(r"(?:UK|GB)[ ,-]+", re.ASCII)
_LOOKALIKES = {"O": "O0", "0": "0O", "I": "I1", "1": "1I"}
_LONGEST = 20


@dataclass(frozen=True)
class PostcodeReading:
    """What was read: ``postcode`` like ``OX14 3HB``, or why not.

    ``problem`` is a sentence for the person, ``suggestion`` the postcode they may have meant, and
    ``repaired`` says that more than case and spacing was put right.
    """

    postcode: str | None = None
    problem: str = ""
    suggestion: str | None = None
    repaired: bool = False


def read_postcode(text: str, areas: AbstractSet[str]) -> PostcodeReading:
    """Read one postcode; blank text is no postcode and no problem."""
    typed = " ".join(text.split())
    if not typed:
        return PostcodeReading()
    if len(typed) > _LONGEST or not typed.isascii():
        return PostcodeReading(problem=_not_one(typed))
    plain = _COUNTRY.sub("", typed.upper(), count=1).strip(" .,;:")
    compact = plain.replace(" ", "")
    found = _SHAPE.fullmatch(compact)
    if found and found["area"] in areas:
        repaired = compact != typed.upper().replace(" ", "")
        return PostcodeReading(postcode=_spaced(compact), repaired=repaired)
    meant = [guess for guess in _swaps(compact) if _is_postcode(guess, areas)]
    if len(meant) == 1:
        suggestion = _spaced(meant[0])
        return PostcodeReading(
            problem=f"{typed} mixes up a letter and a number. Did you mean {suggestion}?",
            suggestion=suggestion,
        )
    if found:
        return PostcodeReading(
            problem=f"{typed} is not a UK postcode: no postcode area is called {found['area']}."
        )
    return PostcodeReading(problem=_not_one(typed))


def outward(postcode: str) -> str:
    """Return the outward code of a postcode read before: ``OX14`` of ``OX14 3HB``."""
    return postcode.partition(" ")[0]


def sector(postcode: str) -> str:
    """Return the sector of a postcode read before: ``OX14 3`` of ``OX14 3HB``."""
    return postcode[:-2]


def _is_postcode(compact: str, areas: AbstractSet[str]) -> bool:
    found = _SHAPE.fullmatch(compact)
    return found is not None and found["area"] in areas


def _swaps(compact: str) -> Iterator[str]:
    """Yield the spellings with O and 0, I and 1 exchanged; none when there are many to try."""
    if sum(letter in _LOOKALIKES for letter in compact) > 4:
        return
    spellings = product(*(_LOOKALIKES.get(letter, letter) for letter in compact))
    next(spellings)
    yield from ("".join(letters) for letters in spellings)


def _spaced(compact: str) -> str:
    return f"{compact[:-3]} {compact[-3:]}"


def _not_one(typed: str) -> str:
    shown = typed if len(typed) <= _LONGEST else f"{typed[:_LONGEST]}…"
    return f"“{shown}” is not a full UK postcode, like OX14 3HB."
