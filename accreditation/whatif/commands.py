"""``accreditation scheme show`` and ``accreditation simulate``: compares as the pages do."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from accreditation.levels.commands import Day, accreditation_group
from accreditation.scheme import queries as schemes
from accreditation.scheme.reading import FaultyError, read
from accreditation.whatif import queries
from accreditation.whatif.rules import Tally, compare
from crm.core import clock
from crm.core.commands import refuse
from crm.core.db import reading

GROUP = accreditation_group


@accreditation_group.group("scheme")
def scheme_group() -> None:
    """Versions of the scheme as documents."""


@scheme_group.command("show")
@click.argument("version")
def show_command(version: str) -> None:
    """Print the document of a version, which ``simulate`` takes."""
    with reading():
        row = schemes.find(version)
        if row is None:
            refuse(f"There is no scheme version {version}.")
            raise SystemExit(1)
        click.echo(json.dumps(row.document, ensure_ascii=False, indent=2))


@accreditation_group.command("simulate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--on", type=Day(), help="Date to score for; today when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def simulate_command(file: Path, on: date | None, *, as_json: bool) -> None:
    """Say who would move if the scheme were the one in FILE; writes nothing."""
    day = on or clock.today()
    document = _document(file)
    with reading():
        base = schemes.in_force(day)
        if base is None:
            refuse("No scheme version counts on that day.")
            raise SystemExit(1)
        tally, last_id = Tally(), 0
        draft = read(document)
        while ids := queries.ids_after(last_id):
            compare(queries.subjects(ids), schemes.ready(base), draft, day, tally)
            last_id = ids[-1]
    if as_json:
        click.echo(json.dumps(_plain(draft.version, day, tally), ensure_ascii=False, indent=1))
    else:
        _print(tally)


def _document(file: Path) -> Mapping[str, Any]:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        read(document)
    except (ValueError, RecursionError) as error:
        lines = error.faults if isinstance(error, FaultyError) else [f"{file} is not JSON."]
        for line in lines:
            refuse(line)
        raise SystemExit(1) from None
    return dict(document)


def _plain(version: str, on: date, tally: Tally) -> dict[str, Any]:
    return {
        "scheme": version,
        "on": on.isoformat(),
        "employers": tally.employers,
        "moves": tally.moves,
        "by": tally.by,
    }


def _print(tally: Tally) -> None:
    click.echo(
        f"{tally.employers} employers: {tally.count('up')} up, {tally.count('down')} down, "
        f"{tally.count('same')} the same"
    )
    for move in tally.moves:
        click.echo(
            f"{move['employer']}  {move['from'] or '-'} to {move['to'] or '-'}  {move['why']}"
        )
