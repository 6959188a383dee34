"""Command for employers kept twice: ``flask employers duplicates``."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import with_appcontext

from crm.core import clock
from crm.core.commands import as_json, refuse
from crm.core.db import reading, session
from crm.duplicates import queries
from crm.likeness import queries as likeness
from crm.likeness.rules import Side, side
from crm.likeness.sweep import Pair, pairs


class Unreadable(ValueError):
    """The file cannot be compared; the message says why."""


@click.command("duplicates")
@with_appcontext
@click.option("--threshold", type=click.FloatRange(0, 1), help="Lowest score, 0 to 1.")
@click.option(
    "--from", "file", type=click.Path(path_type=Path), help="Compare the rows of a CSV file."
)
@as_json
def duplicates(threshold: float | None, file: Path | None, *, as_json: bool) -> None:
    """List employers that may be one, strongest first, with the reasons."""
    with reading():
        rules = likeness.in_force(clock.today())
        lowest = rules.threshold if threshold is None else threshold
        try:
            found = (
                pairs(list(_rows(file)), rules.weights, lowest)
                if file
                else queries.sweep(rules, lowest)
            )
        except (Unreadable, OSError, UnicodeDecodeError, csv.Error) as refusal:
            refuse(f"{file} cannot be compared: {getattr(refusal, 'strerror', None) or refusal}")
            return
        session.rollback()
    _answer(found, named=file is not None, as_json=as_json)


def _rows(file: Path) -> Iterator[Side]:
    """Yield the rows of a file: a name, and an id, address and postcode where it has them."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        headings = {heading.strip().casefold(): heading for heading in rows.fieldnames or ()}
        named = [h for h in headings if h == "name"] or [h for h in headings if h.endswith("name")]
        if not named:
            raise Unreadable("it has no column “name”.")
        for number, row in enumerate(rows, 1):

            def cell(heading: str, row: dict[str, str] = row) -> str:
                return (row.get(headings.get(heading, "")) or "").strip()

            yield side(
                cell("record_id") or str(number),
                [cell(named[0])],
                postcode=cell("postcode"),
                address=cell("address"),
                company_number=cell("company_number"),
            )


def _answer(found: list[Pair], *, named: bool, as_json: bool) -> None:
    rows = [
        {
            "a": _ref(pair.one, named=named),
            "b": _ref(pair.other, named=named),
            "score": pair.likeness.score,
            "reasons": pair.likeness.reasons,
        }
        for pair in found
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row, pair in zip(rows, found, strict=True):
        click.echo(f"{row['score']:.2f}  {row['a']} {pair.one.shown}  =  {row['b']}"
                   f" {pair.other.shown}  ({', '.join(pair.likeness.reasons)})")  # fmt: skip
    click.echo(f"{len(rows):,} likely pairs", err=True)


def _ref(one: Side, *, named: bool) -> str:
    return str(one.id) if named else f"E-{one.id:05d}"
