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
    signs = (
        _sign(new.company_number, other.company_number, "same company number", 100),
        ("same name", 0) if closeness >= SAME_NAME else None,
        ("a name that is nearly the same", 0) if LOOKS_LIKE <= closeness < SAME_NAME else None,
        _sign(new.postcode, other.postcode, "same postcode", 10 if closeness >= 60 else 0),
        _sign(_domain(new.email), _domain(other.email), "same email domain", 10),
        _sign(_digits(new.phone), _digits(other.phone), "same phone number", 10),
    )
    found = [sign for sign in signs if sign]
    score = closeness + sum(weight for _, weight in found)
    if new.company_number and other.company_number not in ("", new.company_number):
        score -= 30
    if score < LOOKS_LIKE or not found:
        return None
    return Likeness(other, min(score, 100), tuple(words for words, _ in found))


def _sign(mine: str, theirs: str, words: str, weight: int) -> tuple[str, int] | None:
    return (words, weight) if mine and mine == theirs else None


FREE_MAIL = frozenset({"gmail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "yahoo.co.uk",
                       "yahoo.com", "icloud.com", "btinternet.com", "live.co.uk"})  # fmt: skip


def _domain(email: str) -> str:
    domain = email.rpartition("@")[2].lower()
    return "" if domain in FREE_MAIL else domain


def _digits(phone: str) -> str:
    digits = "".join(c for c in phone if c.isdigit())
    return digits[-10:] if len(digits) >= 10 else ""
