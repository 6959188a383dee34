"""Recording what people agreed to, and stopping mail. Nothing here commits."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from crm.consent.models import MailConsent, MailStop
from crm.consent.queries import getting, stops_of
from crm.consent.rules import TEXT_VERSION, Basis, Why, address_key, hint
from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.merges import current
from crm.employers.models import Contact, Employer

OWN_CHOICE = frozenset({Why.UNSUBSCRIBED, Why.ASKED, Why.COMPLAINT})


def agree(
    employer: Employer,
    *,
    address: str,
    contact: Contact | None,
    topic: str,
    basis: Basis,
    source: str,
    given_on: date,
    text_version: str = "",
) -> MailConsent:
    """Record why somebody may be written to about a topic; flushes.

    Raises ``RuleBroken`` for a day to come, and while the address itself refuses the topic: only
    its holder can take that back.
    """
    if given_on > clock.today():
        raise RuleBroken("The day they agreed cannot be in the future.", "given_on")
    if any(s.topic in {"", topic} and s.why in OWN_CHOICE for s in stops_of(address_key(address))):
        raise RuleBroken(
            "This person stopped this mail. They can start it again with the link in any mail.",
            "topic",
        )
    journal.operation(f"Recorded {basis.value} to mail about {topic}")
    row = MailConsent(
        employer_id=employer.id,
        contact_id=contact.id if contact else None,
        address_key=address_key(address),
        topic=topic,
        basis=basis,
        source=source,
        text_version=text_version,
        given_on=given_on,
    )
    session.add(row)
    session.flush()
    return row


def take_back(row: MailConsent) -> None:
    """Note that somebody took their agreement back; flushes."""
    if row.ended_at is None:
        journal.operation(f"Consent to mail about {row.topic} taken back")
        row.ended_at = clock.now()
        session.flush()


def stop(address: str, why: Why, *, topic: str = "", source: str = "") -> MailStop:
    """Stop mail to an address, about one topic or all; once for each topic. Flushes."""
    return stop_key(address_key(address), hint(address), why, topic=topic, source=source)


def stop_key(key: str, shown: str, why: Why, *, topic: str = "", source: str = "") -> MailStop:
    """Stop mail to the address behind ``key``; the stop in force is returned if there is one."""
    for known in stops_of(key):
        if known.topic == topic and (known.why is Why.BOUNCE) == (why is Why.BOUNCE):
            return known
    row = MailStop(
        address_key=key, hint=shown, topic=topic, why=why, source=source[:200], at=clock.now()
    )
    session.add(row)
    session.flush()
    return row


def lift(row: MailStop, why: str) -> None:
    """Let an address be written to again; what its holder chose is lifted by its holder alone."""
    if row.lifted_at is not None:
        raise RuleBroken("This was lifted already.")
    if row.why in OWN_CHOICE:
        raise RuleBroken("Only the person can start this mail again, with the link in any mail.")
    if not why.strip():
        raise RuleBroken("Say in a few words why mail may go again.", "why")
    _end(row, why.strip())


def choose(
    key: str, shown: str, wanted: Collection[str], all_topics: Collection[str], employer_id: int
) -> None:
    """Keep what the holder of an address chose on the public page; flushes.

    Topics they did not get before and want now start with consent recorded: ticking was their own
    act. What they got already goes on as it was; the others stop. Nothing wanted stops all.
    """
    before = getting(key, employer_id)
    for row in stops_of(key):
        if row.why in OWN_CHOICE and (not row.topic or row.topic in wanted):
            _end(row, "Chosen again on the public page")
    if not wanted:
        stop_key(key, shown, Why.UNSUBSCRIBED, source="Public page")
        return
    employer = current(employer_id)
    for topic in all_topics:
        if topic not in wanted:
            stop_key(key, shown, Why.UNSUBSCRIBED, topic=topic, source="Public page")
        elif employer is not None and topic not in before and not _agreed(key, topic):
            journal.operation("Mail chosen on the public page", kind=journal.THEIRS)
            session.add(
                MailConsent(
                    employer_id=employer.id,
                    address_key=key,
                    topic=topic,
                    basis=Basis.CONSENT,
                    source="Public page",
                    text_version=TEXT_VERSION,
                    given_on=clock.today(),
                )
            )
    session.flush()


def _agreed(key: str, topic: str) -> bool:
    return (
        session.scalar(
            sa.select(MailConsent.id)
            .where(
                MailConsent.address_key == key,
                MailConsent.topic == topic,
                MailConsent.ended_at.is_(None),
            )
            .limit(1)
        )
        is not None
    )


def _end(row: MailStop, why: str) -> None:
    row.lifted_at = clock.now()
    row.lifted_why = why[:200]
    session.flush()
