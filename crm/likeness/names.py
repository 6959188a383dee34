"""What a name says once spelling habits are taken away. Pure.

Legal forms, "T/A", initials, brackets and filler differ from one typing to the next; the words
that are left tell employers apart, everyday business words less than rare ones.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

FORMS = frozenset(
    "limited ltd plc llp lp cic cio inc incorporated company co corp corporation "
    "cyf cyfyngedig unlimited llc gmbh".split()
)
FILLER = frozenset("the of and at in for to a an on".split())
EVERYDAY = frozenset(
    "group holdings holding services service uk gb england britain british international global "
    "trust foundation school schools academy academies college university council county district "
    "borough city hospital hospitals nhs health healthcare care home homes housing association "
    "society management solutions systems technology technologies consulting consultants support "
    "limited trading retail stores store shop restaurants restaurant catering hotel hotels leisure "
    "construction building engineering electrical logistics transport travel recruitment staffing "
    "personnel property properties estates investments investment finance financial insurance bank "
    "capital partners partnership ventures enterprises industries products supplies distribution "
    "europe european east west north south central royal national learning education multi company "
    "employee employees payroll resources operations commercial business centre".split()
)
_TRADING = re.compile(r"\bt\s*/\s*as?\b|\btrading\s+as\b|\baka\b|\(formerly\b|\bformerly\b", re.I)
_NUMBER = re.compile(r"\d+|\b(?:i{2,3}|iv)\b")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4"}
_CUT = frozenset("lt ld td lmtd ltd".split())
_APART = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "þ": "th"})


@dataclass(frozen=True, slots=True)
class Name:
    """One name: ``core`` its telling words in order, ``joined`` the same without gaps."""

    core: tuple[str, ...]
    joined: str
    numbers: frozenset[str]


def weight(word: str) -> float:
    """Return how much a word tells, 0 to 1: everyday words tell less."""
    if word in EVERYDAY:
        return 0.35
    return 0.6 if len(word) < 3 else 1.0


def read_all(texts: Iterable[str]) -> tuple[Name, ...]:
    """Return the different names in ``texts``; "A T/A B" holds two."""
    found: dict[str, Name] = {}
    for text in texts:
        for part in _TRADING.split(text or ""):
            name = read(part)
            if name.joined:
                found.setdefault(name.joined, name)
    return tuple(found.values())


@lru_cache(maxsize=200_000)
def read(text: str) -> Name:
    """Return one name as telling words; legal forms stay only when nothing else is left."""
    words = _initials_joined(_plain(text).split())
    if words[:1] == ["the"] and len(words) > 1:
        words = words[1:]
    named = [w for w in words if w not in FORMS] or words
    while len(named) > 1 and _is_form(named[-1]):
        named = named[:-1]
    core = tuple([w for w in named if w not in FILLER] or named)
    numbers = frozenset(_ROMAN.get(n, n) for n in _NUMBER.findall(" ".join(core)))
    return Name(core, _bare("".join(named)), numbers)


def _is_form(word: str) -> bool:
    """Say whether ``word`` is a legal form, or one that was mistyped."""
    if word in FORMS or word in _CUT:
        return True
    return len(word) > 3 and any(
        DamerauLevenshtein.distance(word, form, score_cutoff=2) <= (2 if len(form) > 4 else 1)
        for form in ("limited", "ltd", "plc", "llp")
    )


def _bare(joined: str) -> str:
    """Take off a legal form that a slipped space glued to the last word."""
    for form in ("limited", "ltd", "plc"):
        if joined.endswith(form) and len(joined) > len(form) + 4:
            return joined.removesuffix(form)
    return joined


def acronym(name: Name) -> str:
    """Return the first letters of the words, for names of three words or more."""
    return "".join(w[0] for w in name.core) if len(name.core) >= 3 else ""


def _initials_joined(words: Iterable[str]) -> list[str]:
    joined: list[str] = []
    open_run = False
    for word in words:
        single = len(word) == 1 and word.isalpha()
        if single and open_run:
            joined[-1] += word
        else:
            joined.append(word)
        open_run = single
    return joined


def _plain(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.casefold()).translate(_APART)
    bare = "".join(c for c in spread if not unicodedata.combining(c))
    bare = re.sub(r"['’`]", "", bare).replace("&", " and ").replace("+", " and ")
    return " ".join(re.sub(r"[^\w]|_", " ", bare).split())
