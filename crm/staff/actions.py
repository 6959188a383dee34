"""Inviting, locking and changing staff; at least one administrator always stays."""

from crm.core import clock, journal
from crm.core.access import SignedIn
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.links import OneTimeLink
from crm.core.permissions import Permission, Role, may
from crm.people import actions as accounts
from crm.people import queries, sessions
from crm.people.models import Person

LAST_ADMIN = "There must be another administrator first."


def invite(name: str, email: str, role: Role, *, by: SignedIn) -> tuple[Person, OneTimeLink]:
    """Make an account and post its owner a link. Raises ``RuleBroken`` for a known address."""
    journal.operation(f"Invited {name}, {role.value}")
    person = accounts.add(name, email, role)
    return person, _post_link(person, by)


def send_link(person: Person, *, by: SignedIn) -> OneTimeLink:
    """Post ``person`` a fresh link to choose a password; earlier ones end."""
    journal.operation(f"Made a password link for {person.name}")
    return _post_link(person, by)


def lock(person: Person, *, by: SignedIn) -> None:
    """Keep ``person`` out; every sign-in and open link of theirs ends at once."""
    _check_stays_run(person, by, "You cannot lock your own account. Ask another administrator.")
    journal.operation(f"Locked {person.name}")
    person.locked_at = person.locked_at or clock.now()
    sessions.end_all(person.id)
    accounts.end_links(person)
    session.flush()


def unlock(person: Person) -> None:
    """Let ``person`` sign in again with the password they had."""
    journal.operation(f"Unlocked {person.name}")
    person.locked_at = None
    session.flush()


def change_role(person: Person, role: Role, *, by: SignedIn) -> None:
    """Give ``person`` another role; every sign-in of theirs ends at once."""
    if role == person.role:
        return
    _check_stays_run(person, by, "You cannot change your own role. Ask another administrator.")
    journal.operation(f"Made {person.name} {role.value}, was {person.role.value}")
    person.role = role
    sessions.end_all(person.id)
    session.flush()


def mark_independent(person: Person, *, independent: bool) -> None:
    """Say whether ``person`` is from outside the service.

    They may be assigned cases to review, and confirm the council's own pay if their role confirms
    pay. Raises ``RuleBroken`` for a role that does neither.
    """
    if independent and not may(person.role, Permission.REVIEW_ASSIGNED):
        raise RuleBroken("An independent reviewer has to be a reviewer, officer or manager here.")
    words = "an" if independent else "no longer an"
    journal.operation(f"{person.name} is {words} independent reviewer")
    person.independent = independent
    session.flush()


def _check_stays_run(person: Person, by: SignedIn, yourself: str) -> None:
    """Refuse what would leave nobody in charge, also when two administrators act at once."""
    left = {admin.id for admin in queries.admins()} - {person.id}
    if person.id == by.id:
        raise RuleBroken(yourself)
    if not left:
        raise RuleBroken(LAST_ADMIN)
    if by.id not in left:
        raise RuleBroken("You are no longer an administrator.")


def _post_link(person: Person, by: SignedIn) -> OneTimeLink:
    link = accounts.make_link(person, by_admin=True)
    accounts.mail_link(person, link, by.name)
    session.flush()
    return link
