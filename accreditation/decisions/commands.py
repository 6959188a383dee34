"""``accreditation decisions verify``: reads every decision again, and writes nothing."""

import json

import click

from accreditation.decisions import checking
from accreditation.levels.commands import accreditation_group
from crm.core.commands import refuse
from crm.core.db import reading

GROUP = accreditation_group


@accreditation_group.group("decisions")
def decisions_group() -> None:
    """Decisions on levels."""


@decisions_group.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def verify_command(*, as_json: bool) -> None:
    """Work out every digest again, and score the frozen facts with the frozen version."""
    with reading():
        found = checking.verify()
    if as_json:
        click.echo(json.dumps(found.plain(), ensure_ascii=False, indent=1))
    else:
        click.echo(f"{found.decisions} decisions, {len(found.faults)} faults")
        for fault in found.faults:
            click.echo(f"{fault.ref}  {fault.words}")
    if found.faults:
        refuse("Decisions differ from what was sealed.")
        raise SystemExit(1)
