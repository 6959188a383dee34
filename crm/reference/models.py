"""Tables of reference data.

Each is replaced whole from a named source and not journalled, but for days off a manager adds.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model, Numbered, Versioned


class Source(Model):
    """Where the rows of one kind come from: shipped with the product, or a file loaded since."""

    __tablename__ = "reference_source"
    __journal__ = False

    kind: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    status: Mapped[str]
    as_of: Mapped[str]
    built_in: Mapped[bool]
    rows: Mapped[int]
    loaded_at: Mapped[datetime]


class Authority(Model):
    """A district of the county, the county itself, or a neighbour, by its ONS code."""

    __tablename__ = "authority"
    __journal__ = False

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    county: Mapped[str]
    neighbour: Mapped[bool]


class PostcodeDistrict(Model):
    """The district of one full postcode."""

    __tablename__ = "postcode_district"
    __journal__ = False

    postcode: Mapped[str] = mapped_column(primary_key=True)
    district_code: Mapped[str]


class PostcodeShare(Model):
    """How many hundredths of a per cent of a sector's or outward code's postcodes a district has.

    ``part`` is ``OX14 3`` for a sector and ``OX14`` for an outward code.
    """

    __tablename__ = "postcode_share"
    __journal__ = False

    part: Mapped[str] = mapped_column(primary_key=True)
    district_code: Mapped[str] = mapped_column(primary_key=True)
    share: Mapped[int]


class PostcodePoint(Model):
    """Where a full postcode, a sector or an outward code lies, in metres on the National Grid."""

    __tablename__ = "postcode_point"
    __journal__ = False

    part: Mapped[str] = mapped_column(primary_key=True)
    easting: Mapped[int]
    northing: Mapped[int]


class SicCode(Model):
    """One class of SIC 2007, described in English."""

    __tablename__ = "sic_code"
    __journal__ = False

    code: Mapped[str] = mapped_column(primary_key=True)
    description: Mapped[str]
    section: Mapped[str]


class SocCode(Model):
    """One unit group of SOC 2020: four digits, the first of which is its major group."""

    __tablename__ = "soc_code"
    __journal__ = False

    code: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]


class BankHoliday(Model):
    """A day on which nobody is expected to work; ``substitute`` stands for one on a weekend."""

    __tablename__ = "bank_holiday"
    __journal__ = False

    on: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    name: Mapped[str]
    region: Mapped[str]
    substitute: Mapped[bool]


class DayOff(Numbered, Versioned, Model):
    """One more day on which nobody works here, such as a royal occasion; ``source`` says who said.

    It stays when a newer list of bank holidays is loaded.
    """

    __tablename__ = "day_off"

    on: Mapped[date] = mapped_column(sa.Date, unique=True)
    name: Mapped[str]
    source: Mapped[str]
