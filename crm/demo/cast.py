"""Who and where: names made from word lists of our own, numbers kept for drama, mail to nowhere.

No name, number or address here belongs to anybody. Postcodes are real in form only.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from crm.core.permissions import Role

_FILE = Path(__file__).with_name("employers.csv")

FIRST_PARTS = (
    "Thistle Penny Osier Bram Larken Copper Wren Saffron Hazel Quill Marl Clover Yarrow Dapple "
    "Sorrel Linnet Amber Teasel Rowan Fallow Juniper Plover Sedge Umber Nettle Tansy Whin Vetch "
    "Willet Yeld"
).split()
LAST_PARTS = "combe croft dene fold garth hythe lode mere holt stead wick worth".split()

FORENAMES = (
    "Aisha Alan Amina Angela Ben Beth Callum Carol Chloe Daniel Debbie Dev Elena Emeka Fiona "
    "Gareth Grace Hannah Imran Jack Joanne Karen Kofi Laura Leon Maria Mark Megan Mohammed Natalie "
    "Nina Olu Paul Petra Rachel Ravi Rosa Sam Sandra Sean Shanice Simon Stella Tariq Tom "
    "Una Vera Yusuf"
).split()
SURNAMES = (
    "Abara Ashdown Bellweather Bhandari Brock Calloway Carrow Chaudry Copley Darrow Dunmore Eastry "
    "Fenwright Foyle Garrick Hallam Hollins Iqbal Jessop Kettering Lacey Lindqvist Marlow Mensah "
    "Merrick Norland Okoro Oram Pargeter Pelham Quayle Radley Rahman Sable Sefton Shah Stanmore "
    "Tallis Tennant Underhay Varley Vickers Wainscott Whitlow Wyndle Yardley"
).split()
#: Numbers that belong to nobody. Source: Ofcom, telephone numbers for use in TV and radio drama.
LANDLINES, MOBILES = "01632 960{:03d}", "07700 900{:03d}"
INWARD_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
REFERENCE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


class Sign(NamedTuple):
    """One sign-in of the demo."""

    email: str
    name: str
    role: Role


#: The first officer, and the first of every other role, are the accounts people try.
STAFF = (
    Sign("officer@demo.example", "Ines Farrow", Role.OFFICER),
    Sign("officer2@demo.example", "Kwame Dunmore", Role.OFFICER),
    Sign("officer3@demo.example", "Bethan Quayle", Role.OFFICER),
    Sign("officer4@demo.example", "Tomasz Ridley", Role.OFFICER),
    Sign("trainee@demo.example", "Priya Wainscott", Role.TRAINEE),
    Sign("manager@demo.example", "Helen Stanmore", Role.MANAGER),
    Sign("admin@demo.example", "Marcus Oram", Role.ADMIN),
    Sign("auditor@demo.example", "Judith Pelham", Role.AUDITOR),
    Sign("reviewer@demo.example", "Owen Tadley", Role.REVIEWER),
)
PASSWORD = "walnut canal lantern"  # noqa: S105  printed at every start, refused in production

#: Sectors of postcodes that lie wholly or mostly in the town's district.
TOWNS = {
    "Abingdon": ("OX14 1", "OX14 5"),
    "Banbury": ("OX16 1", "OX16 4"),
    "Bicester": ("OX26 4", "OX26 6"),
    "Brackley": ("NN13 5",),
    "Carterton": ("OX18 1", "OX18 3"),
    "Chipping Norton": ("OX7 5",),
    "Didcot": ("OX11 7", "OX11 8"),
    "Faringdon": ("SN7 7",),
    "Henley-on-Thames": ("RG9 1", "RG9 4"),
    "Kidlington": ("OX5 1", "OX5 2"),
    "Lechlade": ("GL7 3",),
    "Long Crendon": ("HP18 9",),
    "Oxford": ("OX1 2", "OX3 7", "OX4 2"),
    "Thame": ("OX9 2", "OX9 3"),
    "Wallingford": ("OX10 0", "OX10 8"),
    "Wantage": ("OX12 7", "OX12 9"),
    "Witney": ("OX28 4", "OX28 6"),
    "Woodstock": ("OX20 1",),
}
STREETS = "Mill Lane;Station Road;The Old Yard;Wharf Street;Market Place;Park End".split(";")


@dataclass(frozen=True)
class Sketch:
    """One employer of the demo before anything happened; ``plot`` says how far it will come.

    ``pay`` says what the newest fair pay check of one placement will find.
    """

    name: str
    legal_form: str
    size: str
    sic: str
    town: str
    tier: str
    plot: str
    pay: str
    jobs: tuple[str, ...]


@cache
def sketches() -> tuple[Sketch, ...]:
    """Return every employer of the demo, the same for every date."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="|"))
    return tuple(
        Sketch(
            name=f"{word} {row.pop('trade')}",
            jobs=tuple(row.pop("jobs").split(";")),
            **row,
        )
        for word, row in zip(_words(), rows, strict=False)
    )


def _words() -> Iterator[str]:
    """Yield invented proper names, each part used as rarely as can be."""
    turns = -(-len(FIRST_PARTS) * 3 // len(LAST_PARTS))
    lasts = (LAST_PARTS * turns)[: len(FIRST_PARTS) * 3]
    for number, first in enumerate(FIRST_PARTS * 3):
        yield f"{first}{lasts[(number * 5 + number // len(FIRST_PARTS)) % len(lasts)]}"


def person(rng: Random) -> str:
    """Return a name for somebody who works at an employer."""
    return f"{rng.choice(FORENAMES)} {rng.choice(SURNAMES)}"


def email(name: str, employer: str) -> str:
    """Return an address that nobody can have."""
    at = employer.split(maxsplit=1)[0].lower()
    return f"{name.lower().replace(' ', '.')}.{at}@example.org"


def phone(rng: Random) -> str:
    """Return a number that rings nowhere."""
    return rng.choice((LANDLINES, MOBILES)).format(rng.randrange(1000))


def postcode(rng: Random, town: str) -> str:
    """Return a postcode of the town, real in form only."""
    return rng.choice(TOWNS[town]) + "".join(rng.choices(INWARD_LETTERS, k=2))


def street(rng: Random) -> str:
    """Return the first line of an address."""
    return f"{rng.randrange(1, 90)} {rng.choice(STREETS)}"


def participant(rng: Random) -> str:
    """Return a reference like CTW-7F3K9, which tells nothing of anybody."""
    signs = [*rng.choices(REFERENCE_LETTERS, k=2), *(str(rng.randrange(2, 10)) for _ in range(3))]
    rng.shuffle(signs)
    return f"CTW-{''.join(signs)}"
