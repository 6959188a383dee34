"""Asking for an application and what becomes of it afterwards. Nothing here commits."""

from datetime import timedelta
from typing import Any

from accreditation.applications import letters, queries, rules
from accreditation.applications.models import Application, State
from accreditation.declared import actions as declared
from accreditation.scheme import queries as schemes
from crm.core import clock, journal, links, outbox
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.outbox import Audience
from crm.employers.models import Contact, Employer

ENDPOINT = "applying.show"
LASTS = timedelta(days=90)
"""How long a link lasts while nothing was sent; what is sent keeps its link for longer."""
MANY = 1_000_000
MAIL = "application"


def invite(
    employer: Employer, contact: Contact | None, *, renewal_of: str = "", by: Any = None
) -> Application:
    """Begin an application and mail its link to a contact, if there is one; flushes.

    One that is being filled in goes on: it keeps its answers and gets a new link. What the last
    signed one said is filled in. Raises ``RuleBroken`` while one waits or is assessed, and for a
    contact who cannot get the mail.
    """
    session.get_one(Employer, employer.id, with_for_update={"key_share": True})
    if contact is not None and (
        contact.employer_id != employer.id or contact.to_on is not None or not contact.email
    ):
        raise RuleBroken("Choose somebody who works there now and has an email address.", "contact")
    row = queries.open_of(employer.id)
    if row is not None and row.state is not State.DRAFT:
        raise RuleBroken(f"{row.ref} was sent already. Look at that one first.")
    journal.operation(f"Asked {employer.name} to apply for a level")
    if row is None:
        row = _begin(employer, renewal_of, by)
    elif renewal_of:
        row.renewal_of = renewal_of
    row.contact_id = contact.id if contact else row.contact_id
    link = links.make(queries.PURPOSE, ENDPOINT, row.id, LASTS, most=MANY)
    row.link_id = link.id
    session.flush()
    links.note(link.id, queries.ASKED, by.name if by else "The system")
    if contact is not None:
        _mail(row, contact, link, by.name if by else "")
    return row


def _begin(employer: Employer, renewal_of: str, by: Any) -> Application:
    version = schemes.in_force(clock.today())
    if version is None:
        raise RuleBroken("There is no version of the scheme to apply under.")
    last = queries.last_signed(employer.id)
    row = Application(
        employer_id=employer.id,
        scheme_version_id=version.id,
        asked_by_id=by.id if by else None,
        asked_at=clock.now(),
        renewal_of=renewal_of,
        answers={},
    )
    if last is not None:
        kept = rules.carry(
            rules.read_all(last.answers), queries.scheme_of(last), schemes.ready(version)
        )
        row.answers = {code: answer.plain() for code, answer in kept.items()}
        row.signatory_name, row.signatory_role = last.signatory_name, last.signatory_role
        row.public_ok, row.size_said = last.public_ok, last.size_said
        row.contact_id = last.contact_id
    session.add(row)
    session.flush()
    return row


def _mail(row: Application, contact: Contact, link: links.OneTimeLink, who: str) -> None:
    employer = session.get_one(Employer, row.employer_id)
    version = schemes.in_force(clock.today())
    band = row.size_said or None if employer.size_band.value == "not known" else employer.size_band
    number = len(rules.questions(schemes.ready(version), band)) if version else 0
    until = clock.to_london(link.expires_at).date()
    subject, body = letters.asked(row, contact.name, number, until, who)
    post(row, contact, subject, body, f"asked:{link.id}")


def post(row: Application, contact: Contact, subject: str, body: str, key: str) -> None:
    """Put one mail about an application, with its link, into the outbox."""
    outbox.post(
        kind=MAIL,
        audience=Audience.EXTERNAL,
        to=contact.email,
        subject=subject,
        body=body,
        dedupe_key=f"application:{row.id}:{key}",
        link_id=row.link_id,
        about=outbox.About(employer_id=row.employer_id, contact_id=contact.id),
    )


def take(application: Application) -> None:
    """Let an assessment take an application over; flushes.

    Raises ``RuleBroken`` for one that was not sent, was withdrawn, or that somebody took already.
    """
    if application.state is not State.SUBMITTED:
        raise RuleBroken(f"{application.ref} is not waiting: it is {application.state.value}.")
    application.state, application.taken_at = State.TAKEN, clock.now()
    session.flush()


def give_back(application: Application) -> None:
    """Let an application wait again after its assessment was dropped; flushes."""
    if application.state is not State.TAKEN:
        raise RuleBroken(f"{application.ref} is not being assessed.")
    application.state, application.taken_at = State.SUBMITTED, None
    session.flush()


def done(application: Application) -> None:
    """Note that a decision was made; flushes."""
    if application.state is not State.TAKEN:
        raise RuleBroken(f"{application.ref} is not being assessed.")
    application.state, application.decided_at = State.DECIDED, clock.now()
    session.flush()


def withdraw(application: Application, why: str, *, by: Any) -> None:
    """Take an application back, and with it what it declared and nobody checked; flushes.

    Raises ``RuleBroken`` once it is being assessed or decided, and without a reason from staff.
    """
    if application.state is State.WITHDRAWN:
        raise RuleBroken(f"{application.ref} is withdrawn already.")
    if application.state not in {State.DRAFT, State.SUBMITTED}:
        raise RuleBroken(
            f"{application.ref} is {queries.STATES[application.state].lower()}: ask the person "
            "who has it to stop."
        )
    if by.id is not None and not why.strip():
        raise RuleBroken("Say why it is withdrawn.", "why")
    application.state, application.withdrawn_at = State.WITHDRAWN, clock.now()
    application.withdrawn_why = why.strip()
    declared.take_back(application.ref)
    session.flush()
    if application.link_id is not None:
        links.note(application.link_id, queries.WITHDREW, by.name)


def settle(application: Application, code: str, words: str, *, by: Any) -> None:
    """Note how a contradiction with our records was cleared up; flushes.

    Raises ``RuleBroken`` for a finding that is not there and without words.
    """
    if not any(one.code == code for one in queries.findings(application)):
        raise RuleBroken("That contradiction is not there any more.")
    if not words.strip():
        raise RuleBroken("Say how it was cleared up.", "words")
    note = {"words": words.strip(), "by": by.name, "on": clock.today().isoformat()}
    application.settled = {**application.settled, code: note}
    session.flush()
