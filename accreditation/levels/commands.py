"""The command that scores: the same function and the same facts as the pages."""

import json
from datetime import date
from typing import Any

import click
from flask.cli import AppGroup

from accreditation.levels import queries
from accreditation.scheme import queries as schemes
from accreditation.scheme.models import SchemeVersion
from accreditation.scheme.result import Result
from crm.core import clock
from crm.core.commands import refuse
from crm.core.db import reading
from crm.employers.queries import find_by_ref

accreditation_group = AppGroup("accreditation", help="Proposed levels and how they come about.")


class Day(click.ParamType[date]):
    """A date like 2026-11-24."""

    name = "date"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        """Read an ISO date."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} is not a date like 2026-11-24.", param, ctx)


@accreditation_group.command("score")
@click.option("--employer", "ref", help="One employer, like E-00042; every one when left out.")
@click.option("--scheme", "version", help="Scheme version; the one in force when left out.")
@click.option("--on", type=Day(), help="Date to score for; today when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def score_command(ref: str | None, version: str | None, on: date | None, *, as_json: bool) -> None:
    """Work out proposed levels with their reasons; writes nothing."""
    day = on or clock.today()
    with reading():
        scheme = schemes.ready(_version(version, day))
        found = queries.results(scheme, day, _employer_ids(ref))
        (_print_json if as_json else _print_lines)(found)


def _version(version: str | None, on: date) -> SchemeVersion:
    row = schemes.find(version) if version else schemes.in_force(on)
    if row is None:
        refuse(
            f"There is no scheme version {version}."
            if version
            else "No scheme version is stored: run flask db upgrade."
        )
        raise SystemExit(1)
    return row


def _employer_ids(ref: str | None) -> Any:
    if ref is None:
        return queries.every_id()
    employer = find_by_ref(ref)
    if employer is None:
        refuse(f"There is no employer {ref}.")
        raise SystemExit(1)
    return [employer.id]


def _print_json(results: Any) -> None:
    """Print an employer a line: with indents the standard library writes five times as long."""
    separator = "["
    for result in results:
        click.echo(separator + json.dumps(result.plain(), ensure_ascii=False), nl=False)
        separator = ",\n"
    click.echo("[]" if separator == "[" else "]")


def _print_lines(results: Any) -> None:
    for result in results:
        click.echo(_line(result))


def _line(result: Result) -> str:
    level = result.scheme.level_title(result.level)
    why = result.reasons[0].text if result.reasons else "Nothing is missing."
    points = f"{result.sums.total:>3} of {result.sums.possible:<4}"
    return f"{result.facts.employer}  {level:<20} {points} {why}"
