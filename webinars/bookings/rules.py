"""Seats, the waiting list and offers with a time limit, worked out from values; pure."""

from datetime import datetime, timedelta

from webinars.programme.rules import State as Decided

PROOF_LASTS = timedelta(hours=48)
LINK_LASTS = timedelta(days=120)
"""How long a personal link works after the webinar."""
FOLLOW_UP = "You may contact me after the webinar about how my business could offer work."
HEARD = (
    "An email from the council",
    "A person at the council",
    "A colleague",
    "Another business",
    "Social media",
    "Somewhere else",
)


def offer_until(now: datetime, starts_at: datetime, hours: int) -> datetime:
    """Return when an offer made now lapses.

    That is after so many hours, or half-way to the start when this is sooner: an offer never
    outlives the start, and near it there is still time for the next in the list.
    """
    return min(now + timedelta(hours=hours), now + (starts_at - now) / 2)


def why_not_prove(state: Decided, starts_at: datetime, now: datetime) -> str:
    """Return why an address can take no seat or place in the list any more, or "".

    Who signed up before sign-up closed may still prove the address afterwards.
    """
    if state is Decided.CANCELLED:
        return "This webinar was cancelled."
    if state is not Decided.PUBLISHED or now >= starts_at:
        return "This webinar has begun or is over, so nobody can book it any more."
    return ""


def seated_at_once(seats: int, held: int, waiting: int) -> bool:
    """Say whether a newcomer gets a seat: one is free, and nobody who came earlier waits for it."""
    return held < seats and waiting == 0


def masked(email: str) -> str:
    """Return an address so that its owner knows it and nobody else learns it: ``s…@x.example``."""
    user, _, host = email.partition("@")
    return f"{user[:1]}…@{host}"
