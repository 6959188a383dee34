"""Asking a business for a vacancy by a link, and taking in what it offers. Nothing here commits."""

from datetime import timedelta
from typing import Any

from flask import current_app

from crm.core import clock, links, outbox
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.formats import long_day
from crm.core.links import OneTimeLink
from crm.core.outbox import Audience
from crm.employers import queries as employers
from crm.employers.models import Contact, Employer
from crm.followups import actions as followups
from crm.offered import queries
from crm.people.models import Person
from crm.vacancies import actions as vacancies
from crm.vacancies.models import State, Vacancy

ENDPOINT = "offered.show"
LASTS = timedelta(days=28)
MOST = 5
TWICE = timedelta(minutes=10)
TEXT = """Hello {name},

You said that you may have work to offer. You can tell us about it on one page, in six questions.
You need no account. You see at once what the pay comes to by the hour.
{{link}}

The link is only for this. It works until {until}, for up to {most} jobs.
Nothing is promised until we have spoken.

{who}
{council}
This is about the work we do with you. It is not a newsletter."""


def ask(contact: Contact, *, by: Any) -> OneTimeLink:
    """Mail a contact a link to offer vacancies by; an earlier one of theirs ends. Flushes."""
    if not contact.email or contact.to_on is not None:
        raise RuleBroken("Choose somebody who works there now and has an email address.", "contact")
    link = links.make(queries.PURPOSE, ENDPOINT, contact.id, LASTS, most=MOST)
    links.note(link.id, "asked", by.name)
    body = TEXT.format(
        name=contact.name,
        until=long_day(clock.to_london(link.expires_at).date()),
        most=MOST,
        who=by.name,
        council=current_app.config["COUNCIL_NAME"],
    )
    outbox.post(
        kind="offer",
        audience=Audience.EXTERNAL,
        to=contact.email,
        subject="Tell us about a job you offer",
        body=body,
        dedupe_key=f"offer:{link.id}",
        link_id=link.id,
        about=outbox.About(employer_id=contact.employer_id, contact_id=contact.id),
    )
    return link


def end(contact: Contact, *, by: Any) -> None:
    """End the link of a contact before its day; flushes."""
    for _, link in queries.open_links([contact]):
        links.note(link.id, "ended", by.name)
    links.revoke(queries.PURPOSE, contact.id)


def take_in(link: OneTimeLink, contact: Contact, employer: Employer, **details: Any) -> Vacancy:
    """Write down what a business offers, for an officer to look at; flushes.

    What is sent twice in a row is one vacancy: the use of the link holds the second press until
    the first one is done.
    Raises ``RuleBroken`` once the link has been used as often as it may be.
    """
    taken = links.take(link.id, 1)
    twin = queries.just_offered(contact.id, details["title"], clock.now() - TWICE)
    if twin is not None:
        if taken:
            links.take(link.id, -1)
        return twin
    if not taken:
        raise RuleBroken("This link was used as often as it can be. Ask us for another one.")
    sites = [site for site in employers.sites(employer.id) if site.closed_on is None]
    vacancy = vacancies.add(
        employer,
        by=None,
        state=State.SECOND_CHECK,
        contact_id=contact.id,
        site_id=sites[0].id if sites else None,
        **details,
    )
    links.note(link.id, f"offered {vacancy.ref}", contact.name, count=1)
    owner = session.get(Person, employer.owner_id) if employer.owner_id else None
    if owner is not None:
        followups.plan(
            employer,
            owner=owner,
            title=f"Call {contact.name} about vacancy {vacancy.ref}",
            due_on=clock.today(),
            why=f"They offered it by the link: {vacancy.title}. Look at it, then approve it.",
        )
    return vacancy
