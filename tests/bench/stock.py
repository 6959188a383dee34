"""Invented employers in any number, the same for the same number and day.

Two contacts and five activities each, ten officers, a next step for every fifth employer, thirty
of each officer's in these weeks. The shape is that of the shared measuring kit, so that the floors
hold as many rows. Names are made of words, telephone numbers are those set aside for drama,
addresses end in example.org.
"""

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from crm.activity.models import Activity
from crm.activity.rules import Kind, Outcome
from crm.core import clock, features, search
from crm.core.db import Model, db, engine_name, session, table_of
from crm.core.journal import Entry, Operation
from crm.core.permissions import Role
from crm.core.search import SearchEntry, normalise
from crm.employers.models import Certainty, Contact, Employer, LegalForm, Site, SizeBand, Standing
from crm.employers.standing import STAGES
from crm.followups.models import FollowUp
from crm.people.models import Person

PLACES = tuple(
    "Abbots Barley Bramble Brook Castle Chalk Cherry Clover Coppice Cotton Dairy Downs Elder Fern "
    "Field Ford Forge Foxglove Glebe Granary Greenway Hazel Heath Highfield Holly Kestrel Lark "
    "Linden Lock Longmead Maltings Meadow Mill Millers Oak Orchard Otter Priory Quarry Ridge "
    "River Rowan Saddlers Spring Stone Tanners Thistle Vale Wharf Willow".split(" ")
)
TRADES = tuple(
    "Bakery Bicycles Books Brewing Builders Care Catering Ceramics Cleaning Clinic Coaches Crafts "
    "Deli Dental Design Electrical Farm Fencing Flooring Foods Furniture Garage Gardens Glazing "
    "Hotel Joinery Kennels Kitchens Laundry Logistics Marquees Nursery Opticians Packaging "
    "Pharmacy Plastics Plumbing Printing Recycling Roofing Salon School Security Software Stables "
    "Supplies Timber Transport Upholstery Windows".split(" ")
)
ENDINGS = ("Ltd", "Limited", "LLP", "Group", "Partners", "Trust", "Company", "and Daughters")
FIRST = ("Ada", "Ben", "Cleo", "Dev", "Esme", "Finn", "Gita", "Hal", "Isla", "Jude", "Kit", "Lena")
LAST = ("Archer", "Bello", "Carr", "Dale", "Eze", "Frost", "Gill", "Hart", "Ito", "Jones", "Kaur")
TOWNS = ("Oxford", "Banbury", "Bicester", "Abingdon", "Didcot", "Witney", "Thame", "Wantage")
DISTRICTS = ("E07000177", "E07000178", "E07000179", "E07000180", "E07000181")
OFFICERS = 10
CHUNK = 5000
BUSY = 5000
NEAR = 30


def fill(employers: int, *, busy: int = BUSY) -> None:
    """Make the tables and ``employers`` employers; the first has ``busy`` activities more."""
    db.create_all()
    for seed in sorted(features.installed("seeds"), key=lambda seed: seed.order):
        seed.load()
    session.commit()
    kinds = {kind.model: kind for kind in search.kinds()}
    connection = session.connection()
    _insert(connection, Person, _people())
    _insert(connection, Operation, _operations(employers))
    order = (Employer, Site, Contact, Activity, FollowUp, Standing, Entry)
    rows: dict[type[Model], list[dict[str, Any]]] = {kind: [] for kind in order}
    for kind, row in _rows(employers, busy):
        rows[kind].append(row)
        if kind in {Employer, Site}:
            rows[Entry].append(_entry(kind, row))
        if kind is Standing and row["employer_id"] % 500 == 0:
            _flush(connection, rows, kinds)
    _flush(connection, rows, kinds)
    if engine_name() == "postgresql":
        for kind in (Employer, Site, Contact, Activity, FollowUp, Person):
            name = kind.__tablename__
            connection.execute(
                sa.text(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))")
            )
    session.commit()
    session.execute(sa.text("ANALYZE"))
    session.commit()


def _flush(connection: sa.Connection, rows: Mapping[Any, list[Any]], kinds: Any) -> None:
    for kind, waiting in rows.items():
        _insert(connection, kind, waiting)
        if kind in kinds:
            known = kinds[kind]
            entries = [search._entry(known, _seen(row)) for row in waiting]
            _insert(connection, SearchEntry, [entry for entry in entries if entry])
        waiting.clear()


def _seen(row: dict[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(ref=f"E-{row['id']:05d}", **row)


def _insert(connection: sa.Connection, kind: type[Model], rows: list[dict[str, Any]]) -> None:
    todo = iter(rows)
    while part := list(islice(todo, CHUNK)):
        connection.execute(sa.insert(table_of(kind)), part)


FIRST_OPERATION = 1000  # the seeds made some before


def _operations(employers: int) -> list[dict[str, Any]]:
    return [
        {"id": FIRST_OPERATION + n, "at": clock.now(), "actor": "The bench", "kind": "change",
         "title": "Added an invented employer"}
        for n in range(employers + 1)
    ]  # fmt: skip


def _entry(kind: type[Model], row: dict[str, Any]) -> dict[str, Any]:
    """Return the journal's line of a new row, without its values."""
    subject = row["id"] if kind is Employer else row["employer_id"]
    return {
        "operation_id": FIRST_OPERATION + subject, "subject_id": subject,
        "table_name": kind.__tablename__, "row_id": row["id"],
        "change": "insert", "before": None, "after": None, "digest": "",
    }  # fmt: skip


def _people() -> list[dict[str, Any]]:
    return [
        {"id": n, "name": f"Officer {n}", "email": f"officer{n}@council.example",
         "email_key": f"officer{n}@council.example", "role": Role.OFFICER, "made_up": True,
         "created_at": clock.now(), "version": 1}
        for n in range(1, OFFICERS + 1)
    ]  # fmt: skip


def _rows(employers: int, busy: int) -> Iterator[tuple[type[Model], dict[str, Any]]]:
    """Yield every row of every table; the standing of an employer comes last of its rows."""
    chance, today = random.Random(7), clock.today()
    numbers = {kind: iter(range(1, 10**9)) for kind in (Site, Contact, Activity, FollowUp)}
    for number in range(1, employers + 1):
        employer = _employer(chance, number)
        place = {"town": chance.choice(TOWNS), "district_code": chance.choice(DISTRICTS)}
        yield Employer, employer
        yield Site, {
            **place, "id": next(numbers[Site]), "employer_id": number, "name": "", "is_main": True,
            "address": "", "postcode": f"OX{chance.randrange(1, 50)} {chance.randrange(1, 10)}AB",
            "district_certainty": Certainty.SURE, "version": 1,
        }  # fmt: skip
        for _ in range(2):
            yield Contact, _contact(chance, next(numbers[Contact]), number)
        last = datetime.min.replace(tzinfo=UTC)
        for _ in range(5 + (busy if number == 1 else 0)):
            made = _activity(chance, next(numbers[Activity]), number, today)
            last = max(last, made["happened_at"])
            yield Activity, made
        due_on = date.max
        if number % 5 == 0 or number <= OFFICERS * NEAR:
            step = _follow_up(chance, next(numbers[FollowUp]), employer, today)
            due_on = step["due_on"]
            yield FollowUp, step
        yield Standing, {
            "employer_id": number, "place": place["town"], "district_code": place["district_code"],
            "district_certainty": Certainty.SURE, "next_on": due_on,
            "next_title": "" if due_on == date.max else "Call", "last_contact_on": last.date(),
            "spoken_on": last.date(), "quiet_on": date.max, "stage_on": today,
            "openings": chance.randrange(2), "in_work": 0, "level": "", "score_percent": None,
        }  # fmt: skip


def _employer(chance: random.Random, number: int) -> dict[str, Any]:
    name = f"{chance.choice(PLACES)} {chance.choice(TRADES)} {chance.choice(ENDINGS)} {number}"
    return {
        "id": number, "name": name, "name_key": normalise(name), "trading_name": "",
        "former_name": "", "other_names": "", "company_number": None, "external_id": None,
        "legal_form": LegalForm.COMPANY, "size_band": chance.choice(list(SizeBand)),
        "size_text": "", "sic_codes": "", "sic_section": chance.choice("CFGIQ"),
        "website": f"https://e{number}.example.org", "email": f"hr{number}@example.org",
        "phone": f"01632 960{chance.randrange(1000):03d}",
        "stage_code": chance.choices(STAGES, (30, 20, 15, 10, 10, 5, 3, 2, 2, 3))[0][0],
        "tier": "", "owner_id": chance.randrange(1, OFFICERS + 1), "source": "bench",
        "disability_confident": None, "disability_confident_until": None, "notes": "",
        "made_up": True, "created_at": clock.now(), "version": 1,
    }  # fmt: skip


def _contact(chance: random.Random, row_id: int, number: int) -> dict[str, Any]:
    return {
        "id": row_id, "employer_id": number, "site_id": None,
        "name": f"{chance.choice(FIRST)} {chance.choice(LAST)}",
        "role": chance.choice(("Owner", "Manager", "Director")), "can_hire": True,
        "email": f"p{row_id}@example.org", "phone": f"01632 960{chance.randrange(1000):03d}",
        "from_on": None, "to_on": None, "notes": "", "version": 1,
    }  # fmt: skip


def _activity(chance: random.Random, row_id: int, number: int, today: date) -> dict[str, Any]:
    near = number <= OFFICERS * NEAR and number != 1  # nor does what they did this fortnight
    minutes = chance.randrange(60 if near else 21_000, 400_000)
    midnight = datetime.combine(today, time(), UTC)
    return {
        "id": row_id, "employer_id": number, "contact_id": None,
        "kind": chance.choice([Kind.CALL, Kind.VISIT, Kind.MEETING, Kind.MAIL]),
        "outcome": chance.choice(list(Outcome)), "topic": None, "face_to_face": False,
        "hiring_authority": True, "happened_at": midnight - timedelta(minutes=minutes),
        "summary": f"Spoke to {chance.choice(FIRST)} about {chance.choice(TRADES).lower()} work",
        "note": "", "by_id": chance.randrange(1, OFFICERS + 1), "form_token": None, "version": 1,
    }  # fmt: skip


def _follow_up(
    chance: random.Random, row_id: int, employer: dict[str, Any], today: date
) -> dict[str, Any]:
    near = employer["id"] <= OFFICERS * NEAR  # what one officer has in hand does not grow
    due_on = today + timedelta(days=chance.randrange(*((-7, 14) if near else (30, 365))))
    return {
        "id": row_id, "employer_id": employer["id"], "owner_id": employer["owner_id"],
        "kind": Kind.CALL, "title": "Call", "why": "", "planned_on": due_on,
        "first_due_on": due_on, "due_on": due_on, "due_time": "", "snoozes": 0,
        "snooze_reason": "", "rule_id": None, "occurrence": None, "closed_at": None, "ended": None,
        "ended_why": "", "done_activity_id": None, "made_at": clock.now(), "version": 1,
    }  # fmt: skip
