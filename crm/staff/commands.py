"""Commands about staff: add, list, and the link for the first administrator."""

import sys

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import AppGroup

from crm.core import journal, links
from crm.core.commands import answer, as_json, refuse
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Role
from crm.people import actions, passwords
from crm.people import queries as accounts
from crm.staff import queries

people_group = AppGroup("people", help="Staff accounts.")


@people_group.command("add")
@click.argument("email")
@click.option("--name", required=True, help="Full name.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@as_json
def add(email: str, name: str, role: str, *, password_stdin: bool, as_json: bool) -> None:
    """Make an account for EMAIL; without a password, print the link to choose one."""
    link = ""
    try:
        address = _address(email)
        kept = _password(name.strip(), address) if password_stdin else None
        journal.operation(f"Added {name.strip()}, {role}")
        person = actions.add(_name(name), address, Role(role), password_hash=kept)
        if kept is None:
            link = links.address(actions.make_link(person, by_admin=True))
        session.commit()
    except RuleBroken as error:
        refuse(error.message)
        return
    document = {"id": person.id, "email": person.email, "role": person.role.value}
    text = f"{person.name} <{person.email}> is added as {role}."
    if link and as_json:
        click.echo(link, err=True)
    elif link:
        text += f"\nTheir link, good once within 72 hours:\n{link}"
    answer(document, as_json=as_json, text=text)


@people_group.command("list")
@as_json
def list_people(*, as_json: bool) -> None:
    """List everybody, locked or not."""
    document = [
        {
            "id": person.id,
            "email": person.email,
            "name": person.name,
            "role": person.role.value,
            "state": queries.state(person),
        }
        for person in accounts.everybody()
    ]
    lines = (f"{p['role']:<8} {p['state']:<8} {p['email']:<36} {p['name']}" for p in document)
    answer(document, as_json=as_json, text="\n".join(lines) or "Nobody yet.")


@people_group.command("first-link")
@click.option("--if-none", is_flag=True, help="Say nothing when there is an administrator.")
@as_json
def first_link(*, if_none: bool, as_json: bool) -> None:
    """Print the one-time link to make the first administrator."""
    try:
        link = links.address(actions.first_link())
        session.commit()
    except RuleBroken as error:
        if not if_none:
            refuse(error.message)
        return
    text = f"Make the first administrator here (works once, within 72 hours):\n{link}"
    answer({"link": link}, as_json=as_json, text=text)


def _address(text: str) -> str:
    try:
        return str(validate_email(text.strip(), check_deliverability=False).normalized)
    except EmailNotValidError:
        raise RuleBroken(f"{text} is not an email address.") from None


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name.isprintable() or not 1 <= len(name) <= 100:
        raise RuleBroken("The name must be 1 to 100 characters that can be shown.")
    return name


def _password(*own: str) -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if fault := passwords.fault(password, *own):
        raise RuleBroken(fault)
    session.rollback()
    return passwords.hashed(password)
