"""What the reference tables say. Small tables are read once a transaction."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from crm.core.db import session
from crm.reference.models import (
    Authority,
    BankHoliday,
    PostcodeDistrict,
    PostcodeShare,
    SicCode,
    Source,
)
from crm.reference.rules import Gazetteer, Place, locate, majorities
from crm.reference.shipped import postcode_areas

T = TypeVar("T")
_CACHE = "reference.read"
_CHUNK = 1_000


def holidays() -> frozenset[date]:
    """Return the bank holidays of England, for working-day questions."""
    return _once("holidays", lambda: frozenset(session.scalars(sa.select(BankHoliday.on))))


def holidays_end_on() -> date | None:
    """Return the last bank holiday known: working days after it are counted without any."""
    return max(holidays(), default=None)


def authorities() -> Sequence[Authority]:
    """Return the districts of the county, then its neighbours, each by name; not the county."""
    return session.scalars(
        sa.select(Authority)
        .where(Authority.kind != "county")
        .order_by(Authority.neighbour, Authority.name)
    ).all()


def authority_names() -> Mapping[str, str]:
    """Return the names of all authorities by their codes."""
    return _once("authorities", lambda: _pairs(sa.select(Authority.code, Authority.name)))


def gazetteer() -> Gazetteer:
    """Return what is known of postcode areas, sectors and outward codes."""
    return _once("gazetteer", _gazetteer)


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


def sic_descriptions(codes: Collection[str]) -> dict[str, str]:
    """Return what SIC codes of five digits stand for, where the official list is loaded."""
    statement = sa.select(SicCode.code, SicCode.description).where(SicCode.code.in_(set(codes)))
    return _pairs(statement)


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


def _once(name: str, read: Callable[[], T]) -> T:
    """Return what ``read`` returned before in this transaction, or ask it now."""
    cache: dict[str, Any] = session().info.setdefault(_CACHE, {})
    if name not in cache:
        cache[name] = read()
    found: T = cache[name]
    return found


def _forget(db_session: Session, *_: object) -> None:
    db_session.info.pop(_CACHE, None)


event.listen(Session, "after_commit", _forget)
event.listen(Session, "after_soft_rollback", _forget)
