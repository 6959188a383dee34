"""Read official open-data files into rows for the tables. Pure.

Each reader takes the file's text and raises ValueError with a sentence for the person.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import Any

from crm.reference.postcodes import outward, read_postcode, sector
from crm.reference.shipped import postcode_areas

Rows = list[dict[str, Any]]
_CODE = re.compile(r"[A-Z][0-9]{8}", re.ASCII)


def read_postcodes(text: str) -> Rows:
    """Read ``postcode, district_code`` (other columns are passed over)."""
    areas = postcode_areas()
    rows: dict[str, dict[str, Any]] = {}
    for number, row in _table(text, "postcode", "district_code"):
        reading = read_postcode(row["postcode"], areas)
        if reading.postcode is None:
            raise ValueError(f"Row {number}, postcode: {reading.problem or 'It is missing.'}")
        code = _district(number, row)
        rows[reading.postcode] = {"postcode": reading.postcode, "district_code": code}
    return list(rows.values())


def read_points(text: str) -> Rows:
    """Read ``postcode, easting, northing``; works out the middles of sectors and outward codes."""
    areas = postcode_areas()
    found: dict[str, list[tuple[int, int]]] = {}
    for number, row in _table(text, "postcode", "easting", "northing"):
        reading = read_postcode(row["postcode"], areas)
        if reading.postcode is None:
            raise ValueError(f"Row {number}, postcode: {reading.problem or 'It is missing.'}")
        here = (_metres(number, row, "easting"), _metres(number, row, "northing"))
        for part in (reading.postcode, sector(reading.postcode), outward(reading.postcode)):
            found.setdefault(part, []).append(here)
    return [
        {
            "part": part,
            "easting": round(sum(e for e, _ in places) / len(places)),
            "northing": round(sum(n for _, n in places) / len(places)),
        }
        for part, places in found.items()
    ]


def read_outward(text: str) -> Rows:
    """Read ``outward, district_code, share`` with the share as a fraction of one."""
    rows: Rows = []
    for number, row in _table(text, "outward", "district_code", "share"):
        part = row["outward"].strip().upper()
        if not re.fullmatch(r"[A-Z]{1,2}[0-9][A-Z0-9]?", part, re.ASCII):
            raise ValueError(f"Row {number}, outward: “{part[:20]}” is not like OX14.")
        share = _number(row["share"], f"Row {number}, share")
        if not 0 <= share <= 1:
            raise ValueError(f"Row {number}, share: {share} is not between 0 and 1.")
        code = _district(number, row)
        rows.append({"part": part, "district_code": code, "share": round(share * 10_000)})
    return rows


def read_sic(text: str) -> Rows:
    """Read ``code, description, section`` of SIC 2007."""
    rows: Rows = []
    for number, row in _table(text, "code", "description", "section"):
        if not re.fullmatch(r"[0-9]{5}", row["code"], re.ASCII):
            raise ValueError(f"Row {number}, code: “{row['code'][:20]}” is not five digits.")
        if not re.fullmatch(r"[A-U]", row["section"], re.ASCII):
            raise ValueError(f"Row {number}, section: “{row['section'][:20]}” is not A to U.")
        rows.append({name: row[name].strip() for name in ("code", "description", "section")})
    return rows


def read_soc(text: str) -> Rows:
    """Read ``code, title`` of the unit groups of SOC 2020."""
    rows: dict[str, dict[str, Any]] = {}
    for number, row in _table(text, "code", "title"):
        code, title = row["code"].strip(), row["title"].strip()
        if not re.fullmatch(r"[1-9][0-9]{3}", code, re.ASCII):
            raise ValueError(f"Row {number}, code: “{code[:20]}” is not four digits, like 9223.")
        if not title:
            raise ValueError(f"Row {number}, title: It is missing.")
        rows[code] = {"code": code, "title": title[:200]}
    return list(rows.values())


def read_bank_holidays(text: str) -> Rows:
    """Read GOV.UK's bank-holidays.json; the division of England and Wales counts."""
    try:
        events = json.loads(text)["england-and-wales"]["events"]
        found = [(date.fromisoformat(event["date"]), event) for event in events]
        rows = {
            on: {
                "on": on,
                "name": str(event["title"])[:200],
                "region": "England and Wales",
                "substitute": "substitute" in str(event.get("notes", "")).lower(),
            }
            for on, event in found
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(
            "This is not the bank holidays file that GOV.UK publishes (bank-holidays.json)."
        ) from error
    if not rows:
        raise ValueError("This file has no bank holidays for England and Wales.")
    return list(rows.values())


READERS: dict[str, Callable[[str], Rows]] = {
    "postcodes": read_postcodes,
    "points": read_points,
    "outward": read_outward,
    "sic": read_sic,
    "soc": read_soc,
    "bank-holidays": read_bank_holidays,
}


def _table(text: str, *columns: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(StringIO(text, newline=""), restval="")
    missing = [name for name in columns if name not in (reader.fieldnames or [])]
    if missing:
        raise ValueError(f"This file has no column called {' or '.join(missing)}.")
    number = 1
    try:
        for number, row in enumerate(reader, 2):
            yield number, row
    except csv.Error as error:
        raise ValueError(f"Row {number + 1} cannot be read: {error}.") from error
    if number == 1:
        raise ValueError("This file has headings but no rows below them.")


def _district(number: int, row: dict[str, str]) -> str:
    code = row["district_code"].strip()
    if not _CODE.fullmatch(code):
        raise ValueError(
            f"Row {number}, district_code: “{code[:20]}” is not an ONS code like E07000178."
        )
    return code


def _metres(number: int, row: dict[str, str], column: str) -> int:
    text = row[column].strip()
    if not re.fullmatch(r"[0-9]{1,7}", text, re.ASCII):
        raise ValueError(f"Row {number}, {column}: “{text[:20]}” is not metres on the grid.")
    return int(text)


def _number(text: str, where: str) -> Decimal:
    try:
        found = Decimal(text) if re.fullmatch(r"[0-9.]{1,20}", text, re.ASCII) else None
    except InvalidOperation:
        found = None
    if found is None:
        raise ValueError(f"{where}: “{text[:20]}” is not a number.")
    return found
