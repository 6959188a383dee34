"""Which known employers look like the one being added, and why. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.fuzz import token_sort_ratio

FORMS = frozenset(
    "limited ltd plc llp lp cic cio inc company co the uk group holdings and of".split(" ")
)
LOOKS_LIKE = 80
SAME_NAME = 97


@dataclass(frozen=True)
class Known:
    """What is compared of an employer; ``name`` is normalised (core search)."""

    id: int
    name: str
    shown: str
    postcode: str = ""
    company_number: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Likeness:
    """A known employer that may be the same, how strongly (0-100) and the reasons in words."""

    known: Known
    score: int
    reasons: tuple[str, ...]


def core_name(name: str) -> str:
    """Return a normalised name without legal forms and filler words, unless nothing is left."""
    words = [w for w in name.split() if w not in FORMS]
    return " ".join(words) or name


def alike(new: Known, known: Iterable[Known], *, most: int = 5) -> list[Likeness]:
    """Return the known employers that look like ``new``, strongest first.

    The same postcode alone is no sign: business parks and company families share one.
    """
    found = [likeness for other in known if (likeness := _compare(new, other))]
    return sorted(found, key=lambda one: (-one.score, one.known.id))[:most]


def _compare(new: Known, other: Known) -> Likeness | None:
    closeness = round(token_sort_ratio(core_name(new.name), core_name(other.name)))
    reasons, score = [], closeness
    if new.company_number and new.company_number == other.company_number:
        reasons.append(f"same company number {other.company_number}")
        score = 100
    elif new.company_number and other.company_number:
        score -= 30
    if closeness >= SAME_NAME:
        reasons.append("same name")
    elif closeness >= LOOKS_LIKE:
        reasons.append("a name that is nearly the same")
    if new.postcode and new.postcode == other.postcode:
        reasons.append(f"same postcode {other.postcode}")
        score += 10 if closeness >= 60 else 0
    for label, mine, theirs in (
        ("same email domain", _domain(new.email), _domain(other.email)),
        ("same phone number", _digits(new.phone), _digits(other.phone)),
    ):
        if mine and mine == theirs:
            reasons.append(label)
            score += 10
    if score < LOOKS_LIKE or not reasons:
        return None
    return Likeness(other, min(score, 100), tuple(reasons))


FREE_MAIL = frozenset({"gmail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "yahoo.co.uk",
                       "yahoo.com", "icloud.com", "btinternet.com", "live.co.uk"})  # fmt: skip


def _domain(email: str) -> str:
    domain = email.rpartition("@")[2].lower()
    return "" if domain in FREE_MAIL else domain


def _digits(phone: str) -> str:
    digits = "".join(c for c in phone if c.isdigit())
    return digits[-10:] if len(digits) >= 10 else ""
