"""Answers to enquiries. Each is one operation that Undo takes back; nothing here commits."""

from typing import Any

import sqlalchemy as sa

from crm.consent.models import MailConsent
from crm.consent.queries import stops_of
from crm.consent.rules import Basis, address_key
from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers import actions as employers
from crm.employers.models import Contact, Employer, SizeBand
from crm.followups import actions as followups
from crm.interest import actions as interest
from crm.interest import rules, shown
from crm.interest.models import (
    OPEN,
    DistrictOfficer,
    Draft,
    Enquiry,
    EnquiryStep,
    State,
    Told,
)
from crm.people.models import Person

#: What the tick box of the public form names.
NEWS_TOPICS = ("news", "webinars")
DECIDED = "This enquiry was answered already. Look at what was said, then undo that first."


def accept(enquiry: Enquiry, *, by: Any, owner: Person, employer: Employer | None) -> Employer:
    """Take the business on: a new employer or a known one, its contact, and the next step."""
    _must_be_open(enquiry)
    journal.operation(f"Accepted {enquiry.business}")
    if employer is None:
        employer, contact = _add(enquiry, owner)
    else:
        contact = _contact_at(employer, enquiry)
        if employer.owner_id is None:
            employer.owner_id = owner.id
    followups.plan(
        employer,
        owner=owner,
        title=f"Call {enquiry.name}",
        due_on=max(enquiry.reply_by, clock.today()),
        why=f"Registered interest ({enquiry.code}): "
        f"{rules.in_words(enquiry.offers, rules.OFFERS)}.",
    )
    enquiry.employer_id, enquiry.contact_id = employer.id, contact.id
    enquiry.owner_id = owner.id
    _keep_consent(enquiry, employer, contact)
    _decide(enquiry, State.ACCEPTED, Told.ACCEPTED, by=by, to_name=owner.name)
    return employer


def _keep_consent(enquiry: Enquiry, employer: Employer, contact: Contact) -> None:
    """Record the agreement to news for each topic it names, unless the address stopped mail."""
    key = address_key(enquiry.email)
    if not enquiry.newsletter or stops_of(key):
        return
    for topic in NEWS_TOPICS:
        session.add(
            MailConsent(
                employer_id=employer.id,
                contact_id=contact.id,
                address_key=key,
                topic=topic,
                basis=Basis.CONSENT,
                source=f"Public form {enquiry.code}",
                text_version=enquiry.newsletter_text,
                given_on=clock.to_london(enquiry.posted_at).date(),
            )
        )
    session.flush()


def _add(enquiry: Enquiry, owner: Person) -> tuple[Employer, Contact]:
    employer = employers.add(
        name=enquiry.business,
        postcode=enquiry.postcode,
        owner=owner,
        contact_name=enquiry.name,
        contact_role=enquiry.role,
        email=enquiry.email,
        phone=enquiry.phone,
        source=f"Public form {enquiry.code}",
    )
    employer.size_band = SizeBand(enquiry.size_band)
    employer.sic_section = enquiry.sector
    session.flush()
    contact = session.scalars(sa.select(Contact).where(Contact.employer_id == employer.id)).one()
    return employer, contact


def _contact_at(employer: Employer, enquiry: Enquiry) -> Contact:
    """Return the contact of this address who works there, or add one; nothing is overwritten."""
    known = session.scalar(
        sa.select(Contact)
        .where(
            Contact.employer_id == employer.id,
            sa.func.lower(Contact.email) == enquiry.email_key,
            Contact.to_on.is_(None),
        )
        .order_by(Contact.id)
        .limit(1)
    )
    if known is not None:
        return known
    contact = Contact(
        employer_id=employer.id,
        name=enquiry.name,
        role=enquiry.role,
        email=enquiry.email,
        phone=enquiry.phone,
    )
    session.add(contact)
    session.flush()
    return contact


def ask(enquiry: Enquiry, question: str, *, by: Any) -> None:
    """Ask the business something; its answer brings the enquiry back to the queue."""
    _must_be_open(enquiry)
    journal.operation(f"Asked {enquiry.business} something")
    enquiry.state = State.ASKED
    _note(enquiry, Told.QUESTION, by=by, text=question)


def refuse(enquiry: Enquiry, reason: str, *, by: Any) -> None:
    """Say no with a reason, which is mailed as it is written.

    Raises ``RuleBroken`` for a business outside the county: it is passed on instead.
    """
    _must_be_open(enquiry)
    if shown.is_outside(enquiry):
        raise RuleBroken(
            "This business is outside the county. Pass it on to its own service instead.", "reason"
        )
    journal.operation(f"Refused {enquiry.business}")
    _decide(enquiry, State.REFUSED, Told.REFUSED, by=by, text=reason)


def pass_on(enquiry: Enquiry, *, by: Any, service: str, email: str, note: str) -> None:
    """Pass the business to the service of its own area, with a record of it."""
    _must_be_open(enquiry)
    journal.operation(f"Passed {enquiry.business} on to {service}")
    enquiry.passed_to = service
    _decide(
        enquiry, State.PASSED_ON, Told.PASSED_ON, by=by, text=note, to_name=service, to_email=email
    )


def let_in(draft: Draft) -> Enquiry:
    """Put a held registration in the queue on an officer's word; its reply clock starts now."""
    return interest.promote(draft, proved=False)


def discard(draft: Draft) -> None:
    """Delete a held registration that is no business."""
    session.delete(draft)
    session.flush()


def name_officers(chosen: dict[str, int | None]) -> None:
    """Set who looks after each district; None is nobody in particular."""
    journal.operation("Changed who looks after which district")
    known = {row.district_code: row for row in session.scalars(sa.select(DistrictOfficer))}
    for code, person_id in chosen.items():
        row = known.get(code)
        if row is not None and person_id is None:
            session.delete(row)
        elif row is not None:
            row.person_id = person_id  # type: ignore[assignment]
        elif person_id is not None:
            session.add(DistrictOfficer(district_code=code, person_id=person_id))
    session.flush()


def _must_be_open(enquiry: Enquiry) -> None:
    if enquiry.state not in OPEN:
        raise RuleBroken(DECIDED)


def _decide(enquiry: Enquiry, state: State, kind: Told, *, by: Any, **told: str) -> None:
    enquiry.state = state
    enquiry.decided_at = clock.now()
    _note(enquiry, kind, by=by, **told)


def _note(enquiry: Enquiry, kind: Told, *, by: Any, **told: str) -> None:
    session.add(EnquiryStep(enquiry_id=enquiry.id, kind=kind, at=clock.now(), by=by.name, **told))
    session.flush()
