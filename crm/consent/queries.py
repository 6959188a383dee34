"""Questions about who may be written to."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from crm.consent.models import MailConsent, MailStop, MailTopic
from crm.consent.rules import Agreement, Stop, Verdict, Why, address_key, is_corporate, verdict
from crm.core import clock
from crm.core.db import session
from crm.core.features import Holding
from crm.core.outbox import Audience, Mail
from crm.employers.merges import current
from crm.employers.models import Contact, Employer, LegalForm

AT_ONCE = 400


@dataclass(frozen=True)
class Reader:
    """Somebody a mail would go to."""

    address: str
    employer_id: int | None = None
    contact_id: int | None = None
    corporate: bool = False


def topics() -> Sequence[MailTopic]:
    """Return every topic in order."""
    return session.scalars(
        sa.select(MailTopic).order_by(MailTopic.position, MailTopic.id).limit(50)
    ).all()


def corporate(employer: Any) -> bool:
    """Return whether an employer (or a row with its legal form and number) is an organisation."""
    return is_corporate(LegalForm(employer.legal_form).value, employer.company_number)


def verdicts(readers: Sequence[Reader], topic: str) -> list[Verdict]:
    """Return for each reader whether mail about ``topic`` may go, in a few statements for all."""
    keys = [address_key(reader.address) for reader in readers]
    stops = _stops(keys)
    given = _agreements(keys, [r.contact_id for r in readers if r.contact_id])
    return [
        verdict(
            topic,
            corporate=reader.corporate,
            stops=stops[key],
            agreements=given[key] + (given[reader.contact_id] if reader.contact_id else []),
        )
        for reader, key in zip(readers, keys, strict=True)
    ]


@dataclass(frozen=True)
class Board:
    """What may be written to whom at one employer."""

    corporate: bool
    people: Sequence[tuple[str, str, Verdict, Sequence[tuple[MailTopic, Verdict]]]] = ()
    given: Sequence[MailConsent] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def board(employer: Employer) -> Board:
    """Return the board of an employer; one statement where nobody has an address, else four."""
    is_body = corporate(employer)
    people = people_of(employer)
    if not people:
        return Board(is_body)
    every, given = topics(), consents_of(employer.id)
    stops = _stops([address_key(address) for _, _, address in people])

    def judge(contact: Contact | None, address: str, topic: str) -> Verdict:
        key, contact_id = address_key(address), contact.id if contact else 0
        own = [
            _agreement(row)
            for row in given
            if contact_id == row.contact_id or key == row.address_key
        ]
        return verdict(topic, corporate=is_body, stops=stops[key], agreements=own)

    return Board(
        is_body,
        [
            (
                name,
                address,
                judge(who, address, ""),
                [(t, judge(who, address, t.code)) for t in every],
            )
            for name, who, address in people
        ],
        given,
        {t.code: t.name for t in every},
    )


def why_not(mail: Mail) -> str:
    """Return why this mail must not leave now, or ""; asked by the outbox for each mail."""
    if mail.audience is not Audience.EXTERNAL:
        return ""
    employer = current(mail.employer_id)
    reader = Reader(
        mail.to_addr,
        employer.id if employer else mail.employer_id,
        mail.contact_id,
        corporate=employer is not None and corporate(employer),
    )
    (found,) = verdicts([reader], mail.topic)
    return "" if found.may else found.words


def getting(key: str, employer_id: int) -> frozenset[str]:
    """Return the topics about which the holder of an address may be written to now.

    An address that does not exist is left out of account: whoever reads the page has it.
    """
    employer = session.get(Employer, employer_id)
    is_body = employer is not None and corporate(employer)
    stops = [stop for stop in _stops([key])[key] if stop.why is not Why.BOUNCE]
    given = _agreements([key], [])[key]
    return frozenset(
        topic.code
        for topic in topics()
        if verdict(topic.code, corporate=is_body, stops=stops, agreements=given).may
    )


def stops_of(key: str) -> Sequence[MailStop]:
    """Return the stops in force for one address, oldest first."""
    return session.scalars(
        sa.select(MailStop)
        .where(MailStop.address_key == key, MailStop.lifted_at.is_(None))
        .order_by(MailStop.id)
        .limit(50)
    ).all()


def consents_of(employer_id: int) -> Sequence[MailConsent]:
    """Return what an employer's people agreed to, newest first."""
    return session.scalars(
        sa.select(MailConsent)
        .where(MailConsent.employer_id == employer_id)
        .order_by(MailConsent.ended_at.is_not(None), MailConsent.id.desc())
        .limit(100)
    ).all()


def held_about(email_key: str) -> list[Holding]:
    """Return what the owner of an address agreed to and what they stopped."""
    key, names = address_key(email_key), {t.code: t.name for t in topics()}
    given = session.scalars(
        sa.select(MailConsent)
        .where(MailConsent.address_key == key)
        .order_by(MailConsent.id)
        .limit(50)
    )
    facts = [
        (
            f"{names.get(row.topic, row.topic)}: {row.basis.value}",
            f"{row.given_on:%d/%m/%Y}, {row.source}"
            + (f", taken back {row.ended_at:%d/%m/%Y}" if row.ended_at else ""),
        )
        for row in given
    ]
    facts += [
        (
            f"{names.get(stop.topic) or 'All news and invitations'}: stopped",
            f"{stop.at:%d/%m/%Y}, {stop.why.value}",
        )
        for stop in stops_of(key)
    ]
    return (
        [Holding("What you get by email", facts, "Chosen by you, or noted by our staff.")]
        if facts
        else []
    )


def people_of(employer: Employer) -> list[tuple[str, Contact | None, str]]:
    """Return ``(name, contact, address)`` of everybody at an employer who can be written to."""
    contacts = session.scalars(
        sa.select(Contact)
        .where(Contact.employer_id == employer.id, Contact.to_on.is_(None), Contact.email != "")
        .order_by(Contact.name, Contact.id)
        .limit(100)
    ).all()
    found: list[tuple[str, Contact | None, str]] = [(c.name, c, c.email) for c in contacts]
    if employer.email:
        found.append(("General address", None, employer.email))
    return found


def _stops(keys: Sequence[str]) -> defaultdict[str, list[Stop]]:
    found: defaultdict[str, list[Stop]] = defaultdict(list)
    for some in _portions(keys):
        rows = session.execute(
            sa.select(MailStop.address_key, MailStop.topic, MailStop.why, MailStop.at)
            .where(MailStop.address_key.in_(some), MailStop.lifted_at.is_(None))
            .order_by(MailStop.id)
        )
        for key, topic, why, at in rows:
            found[key].append(Stop(topic, why, clock.to_london(at).date()))
    return found


def _agreements(keys: Sequence[str], contacts: Sequence[int]) -> defaultdict[Any, list[Agreement]]:
    found: defaultdict[Any, list[Agreement]] = defaultdict(list)
    for column, values in ((MailConsent.address_key, keys), (MailConsent.contact_id, contacts)):
        for some in _portions(values):
            rows = session.scalars(
                sa.select(MailConsent).where(column.in_(some)).order_by(MailConsent.id)
            )
            for row in rows:
                found[getattr(row, column.key)].append(_agreement(row))
    return found


def _agreement(row: MailConsent) -> Agreement:
    return Agreement(row.topic, row.basis, row.source, row.given_on, row.ended_at is not None)


def _portions(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    unique = list(dict.fromkeys(values))
    for start in range(0, len(unique), AT_ONCE):
        yield unique[start : start + AT_ONCE]
