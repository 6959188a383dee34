"""What is asked at the public door, what looks automatic, and when a reply is due. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from crm.core import calendar
from crm.core.calendar import Holidays

#: Letters and digits that nobody mixes up when a reference is read out.
READABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LETTERS = 6
QUICKEST = timedelta(seconds=3)
PROOF_LASTS = timedelta(hours=48)
DRAFT_LASTS = timedelta(days=7)
LINK_LASTS = timedelta(days=180)
FIRST_REPLY = "enquiry:first reply"
OFFERS: Mapping[str, str] = {
    "job": "A job",
    "work trial": "A work trial",
    "supported internship": "A supported internship",
    "work experience": "Work experience",
    "apprenticeship": "An apprenticeship",
    "talk": "A talk at a webinar",
    "advice": "Nothing yet: I want advice first",
}
WAYS: Mapping[str, str] = {"email": "Email", "phone": "Phone", "post": "Post"}
SIZES: Mapping[str, str] = {
    "micro": "1 to 9",
    "small": "10 to 49",
    "medium": "50 to 249",
    "large": "250 or more",
}
NEWSLETTER = "Send me news and webinar invitations by email. I can stop them at any time."


class Held(StrEnum):
    """Why a registration waits for a person instead of going to the queue by itself."""

    NO = "no"
    LIMIT = "over the limit"
    AUTOMATIC = "looks automatic"


@dataclass(frozen=True)
class Step:
    """One page of questions; ``asks`` are its answers, in order, the first ones required."""

    name: str
    title: str
    asks: tuple[str, ...]
    needed: tuple[str, ...]


STEPS: Sequence[Step] = (
    Step("business", "Your business", ("business",), ("business",)),
    Step("you", "You", ("name", "role", "email", "phone"), ("name", "email")),
    Step(
        "place",
        "Place and size",
        ("postcode", "size_band", "sector"),
        ("postcode", "size_band"),
    ),
    Step("offer", "What you could offer", ("offers", "roles", "adjustments"), ("offers",)),
    Step("contact", "Keeping in touch", ("ways", "newsletter", "notes"), ("ways",)),
)
NAMES = tuple(step.name for step in STEPS)


def first_open(answers: Mapping[str, Any]) -> str | None:
    """Return the first page that lacks a needed answer, or None when all are there."""
    for step in STEPS:
        if not all(answers.get(name) for name in step.needed):
            return step.name
    return None


def after(name: str) -> str | None:
    """Return the page that follows, or None after the last."""
    place = NAMES.index(name) + 1
    return NAMES[place] if place < len(NAMES) else None


def before(name: str) -> str | None:
    """Return the page in front, or None before the first."""
    place = NAMES.index(name)
    return NAMES[place - 1] if place else None


def hold(*, trap: str, began: datetime, sent: datetime, within_limit: bool) -> Held:
    """Return whether a registration is held.

    A filled trap field or less than three seconds for all pages is no person; who comes after
    the fifth in an hour from one address may be one. Source: reliability P20.
    """
    if trap or sent - began < QUICKEST:
        return Held.AUTOMATIC
    return Held.NO if within_limit else Held.LIMIT


def reply_by(on: date, working_days: int, holidays: Holidays) -> date:
    """Return the last day for the first reply to something confirmed on a day."""
    return calendar.add_working_days(on, working_days, holidays)


def in_words(codes: Collection[str], words: Mapping[str, str]) -> str:
    """Return chosen codes as people read them: ``A job, a work trial``."""
    chosen = [words.get(code, code) for code in codes]
    return ", ".join([*chosen[:1], *(w[0].lower() + w[1:] for w in chosen[1:])])


@dataclass(frozen=True)
class Officer:
    """Somebody who may take an enquiry, and how much already waits for them."""

    id: int
    name: str
    waiting: int


def suggest_owner(officers: Collection[Officer], named_id: int | None) -> tuple[int | None, str]:
    """Return who should take an enquiry and the reason in words.

    The officer named for the district takes it; else whoever has least waiting.
    """
    by_id = {officer.id: officer for officer in officers}
    if named_id in by_id:
        return named_id, f"{by_id[named_id].name} looks after this district."
    if not officers:
        return None, "Nobody can take enquiries yet."
    least = min(officers, key=lambda officer: (officer.waiting, officer.name, officer.id))
    return least.id, f"{least.name} has least waiting: {least.waiting} open."
