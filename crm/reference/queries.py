"""What the reference tables say. Small tables are read twice a minute at most."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from time import monotonic
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import current_app

from crm.core.db import session
from crm.reference.models import (
    Authority,
    BankHoliday,
    DayOff,
    PostcodeDistrict,
    PostcodePoint,
    PostcodeShare,
    SicCode,
    SocCode,
    Source,
)
from crm.reference.occupations import MAJOR, Occupation
from crm.reference.rules import Gazetteer, Place, locate, majorities, section_of
from crm.reference.shipped import postcode_areas, sic_sections, soc_groups

T = TypeVar("T")
_SECONDS = 30.0
_kept: dict[tuple[str, str], tuple[float, Any]] = {}
_CHUNK = 1_000


def holidays() -> frozenset[date]:
    """Return the bank holidays of England and days off added here, for working-day questions."""
    return once("holidays", _holidays)


def _holidays() -> frozenset[date]:
    return frozenset(session.scalars(sa.union(sa.select(BankHoliday.on), sa.select(DayOff.on))))


def holidays_end_on() -> date | None:
    """Return the last bank holiday known: working days after it are counted without any."""
    return session.scalar(sa.select(sa.func.max(BankHoliday.on)))


def authorities() -> Sequence[Authority]:
    """Return the districts of the county, then its neighbours, each by name; not the county."""
    return session.scalars(
        sa.select(Authority)
        .where(Authority.kind != "county")
        .order_by(Authority.neighbour, Authority.name)
    ).all()


def authority_names() -> Mapping[str, str]:
    """Return the names of all authorities by their codes."""
    return once("authorities", lambda: _pairs(sa.select(Authority.code, Authority.name)))


def county_codes() -> tuple[str, ...]:
    """Return the codes of the county's own districts, by name."""
    return once("county", _county_codes)


def _county_codes() -> tuple[str, ...]:
    county = sa.select(Authority.county).where(Authority.kind == "county")
    return tuple(
        session.scalars(
            sa.select(Authority.code)
            .where(Authority.county.in_(county), Authority.kind == "district")
            .order_by(Authority.name)
        )
    )


def section_name(letter: str) -> str:
    """Return the name of a SIC section, or nothing for an unknown letter."""
    return _SECTIONS.get(letter, "")


def section_short(letter: str) -> str:
    """Return our own short word for a SIC section, for lists: "Retail and wholesale"."""
    return _SHORT.get(letter, "")


def section_letter(codes: Collection[str]) -> str:
    """Return the section of the first industry code that has one."""
    return next((s for code in codes if (s := section_of(code, sic_sections()))), "")


_SECTIONS = {section.letter: section.name for section in sic_sections()}
_SHORT = {section.letter: section.short for section in sic_sections()}


def gazetteer() -> Gazetteer:
    """Return what is known of postcode areas, sectors and outward codes."""
    return once("gazetteer", _gazetteer)


def place(postcode: str) -> Place | None:
    """Return where one postcode lies, or None beyond the county and its neighbours."""
    return places([postcode]).get(postcode)


def places(postcodes: Collection[str]) -> dict[str, Place]:
    """Return where each postcode lies, in one statement for a thousand; unknown ones are left out.

    Postcodes are in their usual form, ``OX14 3HB``.
    """
    wanted = sorted(set(postcodes))
    exact: dict[str, str] = {}
    for start in range(0, len(wanted), _CHUNK):
        statement = sa.select(PostcodeDistrict.postcode, PostcodeDistrict.district_code).where(
            PostcodeDistrict.postcode.in_(wanted[start : start + _CHUNK])
        )
        exact |= _pairs(statement)
    known = gazetteer()
    found = ((postcode, locate(postcode, known, exact)) for postcode in wanted)
    return {postcode: where for postcode, where in found if where is not None}


def points(postcodes: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return where full postcodes, sectors or outward codes lie, in metres on the National Grid.

    A full postcode that is not known lies in the middle of its sector, else of its outward code.
    """
    known = _area_points()
    full = sorted({part for part in postcodes if _is_full(part)})
    exact: dict[str, tuple[int, int]] = {}
    for start in range(0, len(full), _CHUNK):
        exact |= _point_rows(PostcodePoint.part.in_(full[start : start + _CHUNK]))
    found = {}
    for part in set(postcodes):
        wider = [part, part[:-2] if _is_full(part) else part, part.partition(" ")[0]]
        here = exact.get(part) or next((known[w] for w in wider if w in known), None)
        if here is not None:
            found[part] = here
    return found


def _is_full(part: str) -> bool:
    return part[-1:].isalpha() and " " in part


def _area_points() -> dict[str, tuple[int, int]]:
    return once("points", lambda: _point_rows(PostcodePoint.part.not_like("% ___")))


def _point_rows(condition: Any) -> dict[str, tuple[int, int]]:
    rows = session.execute(
        sa.select(PostcodePoint.part, PostcodePoint.easting, PostcodePoint.northing)
        .where(condition)
        .order_by(PostcodePoint.part)
    )
    return {part: (easting, northing) for part, easting, northing in rows}


def sic_descriptions(codes: Collection[str]) -> dict[str, str]:
    """Return what SIC codes of five digits stand for, where the official list is loaded."""
    statement = sa.select(SicCode.code, SicCode.description).where(SicCode.code.in_(set(codes)))
    return _pairs(statement)


def occupations() -> Mapping[str, Occupation]:
    """Return the groups of SOC 2020 by code: those shipped, and unit groups where loaded."""
    return once("occupations", _occupations)


def occupation(code: str) -> Occupation | None:
    """Return the group of this code, or the widest known one above it, or None."""
    known = occupations()
    above = (code[:length] for length in range(len(code), 0, -1))
    return next((known[one] for one in above if one in known), None)


def major_groups() -> list[Occupation]:
    """Return the nine major groups of SOC 2020."""
    return [one for one in soc_groups() if len(one.code) == MAJOR]


def soc_source() -> Source | None:
    """Return where the unit groups of SOC 2020 come from; None until a file was loaded."""
    return session.get(Source, "soc")


def _occupations() -> dict[str, Occupation]:
    rows = session.execute(sa.select(SocCode.code, SocCode.title).order_by(SocCode.code))
    loaded = [Occupation(code, title) for code, title in rows]
    return {one.code: one for one in (*soc_groups(), *loaded)}


def sources() -> Sequence[Source]:
    """Return where each kind of reference data comes from."""
    return session.scalars(sa.select(Source).order_by(Source.kind)).all()


def _gazetteer() -> Gazetteer:
    rows = session.execute(
        sa.select(PostcodeShare.part, PostcodeShare.district_code, PostcodeShare.share).order_by(
            PostcodeShare.part, PostcodeShare.district_code
        )
    ).all()
    shares = [(part, code, Decimal(share) / 100) for part, code, share in rows]
    return Gazetteer(
        areas=postcode_areas(),
        sectors=majorities(share for share in shares if " " in share[0]),
        outwards=majorities(share for share in shares if " " not in share[0]),
    )


def _pairs(statement: sa.Select[str, str]) -> dict[str, str]:
    return {row[0]: row[1] for row in session.execute(statement)}


def once(name: str, read: Callable[[], T]) -> T:
    """Return what ``read`` returned in the last half minute in this process, or ask it now.

    Reference data changes a few times a year; ``forget`` makes this process read it again at once.
    """
    key = (current_app.config["SQLALCHEMY_DATABASE_URI"], name)
    kept = _kept.get(key)
    if kept is None or kept[0] < monotonic():
        kept = _kept[key] = (monotonic() + _SECONDS, read())
    found: T = kept[1]
    return found


def forget(*_: object) -> None:
    """Read everything anew; called after reference data was loaded or changed."""
    _kept.clear()
