"""How a pair is told on the merge screen."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm.core import journal
from crm.duplicates import rules, tables
from crm.employers.models import Employer

TONES = {True: "grey", False: "amber"}


@dataclass(frozen=True)
class Line:
    """One field in which two employers differ; ``joined`` ones have a tick on each side."""

    name: str
    label: str
    keep: str
    fold: str
    took: Collection[str]
    result: str
    joined: bool


@dataclass(frozen=True)
class Hanging:
    """How many rows of one kind hang on each, and on the survivor afterwards."""

    name: str
    keep: int
    fold: int

    @property
    def result(self) -> int:
        """Return the rows that hang on the survivor."""
        return self.keep + self.fold


def lines(
    keep: Mapping[str, Any],
    fold: Mapping[str, Any],
    chosen: Mapping[str, Collection[str]],
    words: Mapping[str, Mapping[Any, str]],
) -> list[Line]:
    """Return the fields that differ, each with both values and the result in words."""
    values = rules.result(keep, fold, chosen)
    names = dict(zip(rules.SIDES, rules.names_of(keep, fold), strict=True))
    found = []
    for name in rules.different(keep, fold):
        both = names if name == "other_names" else {"keep": keep[name], "fold": fold[name]}
        say = words.get(name, {})
        found.append(
            Line(
                name,
                rules.LABELS[name],
                _word(both["keep"], say),
                _word(both["fold"], say),
                chosen.get(name, ()),
                _word(values[name], say),
                name in rules.JOINED,
            )
        )
    return found


def hanging(keep: Employer, fold: Employer) -> Sequence[Hanging]:
    """Return what hangs on each of the two."""
    found = tables.counts(keep.id, fold.id)
    return [Hanging(name, of.get(keep.id, 0), of.get(fold.id, 0)) for name, of in found.items()]


def digest(lines: Sequence[Line]) -> str:
    """Return a fingerprint of the result column, so that what was seen is what is saved."""
    text = json.dumps([[line.name, line.result] for line in lines])
    return hashlib.sha256(text.encode()).hexdigest()


def _word(value: Any, say: Mapping[Any, str]) -> str:
    plain = journal.plain(value)
    if plain in (None, ""):
        return "Not known"
    return say.get(plain, "Not known" if plain == "not known" else str(plain))
