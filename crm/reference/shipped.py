"""The reference data that comes with Placewell: files beside this module, each naming its source.

A file begins with ``# source:``, ``# status:`` (confirmed or unconfirmed) and ``# as of:`` lines.
"""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from crm.reference.occupations import Occupation
from crm.reference.rules import Gazetteer, SicSection, SizeBand, majorities

_FOLDER = Path(__file__).with_name("data")


@dataclass(frozen=True)
class Shipped:
    """One file: where its rows come from, how sure they are, how old they are, and the rows."""

    source: str
    status: str
    as_of: str
    rows: tuple[dict[str, str], ...]


@cache
def shipped(name: str) -> Shipped:
    """Read the file ``name`` (without ``.csv``); raises FileNotFoundError for another name."""
    lines = (_FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    facts = dict(line[2:].split(": ", 1) for line in head)
    rows = tuple(csv.DictReader(lines[len(head) :]))
    return Shipped(facts["source"], facts["status"], facts["as of"], rows)


def postcode_areas() -> frozenset[str]:
    """Return the letters that a UK postcode can begin with."""
    return frozenset(row["area"] for row in shipped("postcode-areas").rows)


def gazetteer() -> Gazetteer:
    """Return the areas, sectors and outward codes as shipped."""

    def shares(name: str, part: str) -> list[tuple[str, str, Decimal]]:
        rows = shipped(name).rows
        return [(row[part], row["district_code"], Decimal(row["share_percent"])) for row in rows]

    return Gazetteer(
        areas=postcode_areas(),
        sectors=majorities(shares("sectors", "sector")),
        outwards=majorities(shares("outward", "outward")),
    )


def sic_sections() -> tuple[SicSection, ...]:
    """Return the sections of SIC 2007, A to U."""
    return tuple(
        SicSection(
            letter=row["section"],
            first_division=int(row["first_division"]),
            last_division=int(row["last_division"]),
            name=row["name"],
            short=row["short"],
        )
        for row in shipped("sic-sections").rows
    )


def soc_groups() -> tuple[Occupation, ...]:
    """Return the major and sub-major groups of SOC 2020."""
    return tuple(Occupation(row["code"], row["name"]) for row in shipped("soc-groups").rows)


def size_bands() -> tuple[SizeBand, ...]:
    """Return the size bands, smallest first."""
    return tuple(
        SizeBand(
            code=row["code"],
            name=row["name"],
            least=int(row["least"]),
            most=int(row["most"]) if row["most"] else None,
        )
        for row in shipped("size-bands").rows
    )
