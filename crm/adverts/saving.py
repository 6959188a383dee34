"""Saving found vacancies: one operation, all or nothing, each with where it was read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from crm.adverts import queries, values
from crm.adverts.comparing import NEW
from crm.adverts.models import AdvertFile, AdvertRow, AdvertSource, Kind
from crm.core import clock, journal, refs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.formats import plural
from crm.core.search import normalise
from crm.employers import actions as employers
from crm.employers.models import Employer, Site
from crm.vacancies import actions as vacancies
from crm.vacancies.models import State, Vacancy


@dataclass
class Saved:
    """What was done: a list per row of title, employer, reference and word, and the operation."""

    outcomes: list[list[str]] = field(default_factory=list)
    operation_id: int | None = None


def check(rows: Sequence[AdvertRow]) -> None:
    """Note on each row why it cannot be saved; raises ``RuleBroken`` when one cannot."""
    for row in rows:
        row.fault = _fault(row)
    faulty = [row for row in rows if row.fault]
    if not rows:
        raise RuleBroken("Tick the vacancies to save.")
    if faulty:
        first = ", ".join(str(row.number) for row in faulty[:5])
        more = f" and {len(faulty) - 5} more" if len(faulty) > 5 else ""
        raise RuleBroken(f"Nothing is saved yet. Look at {first}{more} in the list below.")


def _fault(row: AdvertRow) -> str:
    if not row.employer:
        return "Choose the employer, or untick this one."
    if row.employer == NEW and not row.employer_name:
        return "Open it and enter the name of the new employer, or untick it."
    known = values.columns(row.facts)
    if known["starts_on"] and known["closes_on"] and known["closes_on"] > known["starts_on"]:
        return "The closing date is after the start. Open it and change one of the two."
    return ""


def save(file: AdvertFile, rows: Sequence[AdvertRow], person: Any) -> Saved:
    """Write down the vacancies as one operation of ``person``, who has id, name and role.

    Raises ``RuleBroken`` when what was looked at is no longer so.
    """
    check(rows)
    title = f"Imported {plural(len(rows), 'vacancy', 'vacancies')} from {file.name}"
    journal.whole(title, kind="import", actor=person)
    saved = Saved()
    whose = _employers(file, rows)
    sites = queries.sites_at((whose[row.number].id, row.place["postcode"]) for row in rows)
    for row in rows:
        employer = whose[row.number]
        try:
            if row.kind is Kind.CHANGED:
                vacancy, did = _change(row, person), "changed"
            else:
                site_id = sites.get((employer.id, row.place["postcode"]))
                vacancy, did = _add(row, employer, site_id, person, file.name), "added"
        except RuleBroken as error:
            raise RuleBroken(f"{row.facts['title']}: {error.message}") from None
        waits = ", waits for a second check" if vacancy.state is State.SECOND_CHECK else ""
        saved.outcomes.append([vacancy.title, employer.name, vacancy.ref, did + waits])
    session.flush()
    saved.operation_id = journal.current_operation_id()
    return saved


def _add(
    row: AdvertRow, employer: Employer, site_id: int | None, person: Any, name: str
) -> Vacancy:
    vacancy = vacancies.add(employer, by=person, site_id=site_id, **values.columns(row.facts))
    session.add(
        AdvertSource(
            vacancy_id=vacancy.id,
            key=row.key,
            organisation=row.organisation,
            url=row.told["url"],
            name=name,
            read=row.read,
            read_at=clock.now(),
        )
    )
    return vacancy


def _change(row: AdvertRow, person: Any) -> Vacancy:
    """Take over the changes that were shown; the rest of the vacancy stays as it is."""
    source = queries.sources([row.key]).get(row.key)
    vacancy = source.vacancy if source else None
    if source is None or vacancy is None or vacancy.id != row.vacancy_id or not vacancy.live:
        raise RuleBroken("it was closed or removed meanwhile. Untick it.")
    known = values.columns(row.facts)
    names = [name for label, *_ in row.changes for name in values.GROUPS[label]]
    vacancies.change(vacancy, by=person, **{name: known[name] for name in names})
    source.read, source.read_at = row.read, clock.now()
    return vacancy


def _employers(file: AdvertFile, rows: Sequence[AdvertRow]) -> dict[int, Employer]:
    """Return the employer of each row by its number; new ones are added, each once."""
    ids = {row.number: refs.number_in(row.employer, "E") for row in rows}
    known = queries.employers([number for number in ids.values() if number])
    new: dict[str, Employer] = {}
    found = {}
    for row in rows:
        number = ids[row.number]
        if number is None:
            found[row.number] = _new(file, row, new)
        elif number in known:
            found[row.number] = known[number]
        else:
            raise RuleBroken(f"{row.facts['title']}: {row.employer} is gone. Choose another.")
    return found


def _new(file: AdvertFile, row: AdvertRow, new: dict[str, Employer]) -> Employer:
    key = normalise(row.employer_name)
    if key in new:
        return new[key]
    there = session.scalar(sa.select(Employer).where(Employer.name_key == key).limit(1))
    if there is not None and there.ref not in [ref for ref, *_ in row.likely]:
        raise RuleBroken(f"{there.name} was added as {there.ref} meanwhile. Open it and choose it.")
    employer = employers.add(
        name=row.employer_name, postcode=row.place["postcode"], source=f"Advert in {file.name}"
    )
    site = session.scalars(sa.select(Site).where(Site.employer_id == employer.id)).one()
    site.address, site.town = row.place["address"], row.place["town"]
    new[key] = employer
    return employer
