"""Throwing away: gone everywhere, brought back with everything, refused where it must be."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from crm.activity.models import Activity
from crm.core import clock
from crm.core.db import Model, session, table_of
from crm.core.journal import Operation
from crm.employers.models import Contact, Employer, Site
from crm.evidence import queries
from crm.followups import actions as followups
from crm.mailing.models import Mailing, MailingRecipient, Place
from crm.mailing.rules import Purpose
from crm.people.models import Person
from crm.placements.models import Placement
from crm.trash.models import Trashed
from crm.vacancies.models import Vacancy
from tests.architecture.routes import bare_gets, look
from tests.browse import count_rows
from tests.crm.evidence.asking import asked

MARK = "Zanzibar"
#: Pages that tell what happened, not what is there.
TELLS = {"core.history", "trash.index"}


def everything() -> dict[str, Any]:
    """Return every row of every table but logs, notes of the trash and what a worker scores."""
    session.rollback()
    log = {"operation", "journal_entry", "journal_seal", "trashed", "sign_in", "proposed_level"}
    found = {}
    for table in Model.metadata.sorted_tables:
        if table.name not in log:
            names = [c for c in table.c if c.name != "version"]
            rows = session.execute(sa.select(*names)).all()
            found[table.name] = sorted(map(repr, rows))
    return found


@pytest.fixture
def full(officer, make):
    """An employer with a row of every kind that an officer can add."""
    person = session.get_one(Person, officer.person_id)
    employer = make.employer(name=f"{MARK} Quarry", owner_id=person.id)
    contact = make.contact(employer, name=f"Ann {MARK}", email="ann@zanzibar.example")
    vacancy = make.vacancy(employer, title=f"{MARK} porter", contact_id=contact.id)
    session.add(
        Activity(employer_id=employer.id, contact_id=contact.id, kind="call",
                 summary=f"Called {MARK}", happened_at=clock.now(), by_id=person.id)
    )  # fmt: skip
    followups.plan(
        employer, owner=person, title=f"Visit {MARK}", due_on=clock.today(), kind="visit"
    )
    mailing = Mailing(
        purpose=Purpose.SERVICE, subject="S", body="B", made_by_id=person.id, made_at=clock.now()
    )
    session.add(mailing)
    session.flush()
    session.add(
        MailingRecipient(mailing_id=mailing.id, employer_id=employer.id, name="Ann",
                         address="ann@zanzibar.example", place=Place.LEFT_OUT)
    )  # fmt: skip
    session.commit()
    return employer, contact, vacancy


def seen(browser, path):
    return look(browser, path).get_data(as_text=True)


def throw(browser, kind, row, **more):
    return browser.post(f"/trash/{kind}/{row.id}", more, follow=True)


def restore(browser):
    session.rollback()
    newest = session.scalars(sa.select(Trashed).order_by(Trashed.id.desc())).first()
    return browser.post(f"/trash/{newest.id}/restore", follow=True)


def test_nothing_in_the_trash_is_found_anywhere_else(app, admin, officer, full):
    employer = full[0]
    more = [
        "/employers?q=Quarry", "/search?q=Ann", "/search?q=porter", "/vacancies?state=all",
        "/followups?whose=all",
        "/pipeline?whose=all",
    ]  # fmt: skip
    known = {employer.ref: [f"/employers/{employer.ref}", f"/vacancies/{full[2].ref}"]}
    routes = [r for r in bare_gets(app) if r.endpoint not in TELLS]
    paths = [route.path for route in routes] + more
    found = {path for path in paths if MARK in seen(admin, path)}
    assert len(found) >= 5, "the test must find it before it is thrown away"

    assert f"Moved {MARK} Quarry to the trash" in throw(officer, "employer", employer).text
    admin.get("/employers")

    for path in paths:
        assert MARK not in seen(admin, path), path
    held = {table for table, rows in everything().items() if MARK in repr(rows)}
    assert not held, "no export, feed or mail can read what no table holds"
    for path in known[employer.ref]:
        assert admin.get(path).status_code == 404
    assert f"{MARK} Quarry" in admin.get("/trash").text


@pytest.mark.parametrize("kind", ["employer", "contact", "vacancy", "activity"])
def test_everything_that_went_along_comes_back(officer, full, kind):
    employer, contact, vacancy = full
    call = session.scalars(sa.select(Activity)).one()
    row = {"employer": employer, "contact": contact, "vacancy": vacancy, "activity": call}[kind]
    before = everything()
    throw(officer, kind, row)
    assert everything() != before

    assert "Brought back" in restore(officer).text

    assert everything() == before
    assert count_rows(Trashed) == 0
    assert MARK in officer.get(f"/search?q={MARK}").text


def test_undo_of_the_message_brings_back_too_and_can_itself_be_undone(officer, full):
    before = everything()
    throw(officer, "employer", full[0])
    after = everything()
    for wanted, notes in ((before, 0), (after, 1), (before, 0)):
        operation = session.scalar(sa.select(sa.func.max(Operation.id)))
        officer.post(f"/history/{operation}/undo")
        assert everything() == wanted
        assert count_rows(Trashed) == notes


def test_what_was_thrown_away_again_by_undo_is_restored_from_the_trash(officer, full):
    before = everything()
    throw(officer, "employer", full[0])
    for _ in range(2):
        operation = session.scalar(sa.select(sa.func.max(Operation.id)))
        officer.post(f"/history/{operation}/undo")

    assert "Brought back" in restore(officer).text
    assert everything() == before


def test_every_key_to_what_can_be_thrown_away_is_handled():
    """Journalled rows go along or let go; the rest must go by the database's own cascade."""
    thrown = {"employer", "site", "contact", "activity", "vacancy", "placement", "follow_up"}
    for mapper in Model.registry.mappers:
        table = table_of(mapper.class_)
        for key in table.foreign_keys:
            if key.column.table.name in thrown and not mapper.class_.__journal__:
                told = f"{table.name}.{key.parent.name}"
                assert key.ondelete == "CASCADE", told
                assert not key.parent.nullable, told


def test_a_contact_that_left_with_its_employer_waits_for_it(officer, make):
    employer = make.employer(name="Alder")
    throw(officer, "contact", make.contact(employer, name="Ann"))
    throw(officer, "employer", session.get_one(Employer, employer.id))
    first = session.scalars(sa.select(Trashed).order_by(Trashed.id)).first()

    page = officer.post(f"/trash/{first.id}/restore", follow=True)
    assert "Bring that back first" in page.text

    assert "Brought back Alder" in restore(officer).text
    assert "Brought back Ann" in restore(officer).text
    assert count_rows(Contact) == 1


def test_what_was_changed_since_stays_and_is_told(officer, make):
    employer = make.employer(company_number="00000001")
    throw(officer, "employer", employer)
    make.employer(company_number="00000001")

    assert "1 values stayed" in restore(officer).text
    assert session.get_one(Employer, employer.id).company_number is None


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("site", "This is the main site"),
        ("employer", "People worked or work there"),
        ("placement", "1 fair pay check"),
    ],
)
def test_what_must_stay_is_refused_kindly(officer, make, kind, says):
    employer = make.employer()
    placement = make.placement(employer)
    if kind == "placement":
        make.check(placement)
    site = session.scalars(sa.select(Site)).one()
    row = {"site": site, "employer": employer, "placement": placement}[kind]
    before = everything()

    page = throw(officer, kind, row, back=f"/employers/{employer.ref}")

    assert says in page.text
    assert everything() == before


def test_a_placement_and_a_site_that_were_mistakes_go(officer, make):
    employer = make.employer()
    placement = make.placement(employer)
    site = Site(employer_id=employer.id, name="Depot")
    session.add(site)
    session.commit()

    assert "Moved P-" in throw(officer, "placement", placement).text
    assert "Moved Depot" in throw(officer, "site", site).text
    assert "Moved" in throw(officer, "employer", session.get_one(Employer, employer.id)).text


def test_a_thrown_placement_ends_the_link_for_its_files_until_it_is_back(officer, stranger, make):
    request = asked(make, by=session.get_one(Person, officer.person_id))
    placement = session.get_one(Placement, request.placement_id)
    assert stranger.get(request.path).status_code == 200

    throw(officer, "placement", placement)
    assert not queries.works(request.row)
    assert stranger.get(request.path).status_code == 410

    restore(officer)
    assert queries.works(request.row)
    assert stranger.get(request.path).status_code == 200


def test_the_edit_pages_offer_it_to_those_who_may(officer, trainee, full):
    employer, contact, vacancy = full
    for path in (
        f"/employers/{employer.ref}/edit",
        f"/employers/{employer.ref}/contacts/{contact.id}/edit",
        f"/vacancies/{vacancy.ref}/edit",
    ):
        assert "Move to trash" in officer.get(path).text
        assert "Move to trash" not in trainee.get(path).text
    assert throw(trainee, "employer", employer).status_code == 403


def test_nothing_answers_for_what_never_was(officer, make):
    for path in ("/trash/employer/99999", "/trash/person/1", "/trash/99999/restore"):
        assert officer.post(path).status_code == 404
    assert session.scalar(sa.select(Vacancy.id)) is None


def test_the_history_keeps_one_operation(officer, full):
    before = count_rows(Operation)

    throw(officer, "employer", full[0])

    assert count_rows(Operation) == before + 1
    newest = session.scalars(sa.select(Trashed)).one()
    assert newest.erase_on == clock.today() + timedelta(days=30)
    assert newest.counts["contact"] == 1
