"""Walking through the public door as a business does."""

import re
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
import time_machine

from crm.core import clock, links
from crm.core.db import session
from crm.core.links import OneTimeLink
from crm.core.outbox import Mail
from crm.interest.models import Draft, Enquiry
from tests.browse import Browser

PAGES: dict[str, dict[str, Any]] = {
    "business": {"business": "Isis Garden Centre"},
    "you": {"name": "Sam Carter", "email": "sam@isisgardens.example", "role": "Manager"},
    "place": {"postcode": "OX14 3HB", "size_band": "small", "sector": "G"},
    "offer": {"offers": ["job", "work trial"], "roles": "2"},
    "contact": {"ways": ["email"], "notes": "Near the station"},
}


def fill(browser: Browser, **changed: Any) -> None:
    """Answer the five pages; ``changed`` overrides single answers."""
    for name, answers in PAGES.items():
        told = answers | {k: v for k, v in changed.items() if k in answers or k == "company"}
        if name != "business":
            told.pop("company", None)
        if name == "contact" and changed.get("newsletter"):
            told["newsletter"] = "y"
        answer = browser.post(f"/interest/{name}", told)
        assert answer.status_code == 302, answer.text


def send(browser: Browser, *, later: float = 10, **changed: Any):
    """Fill the pages ``later`` seconds ago and send them now."""
    sent = clock.now()
    with time_machine.travel(sent - timedelta(seconds=later), tick=False):
        fill(browser, **changed)
    with time_machine.travel(sent, tick=False):
        return browser.post("/interest/check")


def register(browser: Browser, **changed: Any) -> Enquiry:
    """Send and prove by the mailed link; return the enquiry."""
    send(browser, **changed)
    browser.post(mailed_path())
    return session.scalars(sa.select(Enquiry).order_by(Enquiry.id.desc())).first()


def mails(kind: str = "") -> list[Mail]:
    statement = sa.select(Mail).order_by(Mail.id)
    return list(session.scalars(statement.where(Mail.kind == kind) if kind else statement))


def mailed_path(which: int = -1) -> str:
    """Return the path of the link in a mail, as its reader would open it."""
    link = session.get(OneTimeLink, mails()[which].link_id)
    return re.sub(r"^https?://[^/]+", "", links.address(link))


def drafts() -> list[Draft]:
    return list(session.scalars(sa.select(Draft).order_by(Draft.id)))


def enquiries() -> list[Enquiry]:
    return list(session.scalars(sa.select(Enquiry).order_by(Enquiry.id)))


def begun_earlier() -> None:
    """Let the only draft be a minute old."""
    (draft,) = drafts()
    draft.began_at = clock.now() - timedelta(minutes=1)
    session.commit()
