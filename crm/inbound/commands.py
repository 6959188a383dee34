"""Commands for mail that comes in."""

from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import AppGroup

from crm.core.commands import answer, as_json, refuse
from crm.inbound import bounces
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
    people = [asdict(person) for person in found.recipients]
    lines = [f"{found.kind.replace('_', ' ').capitalize()}."]
    lines += [
        f"{p.address or 'No address given'}: {p.reason} {p.status}".rstrip()
        + (", give this address up" if p.suppress else "")
        for p in found.recipients
    ]
    answer({"kind": found.kind, "recipients": people}, as_json=as_json, text="\n".join(lines))
