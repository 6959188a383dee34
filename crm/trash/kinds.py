"""What an officer may throw away, and what is said of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from crm.activity.models import Activity
from crm.core.db import Model
from crm.core.formats import plural
from crm.employers.models import Contact, Employer, Site
from crm.placements.models import Placement
from crm.vacancies.models import Vacancy

ACTIVITY, PLACEMENT = "activity", "placement"


@dataclass(frozen=True)
class Kind:
    """One kind of record; ``said`` names a row of it."""

    name: str
    model: type[Model]
    said: Callable[[Any], str]


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("employer", Employer, lambda row: row.name),
        Kind("site", Site, lambda row: row.name or row.town or row.postcode or "a site"),
        Kind("contact", Contact, lambda row: row.name),
        Kind(ACTIVITY, Activity, lambda row: row.summary or row.kind.value),
        Kind("vacancy", Vacancy, lambda row: f"{row.ref} {row.title}"),
        Kind(PLACEMENT, Placement, lambda row: f"{row.ref} {row.job_title}"),
    )
}
#: What hangs on a record: one of it, and several.
NAMES: Mapping[str, tuple[str, str]] = {
    "activity": ("logged contact", "logged contacts"),
    "advert_source": ("advert it was read in", "adverts it was read in"),
    "contact": ("contact", "contacts"),
    "employer_cadence": ("rhythm of its own", "rhythms of its own"),
    "employer_merge": ("earlier merge", "earlier merges"),
    "exit_talk": ("exit conversation", "exit conversations"),
    "exit_tick": ("ticked check", "ticked checks"),
    "follow_rule": ("repeating next step", "repeating next steps"),
    "follow_up": ("next step", "next steps"),
    "inbound_filing": ("filed mail", "filed mails"),
    "mail_consent": ("agreement to mail", "agreements to mail"),
    "not_the_same": ("pair judged not the same", "pairs judged not the same"),
    "passed_match": ("match set aside", "matches set aside"),
    "parity_check": ("fair pay check", "fair pay checks"),
    "placement": ("placement", "placements"),
    "placement_review": ("review", "reviews"),
    "sequence_run": ("sequence", "sequences"),
    "site": ("site", "sites"),
    "stage_move": ("stage move", "stage moves"),
    "work_evidence": ("piece of evidence", "pieces of evidence"),
    "vacancy": ("vacancy", "vacancies"),
}


def counted(table: str, number: int) -> str:
    """Return so many rows of a table in words: ``2 vacancies``."""
    one = table.replace("_", " ")
    return plural(number, *NAMES.get(table, (one, f"{one}s")))


def along(counts: Mapping[str, int]) -> str:
    """Return what went along in one line, or ""."""
    return ", ".join(counted(table, number) for table, number in sorted(counts.items()))
