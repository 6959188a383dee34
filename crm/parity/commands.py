"""Checking a file of pay without storing anything."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from crm.core.db import session
from crm.parity.frames import BadFile, Sheet, answer, read
from crm.parity.questions import impossible, questions
from crm.parity.rules import Outcome, compare
from crm.pay import queries as pay
from crm.pay.rates import Rate
from crm.pay.seed import built_in_rates

MOST_ASKED = 100
parity_group = AppGroup("parity", help="Fair pay: the minimum wage and pay for the same job.")


@parity_group.command("check")
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
def check(file: str, *, as_json: bool) -> None:
    """Check every row of the CSV FILE. Nothing is stored."""
    try:
        sheet = read(Path(file).read_bytes())
    except (OSError, BadFile) as error:
        click.echo(_reason(error), err=True)
        sys.exit(1)
    for warning in sheet.warnings:
        click.echo(f"Warning: {warning}", err=True)
    rates = _rates()
    for asked in _asked(sheet, rates):
        click.echo(f"Asked: {asked}", err=True)
    outcomes = [compare(case, rates) for case in sheet.cases]
    if as_json:
        click.echo(json.dumps([answer(outcome) for outcome in outcomes], ensure_ascii=False))
    else:
        click.echo(_table(outcomes))


def _asked(sheet: Sheet, rates: tuple[Rate, ...]) -> Iterator[str]:
    """Yield what is to be looked at again, row by row; the first ones of a long list."""
    found = [
        f"Row {number}: {text}"
        for number, case in zip(sheet.numbers, sheet.cases, strict=True)
        for text in (*impossible(case), *(one.text for one in questions(case, rates)))
    ]
    yield from found[:MOST_ASKED]
    if len(found) > MOST_ASKED:
        yield f"{len(found) - MOST_ASKED:,} more, in the reasons of their rows."


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}."
    return str(error)


def _rates() -> tuple[Rate, ...]:
    """Return the stored rates, or those that ship while there is no database yet."""
    try:
        stored = pay.rates()
    except SQLAlchemyError:
        session.rollback()
        stored = ()
    if not stored:
        click.echo("Warning: no stored rates were found, so the built-in ones count.", err=True)
    return stored or built_in_rates()


def _table(outcomes: list[Outcome]) -> str:
    width = max(len("Case"), *(len(_name(outcome)) for outcome in outcomes))
    head = f"{'Case':<{width}}  {'Status':<21}  {'An hour':>9}  {'Minimum':>9}  Why"
    lines = [
        f"{_name(outcome):<{width}}  {outcome.status.value:<21}  {outcome.hourly or '-':>9}  "
        f"{outcome.minimum or '-':>9}  {outcome.explanation}"
        for outcome in outcomes
    ]
    return "\n".join([head, *lines])


def _name(outcome: Outcome) -> str:
    printable = "".join(char if char.isprintable() else " " for char in outcome.case)
    return printable if len(printable) <= 30 else f"{printable[:29]}…"
