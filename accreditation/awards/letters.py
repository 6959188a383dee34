"""What the business is told about its award: each mail has the link to its status page.

A link belongs to one contact and ends with them: who left keeps none.
"""

from datetime import timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy import event

from accreditation.awards import queries
from accreditation.awards.models import Award, AwardEvent
from accreditation.awards.rules import Move
from accreditation.scheme import queries as schemes
from accreditation.scheme.models import SchemeVersion
from crm.core import clock, links, outbox
from crm.core.db import session, table_of
from crm.core.formats import long_day
from crm.core.links import OneTimeLink
from crm.core.outbox import Audience, Mail
from crm.employers.models import Contact, Employer

PURPOSE = "award status page"
ENDPOINT = "awards.status"
LASTS = timedelta(days=800)
FRESH = timedelta(days=120)
USES = 1_000_000
TEXT = """Hello {name},

{lead}
{more}
Your status page shows your level, its dates and your badge. There you can renew, and ask for a
review if you disagree. You need no account.
{{link}}

The link is only for this. Share it with colleagues who need it, not in public.
Reference: {ref}

{council}
This is about the work we do with you. It is not a newsletter."""
LEADS = {
    Move.CONFIRM: "{employer} now holds {level}, until {until}.",
    Move.DROP: "{level} was not confirmed for {employer}.",
    Move.SUSPEND: "{level} of {employer} is under review. Nothing is decided yet.",
    Move.REINSTATE: "The review is over. {employer} holds {level}, until {until}.",
    Move.REVOKE: "{level} of {employer} was taken away.",
    Move.WITHDRAW: "{level} of {employer} was given back, as you asked.",
    Move.LAPSE: "{level} of {employer} ended on {until}.",
    Move.NOTICE: "{level} of {employer} ends on {until}.",
    Move.ASKED: "{level} of {employer} ends on {until}. Renew it if you want to keep it.",
    Move.MOVED: "{level} of {employer} ends on {until}. That is another day than we said before.",
}
SUBJECTS = {
    Move.CONFIRM: "You hold {level}",
    Move.DROP: "{level} was not confirmed",
    Move.SUSPEND: "Your level is under review",
    Move.REINSTATE: "The review of your level is over",
    Move.REVOKE: "Your level was taken away",
    Move.WITHDRAW: "You gave your level back",
    Move.LAPSE: "Your level has ended",
    Move.NOTICE: "Your level ends on {until}",
    Move.ASKED: "Renew your level by {until}",
    Move.MOVED: "Your level ends on another day",
}


def link_for(contact: Contact) -> OneTimeLink:
    """Return a contact's link to the status page; one that lasts long enough is used again."""
    known = session.scalar(
        sa.select(OneTimeLink)
        .where(
            OneTimeLink.purpose == PURPOSE,
            OneTimeLink.subject_id == contact.id,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > clock.now() + FRESH,
        )
        .order_by(OneTimeLink.id.desc())
        .limit(1)
    )
    return known or links.make(PURPOSE, ENDPOINT, contact.id, LASTS, most=USES)


def behind(token: str) -> Contact | None:
    """Return the contact whose link to the status page this is, while they work there."""
    link = links.find(token, PURPOSE)
    contact = session.get(Contact, link.subject_id) if link and link.subject_id else None
    return contact if contact is not None and contact.to_on is None and contact.email else None


@event.listens_for(Contact, "after_delete")
def _end_link(_mapper: object, connection: sa.Connection, contact: Contact) -> None:
    """End the link of a contact who is removed: their number may go to somebody else."""
    table, now = table_of(OneTimeLink), clock.now()
    connection.execute(
        sa.update(table)
        .where(
            table.c.purpose == PURPOSE,
            table.c.subject_id == contact.id,
            table.c.used_at.is_(None),
        )
        .values(used_at=now, revoked_at=now)
    )


def moved(award: Award, line: AwardEvent) -> Mail | None:
    """Tell the business what happened to its award; None when nobody there has an address."""
    return tell(award, line.kind, f"award:{line.id}", line.words)


def tell(award: Award, kind: Move, key: str, more: str = "") -> Mail | None:
    """Post a mail of this kind once under ``key``; None when there is nobody to write to."""
    contact = queries.contact_for(award.employer_id)
    if contact is None:
        return None
    words = {
        "employer": session.get_one(Employer, award.employer_id).name,
        "level": level_of(award),
        "until": long_day(award.ends_on),
    }
    return outbox.post(
        kind="award",
        audience=Audience.EXTERNAL,
        to=contact.email,
        subject=SUBJECTS[kind].format(**words),
        body=TEXT.format(
            name=contact.name,
            lead=LEADS[kind].format(**words),
            more=f"\n{more}\n" if more else "",
            ref=award.ref,
            council=current_app.config["COUNCIL_NAME"],
        ),
        dedupe_key=key,
        link_id=link_for(contact).id,
        about=outbox.About(employer_id=award.employer_id, contact_id=contact.id),
    )


def level_of(award: Award) -> str:
    """Return the title of an award's level, "Silver, Practising"."""
    version = session.get_one(SchemeVersion, award.scheme_version_id)
    return schemes.ready(version).level_title(award.level)
