"""May this address be written to about this topic, and why; pure.

Source: Privacy and Electronic Communications Regulations 2003, regulations 22 and 23, as summarised
in the domain reference 5.1. A company, limited liability partnership or public body is a corporate
subscriber and may be written to until it objects; everybody else counts as a person and must have
agreed.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

CORPORATE_FORMS = frozenset({"company", "limited liability partnership", "public body"})
#: The sentence beside the tick box; change it only with a new version.
TEXT_VERSION = "2026-11"


class Basis(StrEnum):
    """Why somebody may be written to about a topic."""

    CONSENT = "consent"
    SOFT_OPT_IN = "soft opt-in"


class Why(StrEnum):
    """Why an address stops getting mail."""

    UNSUBSCRIBED = "unsubscribed"
    ASKED = "asked us to stop"
    COMPLAINT = "marked our mail as spam"
    BOUNCE = "the address does not exist"


@dataclass(frozen=True)
class Agreement:
    """What somebody agreed to; ``ended`` once they took it back."""

    topic: str
    basis: Basis
    source: str
    given_on: date
    ended: bool = False


@dataclass(frozen=True)
class Stop:
    """A stop of an address for one topic, or for all where ``topic`` is empty."""

    topic: str
    why: Why
    since: date


@dataclass(frozen=True)
class Verdict:
    """Whether a mail may go, on what basis, in words."""

    may: bool
    words: str


def address_key(address: str) -> str:
    """Return the SHA-256 of an address: it names the address without holding it."""
    return hashlib.sha256(address.strip().casefold().encode()).hexdigest()


def hint(address: str) -> str:
    """Return an address as a person who knows it will recognise it: ``a…@brook.example``."""
    name, _, host = address.strip().partition("@")
    return f"{name[:1]}…@{host}"


def is_corporate(legal_form: str, company_number: str | None) -> bool:
    """Return whether an employer is a corporate subscriber; what is not known counts as a person.

    A charity is one only where it is a registered company.
    """
    return legal_form in CORPORATE_FORMS or (legal_form == "charity" and bool(company_number))


def verdict(
    topic: str, *, corporate: bool, agreements: Sequence[Agreement], stops: Sequence[Stop]
) -> Verdict:
    """Return whether an address may get mail about ``topic``; "" is service mail.

    Service mail stops only for an address that does not exist.
    """
    for stop in stops:
        if stop.why is Why.BOUNCE or (topic and stop.topic in {"", topic}):
            reach = "" if stop.topic or stop.why is Why.BOUNCE else ", all topics"
            return Verdict(
                may=False, words=f"{_first_big(stop.why)} ({stop.since:%-d %B %Y}{reach})"
            )
    if not topic:
        return Verdict(
            may=True, words="Service mail: part of work they asked for, no consent needed"
        )
    given = [a for a in agreements if a.topic == topic and not a.ended]
    if given:
        newest = max(given, key=lambda a: a.given_on)
        said = f"{_first_big(newest.basis)}, {newest.given_on:%-d %B %Y}, {newest.source}"
        return Verdict(may=True, words=said)
    if any(a.topic == topic for a in agreements):
        return Verdict(may=False, words="Took back their consent")
    if corporate:
        return Verdict(may=True, words="An organisation: no consent needed, may object at any time")
    return Verdict(may=False, words="No consent yet: counts as a person, not as an organisation")


def _first_big(text: str) -> str:
    return text[:1].upper() + text[1:]
