"""What two contacts hold apart, and what one made of both holds. Pure."""

from collections.abc import Mapping
from typing import Any

LABELS: Mapping[str, str] = {
    "name": "Name",
    "role": "Role",
    "email": "Email",
    "phone": "Phone",
    "can_hire": "Makes hiring decisions",
    "site_id": "Site",
    "from_on": "Here since",
    "to_on": "Left on",
    "came_from_id": "Came from another employer",
}
EMPTY = (None, "")
KEEP, FOLD = "keep", "fold"
Facts = Mapping[str, Any]


def different(keep: Facts, fold: Facts) -> list[str]:
    """Return the fields in which the two differ, in the order of the page."""
    return [name for name in LABELS if keep[name] != fold[name]]


def suggested(keep: Facts, fold: Facts) -> dict[str, str]:
    """Return the side of each field unless somebody chooses: whoever knows it, the kept one first.

    Somebody who is still there at one of the two is still there.
    """
    sides = {}
    for name in different(keep, fold):
        here = name == "to_on" and fold[name] is None
        sides[name] = FOLD if here or (keep[name] in EMPTY and name != "to_on") else KEEP
    return sides


def result(keep: Facts, fold: Facts, sides: Mapping[str, str]) -> dict[str, Any]:
    """Return what the kept contact will hold in each field that differs, and the notes of both."""
    notes = dict.fromkeys(text for text in (keep["notes"], fold["notes"]) if text)
    chosen = {
        name: (fold if sides.get(name) == FOLD else keep)[name] for name in different(keep, fold)
    }
    return {**chosen, "notes": "\n\n".join(notes)}


def likely(one: Facts, other: Facts) -> str:
    """Say why two contacts may be one person; "" when nothing speaks for it."""
    same_mail = one["email"] and one["email"].casefold() == other["email"].casefold()
    if same_mail:
        return "Same email address"
    if one["name"] and _plain(one["name"]) == _plain(other["name"]):
        return "Same name"
    if one["phone"] and _digits(one["phone"]) == _digits(other["phone"]):
        return "Same telephone number"
    return ""


def _plain(name: str) -> tuple[str, ...]:
    return tuple(sorted(name.casefold().replace(",", " ").split()))


def _digits(number: str) -> str:
    return "".join(filter(str.isdigit, number)).lstrip("0").removeprefix("44").lstrip("0")
