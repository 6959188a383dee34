"""Questions about webinars."""

import hmac
from collections.abc import Sequence

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from crm.core import clock, pages, refs
from crm.core.db import session
from crm.core.pages import Order, Page
from webinars.programme.models import DIGITS, Webinar
from webinars.programme.rules import State

SHOWN = (State.PUBLISHED, State.FINISHED, State.CANCELLED)
BY_START = (Webinar.starts_at, Webinar.id)
SOONEST = Order(BY_START, lambda row: (row.starts_at, row.id))
LATEST = Order(BY_START, lambda row: (row.starts_at, row.id), descending=True)
TABS = {"coming": "Coming", "drafts": "Drafts", "past": "Past"}


def webinar_or_404(ref: str, *, lock: bool = False) -> Webinar:
    """Return the webinar called ``W-0003`` with its series and owner, or answer 404.

    With ``lock`` nobody else changes it before this transaction ends.
    """
    found = find_by_ref(ref, lock=lock)
    return found if found is not None else abort(404)


def find_by_ref(ref: str, *, lock: bool = False) -> Webinar | None:
    """Return the webinar called ``ref``, if there is one."""
    statement = (
        sa.select(Webinar)
        .options(joinedload(Webinar.series), joinedload(Webinar.owner))
        .where(Webinar.id == refs.number_in(ref, "W", DIGITS))
    )
    if lock:
        statement = statement.with_for_update(of=Webinar).execution_options(populate_existing=True)
    return session.scalar(statement)


def shown_or_404(ref: str, key: str = "") -> Webinar:
    """Return a webinar as the public may see it: a private one only by its key; else answer 404."""
    webinar = webinar_or_404(ref)
    if webinar.state not in SHOWN:
        abort(404)
    if webinar.private and not hmac.compare_digest(
        webinar.invite_key.encode() or b"no", key.encode()
    ):
        abort(404)
    return webinar


def coming(*, most: int = 50) -> Sequence[Webinar]:
    """Return the published webinars that everybody may know of and that have not ended."""
    return session.scalars(
        sa.select(Webinar)
        .where(
            Webinar.state == State.PUBLISHED,
            Webinar.private.is_(False),
            Webinar.ends_at > clock.now(),
        )
        .order_by(Webinar.starts_at, Webinar.id)
        .limit(most)
    ).all()


def listing(tab: str) -> Page[Webinar]:
    """Return a page of webinars: those to come by their start, drafts, or the past, newest first.

    A cancelled one stands where its date puts it.
    """
    statement = sa.select(Webinar).options(joinedload(Webinar.owner), joinedload(Webinar.series))
    if tab == "drafts":
        return pages.page(statement.where(Webinar.state == State.DRAFT), SOONEST)
    out = statement.where(Webinar.state != State.DRAFT)
    if tab == "past":
        return pages.page(out.where(Webinar.ends_at <= clock.now()), LATEST)
    return pages.page(out.where(Webinar.ends_at > clock.now()), SOONEST)
