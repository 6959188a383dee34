"""Occupations of SOC 2020: reading what people type for one, by words or by code. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MOST = 12
MAJOR, SUB_MAJOR, UNIT_GROUP = 1, 2, 4
_LEVELS = {MAJOR: "major group", SUB_MAJOR: "sub-major group", UNIT_GROUP: "unit group"}
_WORD = re.compile(r"[a-z]+")
_ENDINGS = re.compile(r"(?:ers?|ing|ies|s|y)$")
_SMALL = frozenset({"a", "an", "and", "for", "in", "of", "or", "the", "to", "n", "e", "c"})


@dataclass(frozen=True, slots=True)
class Occupation:
    """A group of SOC 2020: one digit for a major group, two for a sub-major, four for a unit."""

    code: str
    title: str

    @property
    def words(self) -> str:
        """Return code and title, as forms show it: "9223 Cleaners and domestics"."""
        return f"{self.code} {self.title}"

    @property
    def level(self) -> str:
        """Return what kind of group it is."""
        return _LEVELS.get(len(self.code), "group")


def chosen(text: str, among: Mapping[str, Occupation]) -> Occupation | None:
    """Return the one occupation that ``text`` names: its code, its words, or both; else None."""
    code, _, rest = text.strip().partition(" ")
    found = among.get(code.rstrip(","))
    if found and (not rest or rest.strip().casefold() == found.title.casefold()):
        return found
    same = [one for one in among.values() if one.title.casefold() == text.strip().casefold()]
    return max(same, key=lambda one: len(one.code), default=None)


def search(text: str, among: Iterable[Occupation], most: int = MOST) -> list[Occupation]:
    """Return what ``text`` may mean, the likeliest first: by code if it is digits, else by words.

    Each typed word may be the beginning of a word of the title or share its stem, so that
    "cleaner" and "cleaning" both find cleaners; titles with more of the words come first, then
    the narrower group.
    """
    digits = text.strip()
    if digits.isdecimal() and digits.isascii():
        found = [one for one in among if one.code.startswith(digits)]
        return sorted(found, key=lambda one: one.code)[:most]
    typed = [word for word in _WORD.findall(text.lower()) if word not in _SMALL]
    scored = [(_score(typed, one.title), one) for one in among]
    ranked = sorted(
        (pair for pair in scored if pair[0]),
        key=lambda pair: (-pair[0], -len(pair[1].code), len(pair[1].title), pair[1].code),
    )
    return [one for _, one in ranked][:most]


def _score(typed: Iterable[str], title: str) -> int:
    """Return three for a typed word that the title has, two if it begins one, one for a stem."""
    words = set(_WORD.findall(title.lower()))
    stems = {_stem(word) for word in words}
    score = 0
    for one in typed:
        if one in words or f"{one}s" in words:
            score += 3
        elif any(word.startswith(one) for word in words):
            score += 2
        else:
            score += _stem(one) in stems
    return score


def _stem(word: str) -> str:
    stem = _ENDINGS.sub("", word)
    return stem if len(stem) >= 4 else word
