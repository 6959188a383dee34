"""What the employers' templates need beside the rows: words for places, sizes and steps."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from crm.core import clock
from crm.core.features import Holding
from crm.employers.conditions import OUTSIDE
from crm.employers.models import Employer, SizeBand
from crm.employers.queries import contacts_of, next_days
from crm.employers.roles import roles
from crm.employers.steps import Step, tell
from crm.reference import queries as reference
from crm.reference.rules import Certainty

SIZES = {band.value: band.value.capitalize() for band in SizeBand}
LEVELS = {"none": "None yet", "bronze": "Bronze", "silver": "Silver", "gold": "Gold"}


def next_step(due_on: Any) -> Step:
    """Return the glyph and words of a due date."""
    return tell(due_on, clock.today(), reference.holidays())


def next_steps(ids: Sequence[int]) -> dict[int, Step]:
    """Return the glyph and words of the next step of these employers, in one statement."""
    return {employer_id: next_step(next_on) for employer_id, next_on in next_days(ids)}


class RowWords:
    """Words for the rows of one list; what they all need is looked up once."""

    def __init__(self) -> None:
        self._today, self._holidays = clock.today(), reference.holidays()
        self._county, self._names = reference.county_codes(), reference.authority_names()

    def step(self, due_on: Any) -> Step:
        """Return the glyph and words of a due date."""
        return tell(due_on, self._today, self._holidays)

    def about(self, row: Any) -> str:
        """Return place, size and sector of a row in one line."""
        parts = [row.place]
        if row.district_code not in self._county:
            name = self._names.get(row.district_code)
            parts.append(
                f"outside the county ({name})" if name else "outside the county or not known"
            )
        parts.append(SIZES[row.size_band.value] if row.size_band is not SizeBand.UNKNOWN else "")
        parts.append(reference.section_short(row.sic_section))
        return " · ".join(str(part) for part in parts if part)


def place_words(standing: Any, places: Mapping[str, str], county: Collection[str]) -> str:
    """Return the district with how sure it is, or the neighbour an employer belongs to."""
    if standing is None or not standing.district_code:
        return "Not known"
    name = places.get(standing.district_code, standing.district_code)
    sure = "" if standing.district_certainty is Certainty.SURE else ", probable"
    if standing.district_code in county:
        return f"{name}{sure}"
    return f"{name}{sure}: outside the county"


def district_choices(places: Mapping[str, str], county: Collection[str]) -> list[tuple[str, str]]:
    """Return the county's districts, then "outside", then the neighbours."""
    inside = [(code, places[code]) for code in county]
    beyond = [
        (code, name) for code, name in places.items() if code not in county and code[0:3] != "E10"
    ]
    return [*inside, (OUTSIDE, "Outside the county"), *sorted(beyond, key=lambda pair: pair[1])]


def held_about(email_key: str) -> list[Holding]:
    """Return each contact row of an address: the person's own facts and where they come from.

    Notes are left out, since they may speak of others; the page says how to ask for them.
    """
    return [
        Holding(
            f"You at {employer}",
            [
                (label, text)
                for label, text in (
                    ("Name", contact.name),
                    ("Role", contact.role),
                    ("Email", contact.email),
                    ("Phone", contact.phone),
                    ("In this role since", contact.from_on and f"{contact.from_on:%d/%m/%Y}"),
                    ("Left this role", contact.to_on and f"{contact.to_on:%d/%m/%Y}"),
                    ("Notes by our staff", "Yes. Ask us for a copy" if contact.notes else ""),
                )
                if text
            ],
            f"{_SOURCES.get(kind, _SOURCES[''])} on {at:%d/%m/%Y}." if at else _SOURCES[""] + ".",
        )
        for contact, employer, kind, at in contacts_of(email_key)
    ]


_SOURCES = {
    "": "Written down by our staff",
    "import": "From a list of employers that our staff loaded",
}


def contacts_panel(employer: Employer) -> dict[str, Any]:
    """Return the contacts who are there and those who left, each with where else they worked."""
    found = roles(employer.id)
    return {
        "here": [one for one in found if one.contact.to_on is None],
        "gone": [one for one in found if one.contact.to_on is not None],
    }
