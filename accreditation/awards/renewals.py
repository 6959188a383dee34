"""Renewing an award: an application that is filled in with what the last one said."""

from typing import Any
from urllib.parse import urlsplit

from accreditation.applications import actions as applications
from accreditation.applications import queries as applied
from accreditation.applications.models import Application, State
from accreditation.awards import badging, queries, rules
from accreditation.awards.models import Award
from accreditation.awards.rules import Move
from crm.core import links
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.links import OneTimeLink
from crm.employers.models import Contact


def why_not(award: Award) -> str:
    """Say why an award cannot be renewed; nothing when it can."""
    if award.state in rules.RENEWABLE:
        return ""
    return f"This award is {award.state.value}: it cannot be renewed."


def ask(award: Award, *, by: Any) -> Application:
    """Ask a business to renew: mail it the link to its application; flushes."""
    if refused := why_not(award):
        raise RuleBroken(refused)
    contact = queries.contact_for(award.employer_id)
    if contact is None:
        raise RuleBroken("Nobody who works there now has an email address. Add a contact first.")
    row = applications.invite(queries.employer_of(award), contact, renewal_of=award.ref, by=by)
    badging.note(award, Move.ASKED, by=by, words=row.ref)
    return row


def begin(award: Award, contact: Contact) -> str:
    """Begin a renewal that a contact asks for, or go on; return its path. Flushes.

    Only a renewal of their own is opened here. For any other draft its link is mailed, to whom it
    belongs or else to this contact, and nothing is returned: a status page is no way into it.
    """
    if refused := why_not(award):
        raise RuleBroken(refused)
    going = applied.open_of(award.employer_id)
    if going is not None and going.state is State.DRAFT and not _own(going, award, contact):
        applications.invite(queries.employer_of(award), _whose(going, contact))
        return ""
    link = going.link if going is not None and going.state is State.DRAFT else None
    if link is None or links.state(link) is not links.State.OPEN:
        row = applications.invite(queries.employer_of(award), contact, renewal_of=award.ref)
        link = session.get_one(OneTimeLink, row.link_id)
    return urlsplit(links.address(link)).path


def _own(row: Application, award: Award, contact: Contact) -> bool:
    return row.renewal_of == award.ref and row.contact_id == contact.id


def _whose(row: Application, contact: Contact) -> Contact:
    known = session.get(Contact, row.contact_id) if row.contact_id else None
    return known if known is not None and known.to_on is None and known.email else contact
