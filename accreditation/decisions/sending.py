"""The mail that tells a business that a decision is made: a link, and nothing of the letter.

It is the only one of its moment: where a level counts at once it has the status page's link too.
"""

from datetime import date, timedelta

from flask import current_app

from accreditation.applications.models import Application
from accreditation.assessments.models import Assessment
from accreditation.awards import letters
from accreditation.awards.models import Award
from accreditation.awards.rules import CURRENT
from accreditation.decisions.models import Decision
from crm.core import clock, links, outbox
from crm.core.db import session
from crm.core.formats import long_day
from crm.core.links import OneTimeLink
from crm.core.outbox import Audience
from crm.employers import queries as employers
from crm.employers.models import Contact

PURPOSE = "decision"
ENDPOINT = "letters.received"
MOST = 1000
TEXT = """Hello {name},

We have made a decision about {employer}. You can read our letter here.
{{link}}

You can also get it as a PDF there. The link works until {until}.
If you do not agree, the letter says what you can do, and until when.
{more}
{council}
This is about the work we do with you. It is not a newsletter."""

STATUS = """
Your status page shows your level, its dates and your badge. There you can renew. You need no
account.
{second link}
Share that link with colleagues who need it, not in public.
"""


def link_for(assessment: Assessment, *, until: date) -> OneTimeLink:
    """Make the link that opens the letter, to work to the end of a day; flushes."""
    lasts = until - clock.today() + timedelta(days=1)
    return links.make(PURPOSE, ENDPOINT, assessment.id, lasts, most=MOST)


def reader(assessment: Assessment) -> Contact | None:
    """Return who gets the letter: who applied, else the first person there with an address."""
    asked = [assessment.contact_id]
    if assessment.application_id is not None:
        application = session.get(Application, assessment.application_id)
        asked.insert(0, application.contact_id if application else None)
    for contact_id in filter(None, asked):
        contact = session.get(Contact, contact_id)
        if contact is not None and contact.email and contact.to_on is None:
            return contact
    here = [one for one in employers.contacts(assessment.employer_id) if one.to_on is None]
    return next((one for one in here if one.email), None)


def post(row: Decision, assessment: Assessment, link: OneTimeLink, award: Award | None) -> bool:
    """Mail the link of a letter; return whether there was anybody to mail it to. Flushes.

    ``award`` is what the decision granted; once it counts its status page is linked too.
    """
    contact = reader(assessment)
    if contact is None:
        return False
    links.note(link.id, f"sent with {row.ref}", contact.name)
    counts = award is not None and award.state in CURRENT
    outbox.post(
        kind="decision",
        audience=Audience.EXTERNAL,
        to=contact.email,
        subject="Our decision about your level",
        body=TEXT.format(
            name=contact.name,
            employer=row.employer.name,
            until=long_day(clock.to_london(link.expires_at).date()),
            more=STATUS if counts else "",
            council=current_app.config["COUNCIL_NAME"],
        ),
        dedupe_key=f"decision:{row.id}",
        link_id=link.id,
        second_link_id=letters.link_for(contact).id if counts else None,
        about=outbox.About(employer_id=row.employer_id, contact_id=contact.id),
    )
    return True
