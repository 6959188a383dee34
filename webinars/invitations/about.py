"""What a mailing about a webinar says of it, and the own link of each reader."""

from collections.abc import Collection, Mapping

from crm.core import links
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.features import MailingAbout
from crm.core.formats import uk_time
from crm.employers.models import Contact
from webinars.bookings import actions as bookings
from webinars.programme import queries
from webinars.programme.models import Webinar
from webinars.programme.rules import State


def fields(ref: str) -> Mapping[str, str]:
    """Return title and time as they are now; the link is filled in as each mail leaves."""
    return {**same(_webinar(ref)), "sign_up_link": links.PLACE}


def same(webinar: Webinar) -> dict[str, str]:
    """Return the fields that are the same for every reader."""
    return {"webinar": webinar.title, "webinar_when": uk_time(webinar.starts_at)}


def each(refs: Collection[str]) -> Mapping[str, Mapping[str, str]]:
    """Return the same of many webinars; what is no reference of one, or is gone, is left out."""
    return {one.ref: same(one) for one in queries.called(refs)}


def link(ref: str, contact_id: int | None) -> tuple[int | None, str]:
    """Return the reader's own link, or the public page where nobody is named; flushes."""
    webinar = _webinar(ref)
    if webinar.state is not State.PUBLISHED:
        raise RuleBroken("The webinar does not take place any more, or not yet.")
    contact = session.get(Contact, contact_id) if contact_id else None
    if contact is None:
        return None, queries.public_address(webinar)
    return bookings.invite_link(webinar, contact).id, ""


def _webinar(ref: str) -> Webinar:
    webinar = queries.find_by_ref(ref)
    if webinar is None:
        raise RuleBroken("The webinar that this mailing is about is gone.")
    return webinar


ABOUT = MailingAbout(fields, each, link)
