"""Taking in a message, filing it and dropping it. Nothing here commits."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from crm.activity.rules import Kind
from crm.consent import actions as consent
from crm.consent.queries import stops_of
from crm.consent.rules import Why, address_key
from crm.core import clock, journal, outbox
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.features import installed
from crm.followups import actions as followups
from crm.inbound import bounces, queries, tokens
from crm.inbound.bounces import Reading, Recipient
from crm.inbound.letters import Letter, open_letter
from crm.inbound.models import Handling, InboundFiling, InboundMail
from crm.inbound.queries import Party

MOST_TEXT = 4000
TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "Resent-To")


@dataclass(frozen=True)
class Received:
    """What a message was and what was done with it; ``mail`` is None when it came before."""

    reading: Reading
    mail: InboundMail | None


def receive(raw: bytes, *, size: int | None = None, sent_to: str = "") -> Received:
    """Take in one message; flushes. The same message twice acts once.

    ``sent_to`` is the address the mail server delivered to, where a token may stand.
    """
    letter = open_letter(raw)
    reading = bounces.read_letter(letter)
    message_id, digest = letter.head("Message-ID")[:300], _digest(letter)
    if _came_before(message_id, digest):
        return Received(reading, None)
    journal.operation("Mail came in", kind="mail")
    row = InboundMail(
        message_id=message_id,
        digest=digest,
        received_at=clock.now(),
        kind=reading.kind,
        from_addr=next(iter(letter.addresses("From")), letter.head("From")[:200]),
        subject=letter.head("Subject")[:300],
        size=len(raw) if size is None else size,
        state=Handling.NOTED,
    )
    session.add(row)
    session.flush()
    if reading.kind in {"bounce", "complaint"}:
        row.note = " ".join(_act_on(reading, person) for person in reading.recipients)[:1000]
    elif note := _about_a_calendar(letter, row.from_addr):
        row.note = note
    else:
        _file_by_itself(row, letter, reading, sent_to)
    session.flush()
    return Received(reading, row)


def file(row: InboundMail, employers: Sequence[Party]) -> int:
    """Put a message on the timelines of these employers; return how many are new. Flushes."""
    known = set(
        session.scalars(sa.select(InboundFiling.employer_id).where(InboundFiling.mail_id == row.id))
    )
    new = [party for party in employers if party.employer_id not in known]
    for party in new:
        session.add(
            InboundFiling(
                mail_id=row.id,
                employer_id=party.employer_id,
                contact_id=party.contact_id,
                how=party.how,
            )
        )
    if employers:
        row.state = Handling.FILED
    session.flush()
    return len(new)


def file_by_hand(row: InboundMail, refs: str) -> int:
    """File a message with the employers named by their references, like ``E-00042, E-00007``."""
    found = re.findall(r"E-([0-9]{5,9})", refs.upper(), re.ASCII)
    employers = queries.existing([int(number) for number in found[: queries.MOST]])
    if not found or len(employers) != len({int(number) for number in found}):
        raise RuleBroken("Enter the reference of an employer, like E-00042.", "refs")
    journal.operation("Filed a mail")
    contacts = {p.employer_id: p.contact_id for p in queries.parties_at(row.from_addr)}
    return file(row, [Party(e.id, contacts.get(e.id), "by hand") for e in employers])


def drop(row: InboundMail) -> None:
    """Put a message aside and erase its text; who wrote and when stays."""
    if row.state is Handling.FILED:
        raise RuleBroken("This mail is on an employer's timeline already.")
    row.state = Handling.DROPPED
    row.text = ""
    session.flush()


def _digest(letter: Letter) -> str:
    parts = (letter.head("From"), letter.head("Subject"), letter.head("Date"), letter.text)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def _came_before(message_id: str, digest: str) -> bool:
    found = session.scalar(
        sa.select(InboundMail.id).where(
            InboundMail.message_id == message_id, InboundMail.digest == digest
        )
    )
    return found is not None


def _file_by_itself(row: InboundMail, letter: Letter, reading: Reading, sent_to: str) -> None:
    """File an answer by token, by the mail it answers, or by its sender; else it waits."""
    row.text = letter.text.strip()[:MOST_TEXT]
    places = [sent_to, letter.head("Subject"), *(letter.head(name) for name in TO)]
    by_token = queries.existing(sorted(tokens.find(places))[: queries.MOST])
    answered = re.findall(
        r"<[^<>\s]{3,300}>", letter.head("In-Reply-To") + letter.head("References")
    )
    mails = queries.sent_mails(answered)
    senders = {p.employer_id: p for p in queries.parties_at(row.from_addr)}
    found = {e.id: Party(e.id, None, "token") for e in by_token}
    for mail in mails:
        for employer in queries.existing([mail.employer_id] if mail.employer_id else []):
            found.setdefault(employer.id, Party(employer.id, None, "answer"))
    chosen = found or senders
    parties = [
        Party(i, senders[i].contact_id if i in senders else None, p.how) for i, p in chosen.items()
    ]
    if queries.sent_mails([row.message_id]):
        row.state, row.note, row.text = Handling.NOTED, "Our own mail, which came back to us.", ""
    elif file(row, parties):
        if reading.kind == "other" and not bounces.is_to_many(letter):
            _plan_answers(row, parties)
    else:
        row.state = Handling.NOTED if reading.kind == "auto_reply" else Handling.WAITING


def _about_a_calendar(letter: Letter, sender: str) -> str:
    """Say what was noted of the answer that a calendar sent, "" when the message holds none."""
    if not letter.calendar:
        return ""
    takers = installed("calendar_answers")
    return next((said for take in takers if (said := take(letter.calendar, sender))), "")


def _plan_answers(row: InboundMail, parties: Sequence[Party]) -> None:
    """Plan to answer, once for each employer while such a step is open."""
    if queries.is_staff(row.from_addr):
        return
    ending = "mail that came in"
    for employer in queries.existing([party.employer_id for party in parties]):
        owner = queries.responsible(employer)
        if owner is not None and not followups.open_titled(employer.id, ending):
            followups.plan(
                employer,
                owner=owner,
                title=f"Answer the {ending}",
                due_on=clock.today(),
                kind=Kind.MAIL,
                why=f"From {row.from_addr}: {row.subject}"[:200],
            )


def _act_on(reading: Reading, person: Recipient) -> str:
    """Do what a bounce or complaint asks for one address; return a sentence for the list.

    Anybody can write such a message. So an address is given up only when the message names a mail
    of ours by its secret id, or we wrote to that address within the last days; a person looks at
    the others. An address that is not ours changes nothing.
    """
    mails = queries.sent_mails([reading.about]) if reading.about else []
    address = person.address
    if mails and (not address or len(reading.recipients) == 1):
        address = mails[0].to_addr  # as we wrote it, before anybody passed it on
    parties = queries.parties_at(address)
    if not address or not (mails or parties or queries.ever_sent_to(address)):
        return f"{person.address or 'No address named'}: not an address of ours, nothing done."
    said = f"{person.reason} {person.status}".strip()
    for mail in mails:
        outbox.note_return(mail.id, f"Came back: {said}")
    if not person.suppress:
        return f"{address}: {said}, tried again next time."
    proved = bool(mails) or queries.sent_lately(address)
    if reading.kind == "complaint":
        return _complained(address, said, proved=proved)
    if any(stop.why is Why.BOUNCE for stop in stops_of(address_key(address))):
        return f"{address}: {said}, given up already."
    planned = _plan_fixes(address, parties)
    if not proved:
        return (
            f"{address}: {said}, but it names no mail of ours and we sent none lately, so mail to "
            f"it goes on; steps planned to put it right: {planned}."
        )
    consent.stop(address, Why.BOUNCE, source=said)
    return f"{address}: {said}, given up; steps planned to put it right: {planned}."


def _complained(address: str, said: str, *, proved: bool) -> str:
    if not proved:
        return f"{address}: a complaint about no mail of ours, nothing done."
    consent.stop(address, Why.COMPLAINT, source=said)
    return f"{address}: marked our mail as spam, news and invitations stopped."


def _plan_fixes(address: str, parties: Sequence[Party]) -> int:
    """Ask the owner of each employer that has this address to put it right, once."""
    planned, title = 0, f"Fix the address {address}"
    for employer in queries.existing([party.employer_id for party in parties]):
        owner = queries.responsible(employer)
        if owner is not None and not followups.open_titled(employer.id, title):
            followups.plan(
                employer,
                owner=owner,
                title=title,
                due_on=clock.today(),
                kind=Kind.CALL,
                why="Mail to it came back: the address does not exist.",
            )
            planned += 1
    return planned
