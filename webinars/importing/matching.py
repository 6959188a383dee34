"""Who in an attendance file is who of the bookings, with the reason for each. Pure.

Source: the project's webinar reference, 2.5 rule 3: the address first, then name and employer as a
suggestion for a person. Nobody is merged on a name alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from webinars.day.rules import is_caller
from webinars.importing import names

ELSE, UNNAMED = "else", "none"
RUNS_IT = frozenset({"host", "panelist", "organizer", "organiser"})


class Kind(StrEnum):
    """What becomes of somebody in the file."""

    SURE = "sure"
    UNSURE = "unsure"
    ABSENT = "did not come"
    RAN_IT = "ran it"


@dataclass(frozen=True)
class Booked:
    """Somebody who signed up. ``standing`` is what to say when there is no seat behind it."""

    id: int
    name: str
    email: str
    employer: str
    employer_id: int | None = None
    contact_id: int | None = None
    standing: str = ""


@dataclass(frozen=True)
class Known:
    """Somebody on record who did not sign up."""

    contact_id: int
    employer_id: int
    employer: str
    name: str


@dataclass(frozen=True)
class Seen:
    """Somebody in a file; ``there`` says whether any time or minutes stand behind the name."""

    number: int
    name: str
    email: str
    there: bool
    role: str = ""


@dataclass
class Match:
    """What is known of one person in a file. ``likely`` and ``beside`` are for a person to judge.

    ``beside`` is somebody else in the file, by number, who may be the same person.
    """

    seen: Seen
    kind: Kind
    why: str
    booked: Booked | None = None
    known: Known | None = None
    likely: Booked | None = None
    beside: int | None = None
    unnamed: bool = False
    confirmed: bool = False
    same_as: int | None = None


@dataclass
class Register:
    """Everybody somebody in a file may be, found by address and by name."""

    booked: Sequence[Booked]
    known: Mapping[str, Known]
    aliases: Mapping[str, str]
    by_email: dict[str, Booked] = field(init=False)
    by_key: dict[tuple[str, ...], list[Booked]] = field(init=False)
    by_initial: dict[str, list[Booked]] = field(init=False)
    by_domain: dict[str, list[Booked]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_email, self.by_key = {}, defaultdict(list)
        self.by_initial, self.by_domain = defaultdict(list), defaultdict(list)
        for one in self.booked:
            self.by_email.setdefault(one.email, one)
            for key in names.keys(one.name):
                self.by_key[key].append(one)
            self.by_initial[names.initialled(one.name)].append(one)
            self.by_domain[names.domain(one.email)].append(one)

    def at(self, email: str) -> Booked | None:
        """Return who signed up with an address, or with one that it was confirmed to stand for."""
        return self.by_email.get(email) or self.by_email.get(self.aliases.get(email, ""))


def match(people: Sequence[Seen], register: Register, choices: Mapping[str, str]) -> list[Match]:
    """Return what is known of everybody in a file, in its order.

    ``choices`` are what somebody said: a number of the file to ``else``, ``none``, ``K:<booking>``
    or ``P:<number of another in the file>``.
    """
    found = [_by_address(one, register) for one in people]
    here: dict[int, int] = {}
    for one in found:
        if one.booked is not None and one.kind is Kind.SURE:
            here.setdefault(one.booked.id, one.seen.number)
    doubles = _doubles(people)
    for one in found:
        if one.kind is Kind.UNSURE:
            _suggest(one, register, here, doubles)
        said = choices.get(str(one.seen.number))
        if said and one.kind is Kind.UNSURE:
            _decide(one, said, register, {other.seen.number for other in found})
    _follow(found)
    return found


def _by_address(seen: Seen, register: Register) -> Match:
    email = seen.email.casefold()
    booked = register.at(email) if email else None
    if booked is None and seen.role.casefold() in RUNS_IT:
        return Match(seen, Kind.RAN_IT, "Ran it, so is not counted")
    if not seen.there:
        return Match(seen, Kind.ABSENT, "Did not come", booked=booked)
    if booked is not None:
        alias = email != booked.email
        why = "Another address, confirmed before" if alias else "Same address"
        return Match(seen, Kind.SURE, f"{why}. {booked.standing}".strip(), booked=booked)
    known = register.known.get(email) if email else None
    if known is not None:
        return Match(seen, Kind.SURE, "Not signed up, on record", known=known)
    return Match(seen, Kind.UNSURE, "")


def _suggest(
    one: Match,
    register: Register,
    here: Mapping[int, int],
    doubles: Mapping[tuple[str, ...], Sequence[Seen]],
) -> None:
    """Say whom an unknown person may be; with nobody to be taken for, they walked in."""
    seen = one.seen
    if is_caller(seen.name):
        one.why = "By phone. The number says nobody's name"
        return
    named = {b.id: b for key in names.keys(seen.name) for b in register.by_key.get(key, ())}
    likely, why = _by_name(seen, list(named.values()), register)
    if likely is not None:
        one.likely, one.why = likely, why
        if likely.id in here:
            one.why += ". Is here with that address too: perhaps a second device"
        return
    if len(named) > 1:
        one.why = f"{len(named)} people with this name signed up"
        return
    twin = _twin(seen, doubles)
    if twin is not None:
        one.beside, one.why = twin.number, "Same name as another in the file, who has an address"
        return
    one.kind, one.why = Kind.SURE, "Not signed up, walked in"


def _by_name(seen: Seen, named: Sequence[Booked], register: Register) -> tuple[Booked | None, str]:
    has = "with another address" if seen.email else "no address in the file"
    if len(named) == 1:
        return named[0], f"Same name, {has}"
    if not named and names.is_initialled(seen.name):
        found = register.by_initial.get(names.initialled(seen.name), ())
        if len(found) == 1:
            first = names.words(seen.name)[0].capitalize()
            return found[0], f"First name and initial, only {first} who signed up"
    domain = names.domain(seen.email) if "@" in seen.email else ""
    if not named and domain:
        there = register.by_domain.get(domain, ())
        if len(there) == 1:
            return there[0], "Same domain, the only one who signed up from it"
    return None, ""


def _doubles(people: Iterable[Seen]) -> dict[tuple[str, ...], list[Seen]]:
    found = defaultdict(list)
    for one in people:
        if one.there:
            found[tuple(sorted(names.words(one.name)))].append(one)
    return found


def _twin(seen: Seen, doubles: Mapping[tuple[str, ...], Sequence[Seen]]) -> Seen | None:
    """Return the one other of that name who has an address, for somebody without one."""
    if seen.email:
        return None
    same = [one for one in doubles[tuple(sorted(names.words(seen.name)))] if one.email]
    return same[0] if len(same) == 1 else None


def _decide(one: Match, said: str, register: Register, numbers: set[int]) -> None:
    """Take over what a person said; what no longer stands leaves the person unsure."""
    kind, _, number = said.partition(":")
    if said == UNNAMED:
        one.unnamed, one.why = True, "Counted without a name"
    elif said == ELSE:
        one.why = "Somebody else, walked in"
    elif kind == "K" and (booked := _booked(register.booked, number)):
        one.booked, one.why = booked, "Said by a person"
    elif kind == "P" and number.isdigit() and int(number) in numbers:
        one.same_as, one.why = int(number), "Said by a person"
    else:
        return
    one.kind, one.confirmed = Kind.SURE, True


def _booked(booked: Iterable[Booked], number: str) -> Booked | None:
    return next((one for one in booked if str(one.id) == number), None)


def _follow(found: Sequence[Match]) -> None:
    """Let who is the same as another in the file be who that one is."""
    by_number = {one.seen.number: one for one in found}
    for one in found:
        other = by_number.get(one.same_as) if one.same_as is not None else None
        if other is None:
            continue
        if other.kind is not Kind.SURE or other.same_as is not None:
            one.kind, one.confirmed = Kind.UNSURE, False
        else:
            one.booked, one.known = other.booked, other.known


def counts(found: Iterable[Match]) -> Mapping[Kind, int]:
    """Return how many there are of each kind."""
    tally: dict[Kind, int] = dict.fromkeys(Kind, 0)
    for one in found:
        tally[one.kind] += 1
    return tally


def code(choice: str, match_: Match) -> str:
    """Return what to keep for a pressed button; "" where it means nothing for this person."""
    if choice in {ELSE, UNNAMED}:
        return choice
    if choice == "same" and match_.likely is not None:
        return f"K:{match_.likely.id}"
    if choice == "same" and match_.beside is not None:
        return f"P:{match_.beside}"
    return ""


def plain(value: Any) -> str:
    """Return a booking's number as a choice keeps it."""
    return f"K:{value}"
