"""Place, industry and size, read from what registers and people write. Pure.

Everything that may change (areas, shares, sections, bands) is an argument: it is reference data.
"""

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from crm.reference.postcodes import outward, sector

PUBLIC_BODY_MARK = "1"
HOLIDAYS_NEEDED = timedelta(days=90)


class Certainty(StrEnum):
    """How far a district answer can be trusted."""

    SURE = "sure"
    PROBABLE = "probable"
    UNKNOWN = "not known"


@dataclass(frozen=True)
class Share:
    """The authority that holds most postcodes of a sector or outward code, and its per cent."""

    authority: str
    percent: Decimal


@dataclass(frozen=True)
class Gazetteer:
    """What is known about postcodes: the areas that exist and who holds most of a part."""

    areas: AbstractSet[str]
    sectors: Mapping[str, Share]
    outwards: Mapping[str, Share]


@dataclass(frozen=True)
class Place:
    """The authority (ONS code) a postcode lies in; ``share`` is the per cent that agree."""

    authority: str
    certainty: Certainty
    share: Decimal
    basis: str


def locate(postcode: str, gazetteer: Gazetteer, exact: Mapping[str, str]) -> Place | None:
    """Answer from the full postcode, else its sector, else its outward code.

    ``exact`` maps full postcodes to authorities. None means that the postcode lies beyond the
    county and its neighbours. Only the full postcode makes an answer sure: one outward code in
    ten misleads (OX17, RG8 and SN6 straddle the county's border).
    """
    if authority := exact.get(postcode):
        return Place(authority, Certainty.SURE, Decimal(100), "postcode")
    if share := gazetteer.sectors.get(sector(postcode)):
        return Place(share.authority, Certainty.PROBABLE, share.percent, "sector")
    if share := gazetteer.outwards.get(outward(postcode)):
        return Place(share.authority, Certainty.PROBABLE, share.percent, "outward")
    return None


def majorities(shares: Iterable[tuple[str, str, Decimal]]) -> dict[str, Share]:
    """Keep the largest share of each (part, authority, per cent), the first of equal ones."""
    largest: dict[str, Share] = {}
    for part, authority, percent in shares:
        if part not in largest or percent > largest[part].percent:
            largest[part] = Share(authority, percent)
    return largest


@dataclass(frozen=True)
class SicSection:
    """One lettered section of SIC 2007 and the two-digit divisions it spans."""

    letter: str
    first_division: int
    last_division: int
    name: str
    short: str = ""


@dataclass(frozen=True)
class SicReading:
    """The codes of one cell in their order, whether it marks a public body, and what is neither."""

    codes: tuple[str, ...] = ()
    public_body: bool = False
    unreadable: tuple[str, ...] = ()


def read_sic(text: str, *, zeros_lost: bool = False) -> SicReading:
    """Read the SIC codes of one cell, separated by commas, semicolons, spaces or line breaks.

    With ``zeros_lost`` a code of four digits is one of five whose leading zero a spreadsheet
    dropped (1130 is 01130), as in the Gender Pay Gap file; otherwise it is a class (11.30). A lone
    ``1`` is that file's mark of a public body.
    """
    codes: list[str] = []
    unreadable: list[str] = []
    public_body = False
    for part in re.split(r"[,;\s]+", text):
        digits = part.replace(".", "").replace("/", "")
        if part == PUBLIC_BODY_MARK:
            public_body = True
        elif re.fullmatch(r"[0-9]{2,5}", digits, re.ASCII):
            codes.append(part.zfill(5) if zeros_lost and len(part) == 4 else digits)
        elif part:
            unreadable.append(part)
    return SicReading(tuple(dict.fromkeys(codes)), public_body, tuple(unreadable))


def section_of(code: str, sections: Iterable[SicSection]) -> str | None:
    """Return the section letter for a SIC code of two to five digits, by its first two."""
    division = int(code[:2])
    for section in sections:
        if section.first_division <= division <= section.last_division:
            return section.letter
    return None


@dataclass(frozen=True)
class SizeBand:
    """A band of employee numbers; ``most`` is None for the open top band."""

    code: str
    name: str
    least: int
    most: int | None


@dataclass(frozen=True)
class SizeReading:
    """The bounds a text gives, and the band when both bounds lie in one; else ``band`` is None."""

    band: str | None = None
    least: int | None = None
    most: int | None = None
    readable: bool = True


_NUMBER = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,8})"
_SIZES = (
    (re.compile(_NUMBER, re.ASCII), lambda n: (n[0], n[0])),
    (re.compile(rf"{_NUMBER} ?(?:to|-|–) ?{_NUMBER}", re.ASCII), lambda n: (n[0], n[1])),
    (
        re.compile(rf"(?:less than|under|fewer than|<) ?{_NUMBER}", re.ASCII),
        lambda n: (0, n[0] - 1),
    ),
    (re.compile(rf"{_NUMBER} ?(?:or more|and over|\+)", re.ASCII), lambda n: (n[0], None)),
    (re.compile(rf"(?:more than|over|>) ?{_NUMBER}", re.ASCII), lambda n: (n[0] + 1, None)),
)
_NOT_SAID = frozenset({"", "not provided", "not known", "unknown", "n/a", "-"})


def read_size(text: str, bands: Iterable[SizeBand]) -> SizeReading:
    """Read a number of employees, a range, or a band's name or code.

    A text that spans several bands names none: ``Less than 250`` may be micro, small or medium.
    """
    typed = " ".join(text.split()).lower()
    if typed in _NOT_SAID:
        return SizeReading()
    for band in bands:
        if typed in (band.code.lower(), band.name.lower()):
            return SizeReading(band.code, band.least, band.most)
    for shape, bounds in _SIZES:
        if found := shape.fullmatch(typed.removesuffix(" employees").removesuffix(" staff")):
            least, most = bounds([int(group.replace(",", "")) for group in found.groups()])
            return SizeReading(_band_of(least, most, bands), least, most)
    return SizeReading(readable=False)


def _band_of(least: int, most: int | None, bands: Iterable[SizeBand]) -> str | None:
    for band in bands:
        tops_out = band.most is None or (most is not None and most <= band.most)
        if band.least <= least and tops_out and (most is None or least <= most):
            return band.code
    return None


def holidays_run_out(last: date | None, today: date) -> bool:
    """Say whether the bank holidays known end within 90 days, so that newer ones must be loaded."""
    return last is None or last - today < HOLIDAYS_NEEDED
