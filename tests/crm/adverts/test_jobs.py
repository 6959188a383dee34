"""Many vacancies are saved by the worker, once, and a failure is told with its reason."""

from crm.adverts import jobs
from crm.adverts.models import AdvertFile
from crm.core import clock
from crm.core.db import session
from crm.core.journal import Operation
from crm.people.models import Person
from crm.vacancies.models import Vacancy
from tests.browse import count_rows
from tests.crm.adverts.pages import feed, page, posting
from tests.crm.adverts.test_new import bring
from tests.crm.adverts.test_show import save


def test_many_are_saved_by_a_worker_all_at_once(officer):
    bring(officer, feed(60), "feed.json")
    jobs.read_feeds(clock.now())
    shown = officer.post("/vacancies/import/1", {"save": "y"}, follow=True)
    assert "waiting to be saved" in shown.text
    assert "all of them or none" in shown.text
    before = count_rows(Operation)

    assert jobs.read_feeds(clock.now()) == 1

    assert count_rows(Vacancy) == 60
    assert "Saved 60 vacancies." in officer.get("/vacancies/import/1").text
    assert count_rows(Operation) == before + 1
    file = session.get(AdvertFile, 1)
    assert session.get(Operation, file.operation_id).actor == file.person_name


def test_a_worker_that_cannot_save_gives_the_import_back_with_the_reason(officer, make):
    bring(officer, feed(60), "feed.json")
    jobs.read_feeds(clock.now())
    officer.post("/vacancies/import/1", {"save": "y"})
    make.employer(name="Made Up Place 4")

    jobs.read_feeds(clock.now())

    assert count_rows(Vacancy) == 0
    assert "was added as E-00001 meanwhile" in officer.get("/vacancies/import/1").text


def test_nothing_is_saved_for_somebody_who_was_locked_meanwhile(officer, manager):
    bring(officer, feed(60), "feed.json")
    jobs.read_feeds(clock.now())
    officer.post("/vacancies/import/1", {"save": "y"})
    session.get_one(Person, officer.person_id).locked_at = clock.now()
    session.commit()

    jobs.read_feeds(clock.now())

    assert count_rows(Vacancy) == 0
    assert "may no longer add vacancies" in manager.get("/vacancies/import/1").text


def test_two_clicks_save_once(officer):
    bring(officer, page(posting()))
    save(officer)

    again = officer.post("/vacancies/import/1", {"save": "y", "row": "1"}, follow=True)

    assert "Nothing was taken over: this import is saved." in again.text
    assert count_rows(Vacancy) == 1
