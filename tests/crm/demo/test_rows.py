"""What the demo holds: everything a page can show, nothing that is real."""

import csv
import json
import re
from collections import Counter
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.core.permissions import Role
from crm.core.search import normalise
from crm.demo import cast
from crm.employers.standing import STAGES
from crm.likeness.names import read
from crm.parity.dated import status_on
from crm.parity.rules import Status
from crm.participants.rules import why_not_opaque
from crm.people import passwords
from crm.placements.rules import mark_reached
from crm.records.models import ImportFile, State
from tests.crm.demo.conftest import ON

HEALTH = re.compile(
    r"disabilit|disabled|autis|anxi|depress|mental|illness|diagnos|adhd|wheelchair|learning diff|"
    r"medic|patient|therap|seizure|epilep|sick|national insurance",
    re.IGNORECASE,
)
DRAMA = re.compile(r"01632 960[0-9]{3}|07700 900[0-9]{3}")


def test_the_same_day_gives_the_same_rows_in_two_databases(demo_sqlite, demo_postgres):
    assert demo_sqlite.rows == demo_postgres.rows


def test_every_role_has_a_sign_in(demo, rows):
    roles = Counter(person["role"] for person in rows["person"])

    assert roles == {role.value: 4 if role is Role.OFFICER else 1 for role in Role}
    for sign in cast.STAFF:
        assert sign.email in demo.said.stdout
    assert cast.PASSWORD in demo.said.stdout
    assert passwords.fault(cast.PASSWORD) is None


def test_everything_is_marked_as_invented(rows):
    for table in ("person", "employer", "vacancy", "placement", "parity_check"):
        assert rows[table]
        assert all(row["made_up"] for row in rows[table]), table


def test_nobody_can_be_reached(rows):
    assert not any(row["company_number"] or row["external_id"] for row in rows["employer"])
    for contact in rows["contact"]:
        assert DRAMA.fullmatch(contact["phone"])
        assert contact["email"].endswith("@example.org")
    assert all(person["email"].endswith("@demo.example") for person in rows["person"])


def test_names_are_made_of_our_own_words(rows):
    names = [row["name"] for row in rows["employer"]]

    assert len(set(names)) == len(names) >= 60
    assert len({name.split()[0] for name in names}) == len(names)
    for name in names:
        word = name.split()[0]
        assert any(word == first + last for first in cast.FIRST_PARTS for last in cast.LAST_PARTS)
        assert not re.search(r"\b(ltd|limited|plc|llp|cic)\b", name, re.IGNORECASE)


@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("employers-oxfordshire.csv", "EmployerName"),
        ("employers-gpg-2022-23.csv", "EmployerName"),
        ("sponsor-register-names.csv", "Organisation Name"),
    ],
)
def test_no_name_looks_like_a_real_one(shared, file, column):
    path = shared / "data" / file
    if not path.exists():
        pytest.skip(f"../shared is absent: {file}")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        real = {" ".join(read(row[column]).core) for row in csv.DictReader(lines)}
    words = {word for name in real for word in name.split()}

    for sketch in cast.sketches():
        assert " ".join(read(sketch.name).core) not in real
        assert normalise(sketch.name).split()[0] not in words


def test_no_word_about_anybodys_health(rows):
    said = json.dumps({t: [list(r.values()) for r in found] for t, found in rows.items()})

    assert not HEALTH.findall(said)


def test_supported_people_are_references_only(rows):
    refs = [row["participant_ref"] for row in rows["placement"]]

    assert len(set(refs)) == len(refs)
    assert not [ref for ref in refs if why_not_opaque(ref)]


def test_all_stages_tiers_and_sizes(rows):
    employers = rows["employer"]

    assert {row["stage_code"] for row in employers} == {code for code, _ in STAGES}
    assert {row["tier"] for row in employers} == {"A", "B", "C"}
    assert {row["size_band"] for row in employers} == {"micro", "small", "medium", "large"}


def test_five_districts_and_some_neighbours(rows):
    found = Counter(row["district_code"] for row in rows["site"] if row["is_main"])
    county = {f"E0700017{n}" for n in (7, 8, 9)} | {"E07000180", "E07000181"}

    assert all(found[code] >= 6 for code in county)
    assert sum(found[code] for code in county) == 60
    assert sum(found.values()) == 63
    assert {row["district_certainty"] for row in rows["site"]} == {"probable"}


def test_vacancies_in_every_state(rows):
    vacancies = rows["vacancy"]
    waiting = [row for row in vacancies if row["state"] == "second check"]
    trainee = next(p["id"] for p in rows["person"] if p["role"] == "trainee")

    assert {row["state"] for row in vacancies} == {"second check", "open", "filled", "closed"}
    assert {row["entered_by_id"] for row in waiting} == {trainee}
    assert any(row["approved_by_id"] for row in vacancies)
    assert all(row["closed_reason"] for row in vacancies if row["state"] == "closed")
    assert any(row["pay_amount"] is None for row in vacancies)
    assert len({row["pay_basis"] for row in vacancies}) == 3


def test_placements_of_every_kind(rows):
    placements = rows["placement"]
    lasting = [
        row
        for row in placements
        if mark_reached(
            date.fromisoformat(row["started_on"]),
            row["ended_on"] and date.fromisoformat(row["ended_on"]),
            ON,
        )
    ]
    assert {row["kind"] for row in placements} >= {"job", "work trial", "supported internship"}
    assert {row["pathway"] for row in placements} == {"IPS", "SEQF"}
    assert any(row["ended_on"] for row in lasting)
    assert any(not row["ended_on"] for row in lasting)
    assert all(row["end_reason"] for row in placements if row["ended_on"])


def test_fair_pay_checks_with_every_answer(rows):
    checks = rows["parity_check"]
    shown = {
        status_on(
            Status(row["status"]),
            checked_on=date.fromisoformat(row["checked_on"]),
            period_start=date.fromisoformat(row["period_start"]),
            on=ON,
            last_change=date(2026, 4, 1),
            months=12,
        )
        for row in checks
        if row["latest"]
    }
    assert shown == set(Status)
    assert {row["review"] for row in checks} == {"final", "second check", "sent back"}


def test_follow_ups_in_every_state(rows):
    steps = rows["follow_up"]
    still = [row for row in steps if not row["closed_at"]]
    mine = [row for row in still if row["owner_id"] == rows["person"][0]["id"]]
    today = ON.isoformat()

    assert {row["ended"] for row in steps} == {"done", "dropped", None}
    assert all(row["ended_why"] for row in steps if row["ended"] == "dropped")
    assert any(row["snoozes"] >= 3 for row in still)
    assert any(row["rule_id"] for row in still)
    assert any(row["rule_id"] for row in steps if row["ended"] == "done")
    assert [row["due_on"] < today for row in mine].count(True) >= 3
    assert [row["due_on"] == today for row in mine].count(True) >= 2
    assert [row["due_on"] > today for row in mine].count(True) >= 3


def test_some_employers_of_the_officer_wait_for_nothing(rows):
    waiting = {row["employer_id"] for row in rows["follow_up"] if not row["closed_at"]}
    forgotten = [row for row in rows["employer"] if row["id"] not in waiting]

    assert 1 <= len(forgotten) <= 8
    assert rows["person"][0]["id"] in {row["owner_id"] for row in forgotten}


def test_people_left_and_were_replaced(rows):
    assert any(row["to_on"] for row in rows["contact"])
    assert Counter(row["kind"] for row in rows["activity"]).keys() == {
        "call", "visit", "mail", "meeting",
    }  # fmt: skip
    assert {row["hiring_authority"] for row in rows["activity"]} == {True, False, None}
    assert {row["outcome"] for row in rows["activity"]} >= {"no answer", "left message", "declined"}


def test_history_is_two_years_old_and_told_in_order(rows):
    told = rows["operation"]
    moments = [datetime.fromisoformat(row["at"]) for row in told]

    assert moments == sorted(moments)
    assert (ON - moments[0].date()).days > 700
    assert moments[-1].date() < ON
    assert {row["title"] for row in told}.isdisjoint({"Changed records"})
    assert {row["actor"] for row in told} >= {sign.name for sign in cast.STAFF[:5]}


def test_a_list_waits_to_be_mended_and_imported(live):
    row = session.scalars(sa.select(ImportFile)).one()

    assert row.state is State.READY
    assert row.counts == {
        "rows": 4, "created": 2, "updated": 1, "unchanged": 0, "skipped": 0, "failed": 1,
    }  # fmt: skip
