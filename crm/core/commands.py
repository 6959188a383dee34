"""Commands for operators: the journal and the clockwork."""

import json
import sys
from dataclasses import asdict
from datetime import datetime
from types import TracebackType
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

from crm.core import clock, formats, jobs, mail, seals, undo, worker
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.features import installed
from crm.core.journal import Operation

journal_group = AppGroup("journal", help="What was changed, by whom, and taking it back.")
jobs_group = AppGroup("jobs", help="Work that runs by the clock.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def answer(document: Any, *, as_json: bool, text: str) -> None:
    """Print the JSON document, or the text for people."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1) if as_json else text)


def refuse(reason: str) -> None:
    """Say why on standard error and leave with exit status 1; nothing is changed."""
    session.rollback()
    click.echo(reason, err=True)
    sys.exit(1)


def say_no_connection(app: Flask) -> None:
    """End a command that gets no connection to the database with one sentence and status 1."""
    usual = sys.excepthook
    url = sa.make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    where = f"{url.host}:{url.port or 5432}" if url.host else url.database

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, OperationalError) and is_lost(error):
            click.echo(
                f"There is no connection to the database at {where}: start it, or correct "
                "DATABASE_URL (see README, 'Settings').",
                err=True,
            )
        else:
            usual(kind, error, trace)

    sys.excepthook = hook


def is_lost(error: OperationalError) -> bool:
    """Return whether the database never answered or stopped answering."""
    return error.statement is None or error.connection_invalidated


@journal_group.command("list")
@as_json
@click.option(
    "--limit", default=20, type=click.IntRange(1, 10_000), help="How many operations, newest first."
)
def list_operations(*, as_json: bool, limit: int) -> None:
    """List operations, newest first."""
    found = session.scalars(sa.select(Operation).order_by(Operation.id.desc()).limit(limit)).all()
    document = [
        {"operation": o.id, "at": o.at.isoformat(), "by": o.actor, "kind": o.kind, "title": o.title}
        for o in found
    ]
    lines = (f"{o.id:>7}  {formats.moment(o.at):<18}  {o.actor:<24}  {o.title}" for o in found)
    answer(document, as_json=as_json, text="\n".join(lines))


@journal_group.command("undo")
@click.argument("operation", type=click.IntRange(1, 2**31 - 1))
@as_json
def undo_command(operation: int, *, as_json: bool) -> None:
    """Apply OPERATION backwards; list what was changed since and so stays."""
    try:
        done = undo.undo(operation)
        session.commit()
    except RuleBroken as error:
        refuse(error.message)
        return
    document = {"undone": operation, "refused": [asdict(r) for r in done.refused]}
    lines = [f"Undone: {formats.plural(done.restored, 'row')} put back."]
    lines += [f"Left: {r.table} {r.id} {r.field}: {r.reason}" for r in done.refused]
    answer(document, as_json=as_json, text="\n".join(lines))


@journal_group.command("verify")
@as_json
def verify(*, as_json: bool) -> None:
    """Recompute every digest and seal; exit 1 when one does not fit."""
    verdict = seals.verify()
    word = "whole" if verdict.ok else f"broken at {verdict.first_bad}"
    text = f"The journal of {verdict.operations} operations is {word}."
    answer(asdict(verdict), as_json=as_json, text=text)
    if not verdict.ok:
        sys.exit(1)


@jobs_group.command("list")
@as_json
def list_jobs(*, as_json: bool) -> None:
    """List the jobs and when each runs."""
    found = [(job, _rhythm(job)) for job in installed("jobs")]
    document = [{"job": job.name, "title": job.title, "runs": when} for job, when in found]
    lines = (f"{job.name:<22} {when:<24} {job.title}" for job, when in found)
    answer(document, as_json=as_json, text="\n".join(lines))


@jobs_group.command("run")
@click.argument("name")
@click.option("--at", "at_text", help="Moment to run for, ISO 8601; now when left out.")
@as_json
def run_job(name: str, at_text: str | None, *, as_json: bool) -> None:
    """Run job NAME once for the slot that holds the moment; a done slot handles 0."""
    job = jobs.find(name)
    if job is None:
        raise click.UsageError(f"There is no job {name}. See: flask jobs list")
    ran = jobs.run(job, _moment(at_text))
    answer(asdict(ran), as_json=as_json, text=f"{ran.job} {ran.slot}: {ran.handled} handled")


@jobs_group.command("work")
def work() -> None:
    """Run every job by the clock until stopped."""
    try:
        mail.check(current_app.config)
    except (mail.BadMailUrl, mail.BadMailTimes) as error:
        refuse(str(error))
    session.scalar(sa.select(sa.literal(1)))  # a worker that could never begin says so at once
    session.remove()
    worker.work(current_app._get_current_object())  # type: ignore[attr-defined]


def _rhythm(job: jobs.Job) -> str:
    if job.at is not None:
        return f"daily at {job.at:%H:%M} London"
    seconds = int(job.every.total_seconds()) if job.every else 0
    return f"every {seconds} seconds" if seconds < 120 else f"every {seconds // 60} minutes"


def _moment(text: str | None) -> datetime:
    if text is None:
        return clock.now()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{text} is not a moment like 2026-11-24T09:00:00Z.") from None
    if not 2000 <= found.year < 2100:
        raise click.UsageError(f"{text} is not a moment of this century.")
    return found if found.tzinfo else found.replace(tzinfo=clock.LONDON)
