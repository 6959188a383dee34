"""What is asked at the public door, what looks automatic, and when a reply is due. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
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
LAST_HOUR = time(17)
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


def countdown(by: date, now: datetime, holidays: Holidays) -> tuple[str, str]:
    """Return shape and words of the time left for a first reply; ``now`` is London wall time.

    A reply is due by 17:00 of its day, as the business was told.
    """
    today, day = now.date(), f"{by:%a} {by.day} {by:%b}"
    if by > today:
        left = calendar.working_days(today + timedelta(days=1), by, holidays)
        return "later", f"{day}, {left} working day{'' if left == 1 else 's'} left"
    if by < today or now.time() >= LAST_HOUR:
        late = calendar.working_days(by, today, holidays) - 1
        over = f" {late} working day{'' if late == 1 else 's'}" if late > 0 else ""
        return "overdue", f"{day}, overdue{over}"
    minutes = (datetime.combine(by, LAST_HOUR) - now.replace(tzinfo=None)) // timedelta(minutes=1)
    hours, rest = divmod(minutes, 60)
    return "today", f"today, {hours} h {rest} min left" if hours else f"today, {rest} min left"


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


def suggest_owner(
    officers: Collection[Officer], named_id: int | None, covers: Mapping[int, int | None]
) -> tuple[int | None, str]:
    """Return who should take an enquiry and the reason in words.

    The officer named for the district takes it, or their cover (``covers`` names those away
    today); else whoever is here and has least waiting.
    """
    by_id = {officer.id: officer for officer in officers}
    named, cover = by_id.get(named_id or 0), by_id.get(covers.get(named_id or 0) or 0)
    if named is not None and named.id not in covers:
        return named.id, f"{named.name} looks after this district."
    if named is not None and cover is not None:
        return cover.id, f"{cover.name} covers for {named.name}, who looks after this district."
    if not officers:
        return None, "Nobody can take enquiries yet."
    here = [officer for officer in officers if officer.id not in covers] or officers
    least = min(here, key=lambda officer: (officer.waiting, officer.name, officer.id))
    return least.id, f"{least.name} has least waiting: {least.waiting} open."
