"""Command for employers in files: ``flask employers import``."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from crm.core.commands import as_json, refuse
from crm.core.db import reading, session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.people.queries import acting_as
from crm.records import actions
from crm.records import plan as plans
from crm.records.limits import Unreadable
from crm.records.mapping import Issue
from crm.records.plan import Plan

employers_group = AppGroup("employers", help="Employers in files.")


@employers_group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "email", help="E-mail address of the person who imports.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@as_json
def import_file(file: Path, email: str | None, *, dry_run: bool, as_json: bool) -> None:
    """Import the employers of FILE (CSV or XLSX), all rows in one operation."""
    try:
        person = acting_as(email, Permission.IMPORT) if email else None
        content = _content(file)
        if dry_run:
            with reading():
                plan = plans.make(content, file.name, actions.caps())
        else:
            plan = plans.make(content, file.name, actions.caps())
    except (RuleBroken, Unreadable) as refusal:
        refuse(str(refusal))
        return
    operation = None
    nothing = plan.counts["failed"] == plan.counts["rows"]
    if dry_run or nothing:
        session.rollback()
    else:
        operation = actions.carry_out(plan, name=file.name, actor=person)
        session.commit()
    _answer(plan, operation, as_json=as_json)
    if nothing:
        click.echo("None of the rows could be imported, so nothing was changed.", err=True)
        sys.exit(1)


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > actions.caps().file_bytes:
            raise RuleBroken(
                f"{file.name} is larger than {actions.caps().file_bytes // 1_000_000} MB. Split it"
                " and import the parts one after the other."
            )
        return file.read_bytes()
    except OSError as error:
        raise RuleBroken(f"{file} cannot be opened: {error.strerror}.") from error


def _answer(plan: Plan, operation: int | None, *, as_json: bool) -> None:
    document = {
        "operation": operation,
        **plan.counts,
        "warnings": [_document(issue) for issue in plan.warnings],
        "errors": [_document(issue) for issue in plan.errors],
    }
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    click.echo(", ".join(f"{count:,} {name}" for name, count in plan.counts.items()))
    if operation:
        click.echo(f"To take it back: flask journal undo {operation}")
    for word, issues in (("Warning", plan.warnings), ("Error", plan.errors)):
        for issue in issues:
            where = f"row {issue.row}, {issue.column or issue.field}" if issue.row else "the file"
            click.echo(f"{word}, {where}: {issue.reason}", err=True)


def _document(issue: Issue) -> dict[str, Any]:
    return {"row": issue.row, "field": issue.field, "reason": issue.reason}
