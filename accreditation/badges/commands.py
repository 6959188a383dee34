"""Commands about badges: issue, check, revoke, and the keys that sign them."""

import json
from datetime import datetime, time
from pathlib import Path

import click
from flask.cli import AppGroup

from accreditation.badges import actions, files, keys, places, queries
from accreditation.badges.models import Badge, KeyKind, Reason
from accreditation.openbadges.checks import examine
from accreditation.openbadges.credential import NotSound
from accreditation.openbadges.opening import MOST_BYTES
from accreditation.openbadges.report import Report
from accreditation.scheme import queries as schemes
from crm.core import clock
from crm.core.calendar import add_months
from crm.core.commands import answer, as_json, refuse
from crm.core.db import reading, session
from crm.core.errors import RuleBroken
from crm.employers.models import Employer
from crm.employers.queries import find_by_ref

badges_group = AppGroup("badges", help="Badges: issue, check, revoke, and their keys.")
DEMO = "invented by the command"
SIGNS = {True: "yes", False: "NO", None: "not checked"}


@badges_group.command("issue")
@click.argument("employer")
@click.option("--level", required=True, help="The level's code, like silver.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for files.")
@click.option("--demo", is_flag=True, help="From demo data, marked as invented.")
def issue_command(employer: str, level: str, out: Path | None, *, demo: bool) -> None:
    """Give the badge that EMPLOYER's confirmed award made; with --demo make an invented one.

    Without a confirmed award at this level it is refused, and says what to do.
    """
    try:
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
        badge = _invented(employer, level) if demo else _of_award(employer, level)
        session.commit()
        click.echo(places.badge(badge.public_id))
        for file in _written(badge.public_id, out) if out else ():
            click.echo(str(file))
    except (RuleBroken, NotSound, OSError) as error:
        refuse(str(error))


def _written(public_id: str, out: Path) -> list[Path]:
    """Write a badge in all its forms; return the files."""
    badge = queries.find(public_id)
    assert badge is not None
    written = [out / f"badge.{form}" for form in files.MEDIA]
    for file in written:
        file.write_bytes(files.made(badge, file.suffix.removeprefix(".")))
    return written


def _of_award(ref: str, level: str) -> Badge:
    """Return the badge that was issued when the award was confirmed: that is the only way to one.

    Raises ``RuleBroken`` for everything but a badge that holds now, at this level.
    """
    found = queries.latest(_employer(ref).id, but_not=DEMO)
    if found is None:
        raise RuleBroken(
            f"A badge is issued only from a confirmed award, and {ref} has none: assess it and let "
            "a manager decide. With --demo it is issued from demo data."
        )
    if found.level_code != level:
        raise RuleBroken(
            f"{ref} was awarded {found.level_code}: ask for --level {found.level_code}."
        )
    word = found.word(clock.now())
    if word != "valid":
        raise RuleBroken(f"The award of {ref} is not confirmed now: its badge is {word}.")
    return found


def _employer(ref: str) -> Employer:
    employer = find_by_ref(ref)
    if employer is None:
        raise RuleBroken(f"There is no employer {ref}.")
    return employer


def _invented(ref: str, level: str) -> Badge:
    employer = _employer(ref)
    version = schemes.in_force(clock.today())
    if version is None:
        raise RuleBroken("No scheme version is stored: run flask db upgrade.")
    scheme = schemes.ready(version)
    months = scheme.levels[scheme.ranks[level] - 1].months if level in scheme.ranks else 12
    begins = clock.now().replace(microsecond=0)
    last = add_months(clock.today(), months)
    return actions.issue(
        actions.Grounds(
            employer=employer,
            scheme_version=version,
            level=level,
            valid_from=begins,
            valid_until=datetime.combine(last, time(), clock.LONDON),
            decision=DEMO,
            evidence="Invented example: nobody was assessed for this badge.",
            made_up=True,
        )
    )


@badges_group.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def verify_command(file: Path, *, as_json: bool) -> None:
    """Check any badge FILE: JSON, token, PNG or SVG. Also one that is not valid exits 0."""
    with file.open("rb") as opened, reading():
        report = examine(
            opened.read(MOST_BYTES + 1), queries.Ourselves(), clock.to_london(clock.now())
        )
        session.rollback()
    answer(report.plain(), as_json=as_json, text=_lines(report))


def _lines(report: Report) -> str:
    head = f"{report.status.capitalize()}."
    return "\n".join([head, *(f"{SIGNS[c.ok]:<12} {c.name:<12} {c.detail}" for c in report.checks)])


@badges_group.command("revoke")
@click.argument("badge")
@click.option("--why", type=click.Choice([why.value for why in Reason]), required=True)
@click.option("--words", required=True, help="What everybody may read about it.")
def revoke_command(badge: str, why: str, words: str) -> None:
    """Revoke BADGE, named by its address or the last part of it."""
    row = queries.find(badge.rpartition("/")[2])
    try:
        if row is None:
            raise RuleBroken(f"There is no badge {badge}.")
        actions.revoke(row, Reason(why), words)
        session.commit()
    except RuleBroken as error:
        refuse(error.message)
    click.echo("Revoked. The status list is signed anew.", err=True)


@badges_group.command("keys")
@as_json
def list_keys(*, as_json: bool) -> None:
    """List the keys, the newest first; retired ones still let their badges verify."""
    rows = queries.every_key()
    document = [
        {
            "kid": row.kid,
            "kind": row.kind.value,
            "since": row.since_at.isoformat(),
            "until": row.until_at.isoformat() if row.until_at else None,
        }
        for row in rows
    ]
    text = "\n".join(f"{row.kid:<28} {'retired' if row.until_at else 'in use'}" for row in rows)
    answer(document, as_json=as_json, text=text or json.dumps([]))


@badges_group.command("rotate-keys")
def rotate_keys() -> None:
    """Sign with new keys from now on; badges of the old ones still verify."""
    keys.rotate()
    session.commit()
    gone = keys.forget_retired()
    click.echo(f"In use: {keys.current(KeyKind.EMBEDDED).kid}", err=True)
    click.echo(f"Destroyed private keys: {gone}. Their public halves stay.", err=True)
    session.rollback()
