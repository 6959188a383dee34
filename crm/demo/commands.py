"""``flask demo``: invented data to look at, and the sign-ins to look with."""

from datetime import datetime

import click
from flask.cli import with_appcontext

from crm.core import clock, jobs
from crm.core.commands import refuse
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.demo import cast
from crm.people import passwords

#: Clockwork that a fresh database would wait for, where it is installed.
AFTERWARDS = ("score-due", "seal-journal")


@click.command("demo")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the history; today.")
@click.option("--if-empty", is_flag=True, help="Do nothing when there is anybody or anything.")
@with_appcontext
def demo_command(on: datetime | None, *, if_empty: bool) -> None:
    """Add invented employers with two years of history, the same for the same DATE."""
    from crm.demo import actions  # the web starts without the makers of the demo

    day = on.date() if on else clock.today()
    if not 2000 <= day.year < 2100:
        raise click.UsageError(f"{day:%Y-%m-%d} is not a day of this century.")
    if if_empty and not actions.is_empty():
        click.echo("There is data already, so no demo data was added.", err=True)
        _print_sign_ins()
        return
    try:
        actions.check_possible()
        session.rollback()
        built = actions.build(day, passwords.hashed(cast.PASSWORD))
        session.commit()
    except RuleBroken as error:
        refuse(error.message)
        return
    for name in AFTERWARDS:
        job = jobs.find(name)
        if job is not None:
            jobs.run(job, clock.now())
    click.echo(f"Added {built.employers} invented employers with two years of history.", err=True)
    _print_sign_ins()


def _print_sign_ins() -> None:
    from crm.demo import actions

    found = actions.sign_ins()
    session.rollback()
    if not found:
        return
    click.echo("Sign in to look around (everything is invented):")
    for role, email in found:
        click.echo(f"  {role:<8} {email}")
    click.echo(f"  Password of all of them: {cast.PASSWORD}")
