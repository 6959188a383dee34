"""Questions about webinars."""

import hmac
from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from flask import abort, current_app
from sqlalchemy.orm import joinedload

from crm.core import clock, pages, refs
from crm.core.calendar import utc_from_london
from crm.core.db import get_or_404, session
from crm.core.pages import Order, Page
from crm.core.permissions import Permission, may
from crm.feed.rules import Entry
from webinars.programme.models import DIGITS, Series, Webinar, WebinarTemplate
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


def called(named: Collection[str]) -> Sequence[Webinar]:
    """Return the webinars of these references, as far as there are any."""
    found = (refs.number_in(one, "W", DIGITS) for one in named)
    numbers = [number for number in found if number is not None]
    return session.scalars(sa.select(Webinar).where(Webinar.id.in_(numbers))).all()


def shown_or_404(ref: str, key: str = "") -> Webinar:
    """Return a webinar as the public may see it: a private one only by its key; else answer 404."""
    webinar = webinar_or_404(ref)
    if webinar.state not in SHOWN:
        abort(404)
    if webinar.private and not _opens(webinar, key):
        abort(404)
    return webinar


def _opens(webinar: Webinar, key: str) -> bool:
    real = webinar.invite_key
    return bool(real) and hmac.compare_digest(real.encode(), key.encode())


def public_address(webinar: Webinar) -> str:
    """Return the public address of a webinar, with its key when it is private."""
    key = webinar.invite_key if webinar.private else None
    named = {"ref": webinar.ref} | ({"key": key} if key else {})
    path = current_app.url_map.bind("localhost").build("notices.show", named)
    return str(current_app.config["BASE_URL"]).rstrip("/") + path


def coming(*, most: int = 50) -> Sequence[Webinar]:
    """Return the published webinars that everybody may know of and that have not ended."""
    return session.scalars(
        sa.select(Webinar)
        .where(
            Webinar.state == State.PUBLISHED,
            Webinar.private.is_(False),
            Webinar.ends_at > clock.now(),
        )
        .options(joinedload(Webinar.series))
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


def of_owner(person: Any, today: date) -> list[Entry]:
    """Return the webinars somebody looks after, from a day on, for their calendar feed.

    The link to join is not in it: whoever has the address of a feed could come. A webinar that is
    cancelled leaves it.
    """
    if not may(person.role, Permission.VIEW_WEBINARS):
        return []
    rows = session.scalars(
        sa.select(Webinar)
        .where(
            Webinar.owner_id == person.id,
            Webinar.state != State.CANCELLED,
            Webinar.ends_at >= utc_from_london(datetime.combine(today, time())),
        )
        .order_by(Webinar.starts_at, Webinar.id)
        .limit(200)
    )
    return [_entry(one) for one in rows]


def _entry(webinar: Webinar) -> Entry:
    draft = " (draft)" if webinar.state is State.DRAFT else ""
    plain = f"Webinar {webinar.ref}{draft}"
    return Entry(
        code=f"webinar-{webinar.id}",
        version=webinar.version,
        plain=plain,
        named=f"{plain}: {webinar.title}",
        starts_at=webinar.starts_at,
        ends_at=webinar.ends_at,
        path=f"/webinars/manage/{webinar.ref}",
    )


def next_date(webinar: Webinar) -> Webinar | None:
    """Return the next public webinar with sign-up open, to offer when this one is cancelled."""
    return session.scalars(
        sa.select(Webinar)
        .where(
            Webinar.state == State.PUBLISHED,
            Webinar.private.is_(False),
            Webinar.closed_at.is_(None),
            Webinar.starts_at > clock.now(),
            Webinar.id != webinar.id,
        )
        .order_by(Webinar.starts_at, Webinar.id)
        .limit(1)
    ).first()


def ended(most: int) -> Sequence[int]:
    """Return the published webinars that are over."""
    return session.scalars(
        sa.select(Webinar.id)
        .where(Webinar.state == State.PUBLISHED, Webinar.ends_at <= clock.now())
        .order_by(Webinar.ends_at, Webinar.id)
        .limit(most)
    ).all()


def template_or_404(template_id: int) -> WebinarTemplate:
    """Return a template, or answer 404."""
    return get_or_404(WebinarTemplate, template_id)


def templates() -> Sequence[WebinarTemplate]:
    """Return the templates in use, by name."""
    return session.scalars(
        sa.select(WebinarTemplate)
        .where(WebinarTemplate.retired_at.is_(None))
        .order_by(sa.func.lower(WebinarTemplate.name), WebinarTemplate.id)
        .limit(100)
    ).all()


def name_taken(name: str, but: int | None = None) -> bool:
    """Say whether another template in use has this name."""
    names = [one.name.lower() for one in templates() if one.id != but]
    return name.lower() in names


def free_name(name: str) -> str:
    """Return a name for a template that no other has."""
    tried, count = name, 2
    while name_taken(tried):
        tried, count = f"{name} ({count})", count + 1
    return tried


def series_called(title: str) -> Series | None:
    """Return the series of this title, whatever its capitals."""
    return session.scalars(
        sa.select(Series)
        .where(sa.func.lower(Series.title) == title.lower())
        .order_by(Series.id)
        .limit(1)
    ).first()
