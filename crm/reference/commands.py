"""Commands for reference data: what is loaded, and loading an official file."""

from pathlib import Path

import click
from flask.cli import AppGroup

from crm.core import formats
from crm.core.commands import answer, as_json, refuse
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.features import OpenData, installed
from crm.reference import queries

MOST_BYTES = 60_000_000
reference_group = AppGroup("reference", help="Places, industries, rates and bank holidays.")


@reference_group.command("list")
@as_json
def list_sources(*, as_json: bool) -> None:
    """Say for each kind of reference data where it comes from and how old it is."""
    found = {row.kind: row for row in queries.sources()}
    document = [
        {
            "kind": row.kind,
            "source": row.source,
            "status": row.status,
            "as_of": row.as_of or None,
            "built_in": row.built_in,
            "rows": row.rows,
            "loaded_at": row.loaded_at.isoformat(),
        }
        for row in found.values()
    ]
    lines = [
        f"{row.kind:<15} {row.rows:>7} rows, {row.status}, "
        f"{row.as_of or formats.long_day(row.loaded_at.date())}: {row.source}"
        for row in found.values()
    ]
    empty = [data for data in installed("open_data") if data.kind not in found]
    lines += [f"{data.kind:<15} not loaded: {data.title}" for data in empty]
    answer(document, as_json=as_json, text="\n".join(lines))


@reference_group.command("load")
@click.argument("kind")
@click.argument("file", type=click.Path(path_type=Path))
def load(kind: str, file: Path) -> None:
    """Replace reference data of KIND by the rows of an official FILE."""
    kinds: dict[str, OpenData] = {data.kind: data for data in installed("open_data")}
    if kind not in kinds:
        raise click.UsageError(f"There is no kind {kind}. Known: {', '.join(sorted(kinds))}.")
    try:
        rows = kinds[kind].load(_text(file), file.name)
        session.commit()
    except RuleBroken as error:
        refuse(error.message)
        return
    click.echo(f"Loaded {formats.plural(rows, 'row')} of {kind} from {file.name}.")


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise RuleBroken(f"{file.name} is larger than {MOST_BYTES // 1_000_000} MB.")
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RuleBroken(f"{file} cannot be opened: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise RuleBroken(f"{file.name} is not UTF-8 text.") from error
