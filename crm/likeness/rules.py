"""How alike two employers are: points for every sign, the strongest reasons first. Pure.

Each sign has a weight in points; a pair's score is the sum, 0.00 to 1.00 at 100 points. Signs that
speak against a pair (other numbers, other telling words) have negative weights.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm.likeness.names import Name, read_all
from crm.likeness.signs import Likeness, Sign, Weights
from crm.likeness.words import name_signs

FREE_MAIL = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk yahoo.co.uk yahoo.com "
    "icloud.com btinternet.com live.co.uk aol.com sky.com".split()
)
FAMILY = 3
SAME_ADDRESS = 0.8
# How much a match tells when none, one or both of the names are second names.
ALIAS = (1.0, 0.9, 0.5)


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared of one employer; ``id`` is its number or the id of a file's row."""

    id: int | str
    shown: str
    names: tuple[Name, ...]
    postcode: str = ""
    address: frozenset[str] = frozenset()
    company_number: str = ""
    domains: frozenset[str] = frozenset()
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """Who else is at the postcode that two employers share.

    ``family`` counts the different names there that share a word with both: three or more are a
    company family, whose members differ by a word on purpose. ``alone``: nobody else is there.
    """

    family: int = 0
    alone: bool = False


NOBODY = Around()


def side(
    record_id: int | str,
    names: Sequence[str],
    *,
    postcode: str = "",
    address: str = "",
    company_number: str = "",
    email: str = "",
    website: str = "",
    phone: str = "",
) -> Side:
    """Return one employer as it is compared; the first of ``names`` is the one shown."""
    code = "".join(postcode.split()).upper()
    return Side(
        record_id,
        names[0],
        read_all(names),
        code,
        _address(address, code),
        company_number,
        frozenset(d for d in (_mail_domain(email), _web_domain(website)) if d),
        _digits(phone),
    )


def compare(one: Side, other: Side, weights: Weights, around: Around = NOBODY) -> Likeness:
    """Return how alike two employers are under these weights."""
    names = _name_signs(one, other, weights)
    found = [*names, *_other_signs(one, other, weights)]
    told_apart = any(s.code in ("other_number", "other_company_number") for s in found)
    if told_apart or (names and names[0].code not in ("same_name", "near_name")):
        found += _place_signs(one, other, weights, around, told_apart=told_apart)
    told = sorted((s for s in found if s.points), key=lambda s: (-abs(s.points), s.code))
    return Likeness(_sum(told), tuple(told))


def _name_signs(one: Side, other: Side, weights: Weights) -> list[Sign]:
    """Return the signs of the names that fit best; a shared brand ("T/A Londis") is a weak one."""
    best: list[Sign] = []
    for place, mine in enumerate(one.names):
        for its_place, theirs in enumerate(other.names):
            share = ALIAS[bool(place) + bool(its_place)]
            found = [
                Sign(s.code, s.points * share, s.words) for s in name_signs(mine, theirs, weights)
            ]
            if not best or _sum(found) > _sum(best):
                best = found
    return best


def _place_signs(
    one: Side, other: Side, weights: Weights, around: Around, *, told_apart: bool
) -> Iterator[Sign]:
    """Judge different names at one place: relatives, a sketchy record, or a new name."""
    if one.postcode != other.postcode or not one.postcode:
        return
    if around.family >= FAMILY:
        yield Sign("family", weights["family"], "a company family at this postcode")
    if bool(one.address) != bool(other.address):
        yield Sign("sketchy", weights["sketchy"], "only one has an address")
    if around.alone and not told_apart and _shared(one.address, other.address) >= SAME_ADDRESS:
        yield Sign("alone", weights["alone"], "nobody else at this address")


def _sum(signs: Sequence[Sign]) -> float:
    return sum(sign.points for sign in signs)


def _other_signs(one: Side, other: Side, weights: Weights) -> Iterator[Sign]:
    yield from _equal(
        "company_number", one.company_number, other.company_number, "company number", weights
    )
    if one.postcode and other.postcode:
        if one.postcode == other.postcode:
            yield Sign("same_postcode", weights["same_postcode"], "same postcode")
        else:
            near = one.postcode[:-3] == other.postcode[:-3]
            yield Sign(
                "other_postcode",
                weights["other_postcode"] * (0.5 if near else 1),
                "other postcodes",
            )
    if one.address and other.address:
        share = _shared(one.address, other.address)
        if share >= 0.6:
            yield Sign(
                "same_address",
                weights["same_address"] * share,
                "same address" if share > 0.95 else "nearly the same address",
            )
        elif share < 0.3:
            yield Sign("other_address", weights["other_address"], "other addresses")
    if one.domains & other.domains:
        yield Sign("same_domain", weights["same_domain"], "same web or mail domain")
    if one.phone and one.phone == other.phone:
        yield Sign("same_phone", weights["same_phone"], "same phone number")


def _shared(mine: frozenset[str], theirs: frozenset[str]) -> float:
    return len(mine & theirs) / min(len(mine), len(theirs)) if mine and theirs else 0


def _equal(code: str, mine: str, theirs: str, words: str, weights: Weights) -> Iterator[Sign]:
    if mine and theirs:
        same = "same" if mine == theirs else "other"
        yield Sign(
            f"{same}_{code}",
            weights[f"{same}_{code}"],
            f"{same} {words}" + ("s" if same == "other" else ""),
        )


def _address(text: str, postcode: str) -> frozenset[str]:
    words = "".join(c if c.isalnum() else " " for c in text.casefold().replace("'", "")).split()
    noise = {
        postcode[:-3].casefold(),
        postcode[-3:].casefold(),
        "england",
        "united",
        "kingdom",
        "wales",
        "scotland",
        "uk",
    }
    return frozenset(w for w in words if w not in noise)


def _mail_domain(email: str) -> str:
    domain = email.rpartition("@")[2].strip().casefold()
    return "" if domain in FREE_MAIL else domain


def _web_domain(website: str) -> str:
    host = website.casefold().removeprefix("https://").removeprefix("http://").split("/")[0]
    return host.removeprefix("www.").split(":")[0]


def _digits(phone: str) -> str:
    digits = "".join(c for c in phone if c.isdigit())
    return digits[-10:] if len(digits) >= 10 else ""
