"""Links by which vacancies are offered, and who stands behind them."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from crm.core import clock, links
from crm.core.db import session
from crm.core.links import OneTimeLink
from crm.employers.models import Contact, Employer
from crm.vacancies.models import State, Vacancy

PURPOSE = "offer a vacancy"


def who_to_ask(employer_id: int) -> Sequence[Contact]:
    """Return who works there now and has an email address, by name."""
    return session.scalars(
        sa.select(Contact)
        .where(Contact.employer_id == employer_id, Contact.to_on.is_(None), Contact.email != "")
        .order_by(Contact.name, Contact.id)
        .limit(200)
    ).all()


def open_links(contacts: Sequence[Contact]) -> list[tuple[Contact, OneTimeLink]]:
    """Return the links of these people that still work."""
    by_id = {contact.id: contact for contact in contacts}
    found = session.scalars(
        sa.select(OneTimeLink)
        .where(
            OneTimeLink.purpose == PURPOSE,
            OneTimeLink.subject_id.in_(by_id),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.uses < OneTimeLink.most,
            OneTimeLink.expires_at > clock.now(),
        )
        .order_by(OneTimeLink.id)
    )
    return [(by_id[link.subject_id], link) for link in found if link.subject_id is not None]


def behind(token: str, *, also_used: bool = False) -> tuple[OneTimeLink, Contact, Employer] | None:
    """Return link, contact and employer while the link works and the person is still there."""
    link = links.look(token, PURPOSE) if also_used else links.find(token, PURPOSE)
    contact = session.get(Contact, link.subject_id) if link else None
    if link is None or contact is None or contact.to_on is not None:
        return None
    return link, contact, session.get_one(Employer, contact.employer_id)


def last_vacancy(employer_id: int) -> Vacancy | None:
    """Return the newest vacancy of an employer, to begin the next one from."""
    return session.scalars(
        sa.select(Vacancy)
        .where(Vacancy.employer_id == employer_id)
        .order_by(Vacancy.id.desc())
        .limit(1)
    ).first()


def just_offered(contact_id: int, title: str, since: datetime) -> Vacancy | None:
    """Return what the contact offered under this title since a moment, if nobody looked yet."""
    return session.scalar(
        sa.select(Vacancy)
        .where(
            Vacancy.contact_id == contact_id,
            Vacancy.title == title,
            Vacancy.state == State.SECOND_CHECK,
            Vacancy.entered_by_id.is_(None),
            Vacancy.created_at >= since,
        )
        .limit(1)
    )
