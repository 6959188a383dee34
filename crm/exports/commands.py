"""Command for employers in files that go out: ``flask employers export``."""

from typing import Any

import click
from flask.cli import with_appcontext

from crm.core import sheets
from crm.core.commands import refuse
from crm.core.db import reading, session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.exports import actions, queries
from crm.exports.queries import Chosen
from crm.people.queries import acting_as


@click.command("export")
@with_appcontext
@click.option("--csv", "form", flag_value="csv", default="csv", help="Print CSV (the default).")
@click.option("--json", "form", flag_value="json", help="Print one JSON document.")
@click.option("--as", "email", help="E-mail address of the person who exports.")
def export(form: str, email: str | None) -> None:
    """Print every employer that the caller may see; History says so."""
    chosen = Chosen()
    try:
        person: Any = acting_as(email, Permission.EXPORT) if email else None
        actions.note(chosen, form=form, purpose="flask employers export", person=person)
        session.commit()
    except RuleBroken as error:
        refuse(error.message)
        return
    write = sheets.csv_text if form == "csv" else sheets.json_text
    with reading():
        for text in write(chosen.headings, queries.rows(chosen)):
            click.echo(text, nl=False)
        session.rollback()
