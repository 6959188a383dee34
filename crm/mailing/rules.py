"""The text of a mailing and its merge fields; pure.

A field is a name from the list in double braces. Anything else in braces is printed as typed: there
is nothing here that could be worked out.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

FIELDS = {
    "contact_name": "Name of the person",
    "first_name": "First word of that name",
    "employer": "Name of the employer",
    "town": "Town or postcode area of the employer",
    "owner": "Officer who looks after the employer",
}
ABOUT = {
    "webinar": "Title of the webinar, in an invitation to one",
    "webinar_when": "Its day and UK time",
    "sign_up_link": "Reader’s own link to sign up for it",
}
"""Fields that only a mailing about something has."""
ALL = FIELDS | ABOUT
PLACE = re.compile(r"\{\{ ?([a-z][a-z_]{0,30}) ?\}\}")


class Purpose(StrEnum):
    """Whether a mail belongs to work somebody asked for, or promotes something."""

    SERVICE = "service"
    MARKETING = "marketing"


class Reach(StrEnum):
    """Whom to write to at each employer."""

    MAIN = "one person"
    ALL = "everybody"


def used(*texts: str) -> list[str]:
    """Return the fields that stand in these texts, each once."""
    return list(dict.fromkeys(name for text in texts for name in PLACE.findall(text)))


def unknown(*texts: str) -> list[str]:
    """Return names in braces that look like fields and are none."""
    return [name for name in used(*texts) if name not in ALL]


def lacking(values: Mapping[str, str], *texts: str) -> list[str]:
    """Return the fields these texts need and ``values`` lacks, in words."""
    return [ALL[name] for name in used(*texts) if not values.get(name, "").strip()]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with each field replaced once; what is filled in is not read again."""
    return PLACE.sub(lambda m: " ".join(values.get(m[1], m[0]).split()), text)


def values_of(*, contact: str, employer: str, town: str, owner: str) -> dict[str, str]:
    """Return the fields of one reader."""
    first = contact.split(maxsplit=1)[0] if contact.split() else ""
    return {
        "contact_name": contact,
        "first_name": first,
        "employer": employer,
        "town": town,
        "owner": owner,
    }


EXAMPLE: Mapping[str, str] = {
    **values_of(contact="Sam Carter", employer="Example Bakery", town="Witney", owner="Olu Reed"),
    "webinar": "Work that fits",
    "webinar_when": "Tuesday 24 November 2026, 10:00 GMT",
    "sign_up_link": "[the reader’s own link]",
}


def footer(purpose: Purpose, *, sender: Sequence[str], reason: str, choices: str) -> str:
    """Return what stands under every mail: who writes, why, and how to stop it."""
    who = ", ".join(sender)
    if purpose is Purpose.SERVICE:
        return f"\n\n-- \n{who}\nYou get this mail because {reason}."
    return (
        f"\n\n-- \n{who}\nYou get this mail as {reason}.\nStop it or choose what you get: {choices}"
    )
