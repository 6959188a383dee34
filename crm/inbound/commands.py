"""Commands for mail that comes in."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import IntegrityError

from crm.core.commands import answer, as_json, refuse
from crm.core.db import session
from crm.inbound import actions, bounces
from crm.inbound.bounces import Reading
from crm.inbound.letters import MOST_BYTES

mail_group = AppGroup("mail", help="Mail that comes in: bounces, complaints and answers.")


@mail_group.command("read-bounce")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
def read_bounce(file: Path, *, as_json: bool) -> None:
    """Say what the message in FILE is and what it says of each address; changes nothing."""
    try:
        with file.open("rb") as message:
            found = bounces.read(message.read(MOST_BYTES))
    except OSError as error:
        refuse(f"{file} cannot be read: {error.strerror}")
        return
    lines = [f"{found.kind.replace('_', ' ').capitalize()}."]
    lines += [
        f"{p.address or 'No address given'}: {p.reason} {p.status}".rstrip()
        + (", give this address up" if p.suppress else "")
        for p in found.recipients
    ]
    answer(_document(found), as_json=as_json, text="\n".join(lines))


@mail_group.command("receive")
@click.argument("source", type=click.Choice(["-"]), expose_value=False)
@click.option("--to", "sent_to", default="", help="The address the mail server delivered to.")
@as_json
def receive(sent_to: str, *, as_json: bool) -> None:
    """Take in one message from standard input, for the mail server's pipe; twice acts once."""
    raw = sys.stdin.buffer.read(MOST_BYTES)
    size = len(raw)
    while rest := sys.stdin.buffer.read(1_000_000):  # what is over is counted, not kept
        size += len(rest)
    if not raw.strip():
        refuse("The message on standard input is empty.")
        return
    try:
        done = actions.receive(raw, size=size, sent_to=sent_to[:500])
        session.commit()
    except IntegrityError:  # the same message at the same moment
        session.rollback()
        done = actions.Received(bounces.read(raw), None)
    state = done.mail.state.value if done.mail else "came before"
    document = _document(done.reading) | {"state": state}
    answer(document, as_json=as_json, text=f"{done.reading.kind}: {state}")


def _document(found: Reading) -> dict[str, Any]:
    people = [asdict(person) for person in found.recipients]
    return {"kind": found.kind, "recipients": people}
