"""Every move of a booking: taken, offered, accepted, lapsed, cancelled. Nothing here commits.

Whatever takes or frees a seat first locks the webinar's row, so that moves of one webinar happen
one after the other: on SQLite the transaction of a write is alone anyhow.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from crm.core import clock, links
from crm.core.db import session
from crm.core.errors import RuleBroken
from webinars.bookings import queries, rules
from webinars.bookings.models import HOLDS, Booking, Came, State
from webinars.programme.models import Webinar

PURPOSE = "webinar-seat"
ENDPOINT = "seats.show"
#: What the staff cancelled keeps its seat for as long as it can be undone.
UNDO_LASTS = timedelta(seconds=30)


def book(webinar: Webinar, *, came: Came, email: str, **details: Any) -> Booking:
    """Give somebody a seat, or the next place in the list; the webinar is locked. Flushes.

    Who has a booking already keeps that one, whatever was typed this time.
    """
    folded = queries.folded(email)
    there = queries.live_of(webinar.id, folded)
    if there is not None:
        return there
    now, room = clock.now(), queries.room(webinar.id)
    seated = rules.seated_at_once(webinar.seats, room.held, room.waiting)
    return _add(
        webinar,
        state=State.SEAT if seated else State.WAITING,
        queue=room.last + 1,
        seat_at=now if seated else None,
        came=came,
        email=email,
        email_folded=folded,
        **details,
    )


def _add(webinar: Webinar, **details: Any) -> Booking:
    now = clock.now()
    host = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    booking = Booking(
        webinar_id=webinar.id,
        proved_at=now,
        moved_at=now,
        uid=f"{secrets.token_hex(16)}@{host}",
        **({"asked_at": now} | details),
    )
    session.add(booking)
    session.flush()
    open_link(booking, webinar)
    return booking


def open_link(booking: Booking, webinar: Webinar) -> None:
    """Make the link to the personal page; an earlier one ends. Flushes."""
    lasts = webinar.ends_at + rules.LINK_LASTS - clock.now()
    booking.link_id = links.make(PURPOSE, ENDPOINT, booking.id, lasts).id
    session.flush()


def take_over(webinar: Webinar, booking: Booking, **details: Any) -> Booking:
    """Give a booking to a colleague, who proved an address: same place, own link. Flushes.

    The old one is cancelled. Raises ``RuleBroken`` when it was given up meanwhile.
    """
    if not booking.live:
        raise RuleBroken("The booking that was passed on to you was cancelled meanwhile.")
    folded = queries.folded(details["email"])
    if queries.live_of(webinar.id, folded) is not None:
        raise RuleBroken("You have a booking of this webinar already.")
    state, kept = booking.state, (booking.queue, booking.seat_at, booking.offer_until)
    _end(booking, State.CANCELLED, why="passed on to a colleague")
    session.flush()
    heir = _add(
        webinar,
        state=state,
        queue=kept[0],
        seat_at=kept[1],
        offer_until=kept[2],
        came=Came.PASSED_ON,
        email_folded=folded,
        employer_words=booking.employer_words,
        employer_id=booking.employer_id,
        **details,
    )
    booking.passed_to_id = heir.id
    session.flush()
    return heir


def seat(booking: Booking, *, why: str = "") -> None:
    """Give the seat itself: an offer was accepted, or a person decided. Flushes."""
    _move(booking, State.SEAT)
    booking.seat_at, booking.offer_until, booking.why = clock.now(), None, why
    session.flush()


def accept(booking: Booking) -> None:
    """Take the seat that is offered; raises ``RuleBroken`` when the offer is over. Flushes."""
    if booking.state is State.SEAT:
        return
    until = booking.offer_until
    if booking.state is not State.OFFERED or until is None or until <= clock.now():
        raise RuleBroken("This offer is over: the seat went to the next in the list.")
    seat(booking)


def cancel(booking: Booking, *, why: str, held: bool = False) -> None:
    """Give up a booking; with ``held`` its seat stays free of others while it can be undone.

    The seat goes to the next in the list by the worker. Flushes; a second time changes nothing.
    """
    if not booking.live:
        return
    had = booking.state in HOLDS
    _end(booking, State.CANCELLED, why=why)
    if held and had:
        booking.held_until = clock.now() + UNDO_LASTS
    session.flush()


def settle(webinar: Webinar) -> int:
    """Let offers lapse and offer what is free to who waits first; the webinar is locked.

    Returns how many bookings moved; flushes.
    """
    now, moved = clock.now(), 0
    for booking in queries.overdue(webinar.id, now):
        _end(booking, State.LAPSED, why="the offer was not answered in time")
        moved += 1
    session.flush()
    if rules.why_not_prove(webinar.state, webinar.starts_at, now):
        return moved
    free = webinar.seats - queries.room(webinar.id).held
    for booking in _next(webinar.id, free):
        _move(booking, State.OFFERED)
        booking.offer_until = rules.offer_until(now, webinar.starts_at, webinar.offer_hours)
        moved += 1
    session.flush()
    return moved


def _next(webinar_id: int, free: int) -> Sequence[Booking]:
    return queries.first_waiting(webinar_id, free) if free > 0 else ()


def _end(booking: Booking, state: State, *, why: str) -> None:
    _move(booking, state)
    booking.cancelled_at, booking.offer_until, booking.why = clock.now(), None, why


def _move(booking: Booking, state: State) -> None:
    booking.state, booking.moved_at, booking.held_until = state, clock.now(), None
