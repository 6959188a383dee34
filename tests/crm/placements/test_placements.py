"""Placements: starting, the opaque reference, ending, and the people in work."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
import time_machine

from crm.core import clock
from crm.core.db import session
from crm.employers.models import Standing
from crm.followups.models import FollowUp
from crm.participants.rules import Pathway
from crm.placements.jobs import count_starters
from crm.placements.models import Placement
from crm.placements.rules import Kind
from crm.vacancies.models import State, Vacancy
from tests.browse import Statements, count_rows

GOOD = {
    "participant_ref": "ctw-7f3k9",
    "job_title": "Packer",
    "kind": "job",
    "pathway": "SEQF",
    "started_on": "today",
    "pay_amount": "12.71",
    "pay_basis": "hourly",
    "weekly_hours": "16",
}


def only():
    session.expire_all()
    return session.scalars(sa.select(Placement)).one()


def in_work(employer_id):
    query = sa.select(Standing.in_work).where(Standing.employer_id == employer_id)
    return session.scalar(query)


def test_a_placement_starts_from_a_vacancy_with_its_facts(officer, make):
    vacancy = make.vacancy(title="Packer", weekly_hours=Decimal(16))
    employer_id = vacancy.employer_id

    page = officer.submit(
        f"/vacancies/{vacancy.ref}/placements/new",
        {"participant_ref": "CTW-7F3K9", "kind": "job", "pathway": "IPS", "started_on": "today",
         "fills": "y"},
    )  # fmt: skip

    assert "Placement P-00001 added." in page.text
    saved = only()
    assert (saved.job_title, saved.pay_amount, saved.weekly_hours) == (
        "Packer",
        Decimal("12.71"),
        16,
    )
    assert saved.vacancy_id == vacancy.id
    assert session.scalars(sa.select(Vacancy.state)).one() is State.FILLED
    assert in_work(employer_id) == 1


def test_the_vacancy_stays_open_when_it_has_more_room(officer, make):
    vacancy = make.vacancy()
    facts = {name: value for name, value in GOOD.items() if name != "job_title"}
    page = officer.get(f"/vacancies/{vacancy.ref}/placements/new")
    assert 'name="fills" value="y" checked' in page.text

    officer.post(f"/vacancies/{vacancy.ref}/placements/new", facts | {"job_title": "Packer"})

    assert only().vacancy_id == vacancy.id
    assert session.scalars(sa.select(Vacancy.state)).one() is State.OPEN


def test_nobody_starts_in_a_vacancy_that_waits_for_a_check(officer, make):
    vacancy = make.vacancy(state=State.SECOND_CHECK)

    page = officer.submit(f"/vacancies/{vacancy.ref}/placements/new", GOOD)

    assert "This vacancy waits for a second check" in page.text
    assert count_rows(Placement) == 0


def test_a_placement_starts_from_an_employer_without_a_vacancy(officer, make):
    employer = make.employer(name="Isis Bakery")

    page = officer.submit(f"/employers/{employer.ref}/placements/new", GOOD)

    assert "CTW-7F3K9" in page.text
    assert "at the minimum wage of £12.71" in page.text
    assert (only().pathway, only().kind) == (Pathway.SEQF, Kind.JOB)


def test_a_start_promises_the_reviews_that_are_still_to_come(officer, make):
    employer = make.employer()
    path = f"/employers/{employer.ref}/placements/new"

    officer.submit(path, GOOD)
    officer.submit(path, GOOD | {"started_on": f"{clock.today() - timedelta(weeks=10):%d/%m/%Y}"})

    titles = session.scalars(sa.select(FollowUp.title).order_by(FollowUp.id)).all()
    assert titles == [
        "Week 1 review of placement P-00001",
        "Week 4 review of placement P-00001",
        "Week 13 review of placement P-00001",
        "Week 26 review of placement P-00001",
        "Week 13 review of placement P-00002",
        "Week 26 review of placement P-00002",
    ]


@pytest.mark.parametrize(
    ("ref", "told"),
    [
        ("Amy Birch", "This looks like a name"),
        ("QQ123456C", "This looks like a National Insurance number"),
        ("03/05/1998", "This looks like a date of birth"),
        ("A1", "A reference has 4 to 20"),
    ],
)
def test_a_name_is_refused_and_never_shown_again(officer, make, ref, told):
    employer = make.employer()

    page = officer.submit(
        f"/employers/{employer.ref}/placements/new", GOOD | {"participant_ref": ref}
    )

    seen = re.sub(r'name="csrf_token" value="[^"]*"', "", page.text)  # any two letters occur there
    assert told in seen
    assert ref not in seen
    assert 'value="Packer"' in seen
    assert count_rows(Placement) == 0


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"participant_ref": ""}, "Enter the reference."),
        ({"kind": ""}, "Choose the kind of placement."),
        ({"kind": "party"}, "Choose"),
        ({"pathway": ""}, "Choose the pathway."),
        ({"started_on": ""}, "Enter the first day."),
        ({"started_on": "29/02/2026"}, "must be a real date"),
        ({"pay_amount": "12.719"}, "must be pounds and pence"),
        ({"job_title": "a\x00b"}, "cannot be shown"),
    ],
)
def test_a_bad_answer_is_refused(officer, make, change, told):
    employer = make.employer()

    page = officer.submit(f"/employers/{employer.ref}/placements/new", GOOD | change)

    assert told in page.text
    assert count_rows(Placement) == 0


def test_ending_and_going_on(officer, make):
    start = clock.today() - timedelta(weeks=30)
    placement = make.placement(started_on=start)
    employer_id = placement.employer_id
    path = f"/placements/{placement.ref}"
    assert "26 weeks kept" in officer.get(path).text

    wrong = officer.submit(f"{path}/end", {"ended_on": "1/1/2020", "end_code": "another reason"})
    assert "The end must not be before the start." in wrong.text
    ahead = officer.submit(f"{path}/end", {"ended_on": "tomorrow", "end_code": "another reason"})
    assert "Enter the end once it has come." in ahead.text
    assert "Choose why it ended." in officer.submit(f"{path}/end", {"ended_on": "today"}).text

    page = officer.submit(
        f"{path}/end",
        {"ended_on": "today", "end_code": "another reason", "end_reason": "Contract ended"},
    )
    assert "Contract ended" in page.text
    assert (only().ended_on, in_work(employer_id)) == (clock.today(), 0)

    officer.post(f"{path}/resume")
    assert (only().ended_on, in_work(employer_id)) == (None, 1)


@pytest.mark.parametrize(
    ("kind", "counted"),
    [("job", 1), ("apprenticeship", 1), ("supported internship", 0), ("work trial", 0)],
)
def test_only_paid_work_counts_as_in_work(officer, make, kind, counted):
    employer = make.employer()

    officer.submit(f"/employers/{employer.ref}/placements/new", GOOD | {"kind": kind})

    assert in_work(employer.id) == counted


def test_somebody_who_starts_later_counts_from_the_first_day(app, make):
    placement = make.placement(started_on=clock.today() + timedelta(days=3))
    employer_id = placement.employer_id
    assert in_work(employer_id) == 0

    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        assert count_starters(clock.now()) == 1
        assert count_starters(clock.now()) == 1
    assert in_work(employer_id) == 1


def test_facts_can_be_changed(officer, make):
    placement = make.placement(started_on=date(2026, 5, 4))

    officer.submit(
        f"/placements/{placement.ref}/edit", {"notes": "Named supervisor", "kind": "job"}
    )

    assert (only().notes, only().started_on) == ("Named supervisor", date(2026, 5, 4))


def test_the_list_filters(officer, make):
    employer = make.employer(name="Isis Bakery")
    make.placement(employer, participant_ref="CTW-1AA1", pathway=Pathway.SEQF)
    make.placement(participant_ref="CTW-2BB2", ended_on=clock.today(), end_reason="x")

    shown = officer.get("/placements").text
    assert "CTW-1AA1" in shown
    assert "CTW-2BB2" not in shown
    assert "CTW-2BB2" in officer.get("/placements?state=ended").text
    assert "CTW-1AA1" not in officer.get("/placements?pathway=IPS").text
    assert "CTW-2BB2" not in officer.get(f"/placements?state=any&employer={employer.ref}").text
    assert officer.get("/placements?after=x~y&employer=E-x&state=zzz").status_code == 200


def test_the_employer_page_and_the_search_show_it(officer, make):
    employer = make.employer()
    officer.submit(f"/employers/{employer.ref}/placements/new", GOOD)

    assert "P-00001" in officer.get(f"/employers/{employer.ref}").text
    assert "P-00001" in officer.get("/search?q=CTW-7F3K9").text


def test_an_auditor_reads_and_changes_nothing(auditor, make):
    employer = make.employer()
    placement = make.placement(employer)

    assert auditor.get(f"/placements/{placement.ref}").status_code == 200
    for path in ("edit", "end", "resume"):
        assert auditor.post(f"/placements/{placement.ref}/{path}").status_code == 403
    assert auditor.get(f"/employers/{employer.ref}/placements/new").status_code == 403


@pytest.mark.parametrize("ref", ["P-99999", "P-1", "V-00001"])
def test_a_reference_that_is_not_there_is_not_found(officer, make, ref):
    make.placement()

    assert officer.get(f"/placements/{ref}").status_code == 404


@pytest.mark.parametrize("rows", [10, 1000])
def test_the_list_costs_the_same_at_any_length(officer, make, rows):
    employer = make.employer()
    session.add_all(
        Placement(
            employer_id=employer.id, participant_ref=f"CTW-{n:04d}", job_title="Packer",
            pathway=Pathway.IPS, kind=Kind.JOB, created_at=clock.now(),
            started_on=date(2026, 1, 1) + timedelta(days=n % 90),
        )
        for n in range(rows)
    )  # fmt: skip
    session.commit()
    officer.get("/placements")

    with Statements() as sent:
        page = officer.get("/placements")

    assert sent.count == 3
    assert page.text.count('href="/placements/P-') == min(rows, 50)


def test_pages_of_the_list_hold_every_placement_once(officer, make):
    employer = make.employer()
    session.add_all(
        Placement(
            employer_id=employer.id, participant_ref=f"CTW-{n:04d}", job_title="Packer",
            pathway=Pathway.IPS, kind=Kind.JOB, created_at=clock.now(),
            started_on=date(2026, 1, 1) + timedelta(days=n % 3),
        )
        for n in range(120)
    )  # fmt: skip
    session.commit()
    seen, address = [], "/placements"
    while address:
        text = officer.get(address).text
        seen += [part.split('"')[0] for part in text.split('href="/placements/')[1:]]
        address = (
            text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
            if ('rel="next"' in text)
            else ""
        )

    assert len(seen) == len(set(seen)) == 120
