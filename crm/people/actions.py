"""Making accounts, and the password and links of one."""

from datetime import timedelta

from flask import current_app

from crm.core import clock, journal, links, outbox
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.links import OneTimeLink
from crm.core.outbox import Audience
from crm.core.permissions import Role
from crm.people import queries, sessions
from crm.people.models import Person, email_key

INVITE, RESET, FIRST_ADMIN = "invite", "reset", "first administrator"
PURPOSES = (INVITE, RESET, FIRST_ADMIN)
INVITE_LASTS = timedelta(hours=72)
RESET_LASTS = timedelta(hours=1)
USED_UP = "This link was used or has run out."

INVITE_TEXT = """Hello {name}

{by} has made an account for you at {service}. Choose a password with this link:

{{link}}

The link works once, until {until}. After that, ask for a new one.
"""
RESET_TEXT = """Hello {name}

{by} asked for a new password at {service}. Choose it with this link:

{{link}}

The link works once, until {until}. If you did not ask, do nothing: your password stays as it is.
"""


def add(name: str, email: str, role: Role, *, password_hash: str | None = None) -> Person:
    """Make an account. Raises ``RuleBroken`` when the address has one already."""
    if known := queries.by_email(email):
        raise RuleBroken(f"{known.name} already has an account with this address.", "email")
    now = clock.now()
    person = Person(
        name=name,
        email=email.strip(),
        email_key=email_key(email),
        role=role,
        password_hash=password_hash,
        password_set_at=now if password_hash else None,
        created_at=now,
    )
    session.add(person)
    session.flush()
    return person


def choose_reminders(person: Person, *, on: bool) -> None:
    """Let somebody have the morning mail, or not; flushes."""
    journal.operation(f"{person.name} {'wants' if on else 'does not want'} the morning mail")
    person.reminder_mail = on
    session.flush()


def set_password(person: Person, password_hash: str) -> None:
    """Give ``person`` a new password; every sign-in and open link of theirs ends."""
    person.password_hash = password_hash
    person.password_set_at = clock.now()
    sessions.end_all(person.id)
    end_links(person)
    session.flush()


def end_links(person: Person) -> None:
    """End the open links with which ``person`` could choose a password; flushes."""
    for purpose in (INVITE, RESET):
        links.revoke(purpose, person.id)


def accept(link: OneTimeLink, password_hash: str) -> Person:
    """Use up an invitation or a reset link. Raises ``RuleBroken`` when somebody was faster."""
    person = session.get(Person, link.subject_id, with_for_update=True)
    if person is None or not person.active or not links.use(link.id):
        raise RuleBroken(USED_UP)
    what = "Accepted the invitation" if link.purpose == INVITE else "Chose a new password"
    journal.operation(what, actor=person)
    set_password(person, password_hash)
    return person


def accept_first(link: OneTimeLink, name: str, email: str, password_hash: str) -> Person:
    """Make the first administrator. Raises ``RuleBroken`` when there is one by now."""
    if queries.admins() or not links.use(link.id):
        raise RuleBroken(USED_UP)
    journal.operation("Made the first administrator")
    return add(name, email, Role.ADMIN, password_hash=password_hash)


def first_link() -> OneTimeLink:
    """Make the link for the first administrator; only while there is none."""
    if queries.admins():
        raise RuleBroken("There is an administrator already: ask them for an invitation.")
    return links.make(FIRST_ADMIN, "people.welcome", None, INVITE_LASTS)


def make_link(person: Person, *, by_admin: bool) -> OneTimeLink:
    """Make the link with which ``person`` chooses a first or a new password; flushes."""
    if not person.active:
        raise RuleBroken("Unlock this account first.")
    person.link_sent_at = clock.now()
    first = person.password_hash is None
    lasts = INVITE_LASTS if first or by_admin else RESET_LASTS
    return links.make(INVITE if first else RESET, "people.welcome", person.id, lasts)


def mail_link(person: Person, link: OneTimeLink, by: str = "Somebody, probably you,") -> None:
    """Post ``person`` the link; its address enters the mail only as it leaves."""
    service = str(current_app.config["SERVICE_NAME"])
    until = clock.to_london(link.expires_at)
    text = INVITE_TEXT if link.purpose == INVITE else RESET_TEXT
    subject = "Your account at" if link.purpose == INVITE else "Choose a new password for"
    outbox.post(
        kind=link.purpose,
        audience=Audience.STAFF,
        to=person.email,
        subject=f"{subject} {service}",
        body=text.format(
            name=person.name,
            by=by,
            service=service,
            until=f"{until:%H:%M on %A} {until.day} {until:%B %Y}",
        ),
        dedupe_key=f"one-time link {link.id}",
        link_id=link.id,
    )


def suit(person: Person, *, keys: bool, roomy: bool) -> None:
    """Let ``person`` have the pages as they like them; flushes."""
    person.keys_off, person.roomy = not keys, roomy
    session.flush()
