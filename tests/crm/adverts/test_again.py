"""What is here already is known again: by its number, or by employer and title."""

import json
from datetime import date
from decimal import Decimal

from crm.adverts.models import AdvertFile, AdvertSource
from crm.core.db import session
from crm.vacancies.models import State, Vacancy
from tests.browse import count_rows
from tests.crm.adverts.pages import feed, page, posting
from tests.crm.adverts.test_new import bring
from tests.crm.adverts.test_show import found, save, vacancies


def test_reading_the_same_feed_again_adds_nothing(officer):
    for number in (1, 2):
        bring(officer, feed(5), "feed.json")
        if number == 1:
            save(officer)

    shown = officer.get("/vacancies/import/2")
    assert shown.text.count("was read from feed.json before.") == 5
    assert not any(row.ticked for row in found(2))
    assert "Tick the vacancies to save." in save(officer, 2).text
    assert count_rows(Vacancy) == 5


def test_what_changed_in_a_feed_is_offered_in_words_and_never_taken_silently(officer):
    bring(officer, page(posting()))
    save(officer)
    newer = posting(
        validThrough="2027-01-31",
        workHours="20 hours a week, Fri-Sun",
        baseSalary={"value": {"value": 13.05, "unitText": "HOUR"}},
    )
    bring(officer, page(newer))

    shown = officer.get("/vacancies/import/2").text
    for words in (
        "<b>Pay:</b> £13.05 an hour, was £12.71 an hour",
        "<b>Hours a week:</b> 20, was 16",
        "<b>Closing date:</b> 31 January 2027, was 20 December 2026",
    ):
        assert words in shown
    assert "Tick the vacancies to save." in save(officer, 2).text
    assert vacancies()[0].pay_amount == Decimal("12.71")

    taken = save(officer, 2, **{"take-1": "y"})
    assert "Changed" in taken.text
    (vacancy,) = vacancies()
    assert (vacancy.pay_amount, vacancy.weekly_hours) == (Decimal("13.05"), Decimal(20))
    assert vacancy.closes_on == date(2027, 1, 31)

    operation = session.get(AdvertFile, 2).operation_id
    officer.post(f"/history/{operation}/undo")
    assert vacancies()[0].pay_amount == Decimal("12.71")
    bring(officer, page(newer))
    assert "was £12.71 an hour" in officer.get("/vacancies/import/3").text


def test_what_an_officer_changed_since_is_not_put_back(officer):
    bring(officer, page(posting()))
    save(officer)
    vacancy = vacancies()[0]
    vacancy.title = "Night porter"
    session.commit()
    bring(officer, page(posting()))

    assert "has changed there" not in officer.get("/vacancies/import/2").text
    assert vacancies()[0].title == "Night porter"


def test_a_vacancy_closed_here_is_not_opened_again_by_a_feed(officer):
    bring(officer, page(posting()))
    save(officer)
    vacancies()[0].state = State.FILLED
    session.commit()
    bring(officer, page(posting(title="Porter, nights")))

    assert "before and is filled here." in officer.get("/vacancies/import/2").text


def test_a_vacancy_taken_by_hand_is_here_already(officer, make):
    known = make.employer(name="Made Up Inn", postcode="OX28 6HW")
    make.vacancy(known, title="porter", closes_on=date(2026, 12, 20))
    bring(officer, page(posting()))

    shown = officer.get("/vacancies/import/1")
    assert "V-00001 has the same title, employer and closing date." in shown.text
    assert not found()[0].ticked


def test_one_of_the_same_title_with_another_date_is_told_about(officer, make):
    known = make.employer(name="Made Up Inn", postcode="OX28 6HW")
    make.vacancy(known, title="Porter", closes_on=date(2027, 1, 20))
    bring(officer, page(posting()))

    assert "V-00001 has the same title and is open: it closes on 20 January 2027." in (
        officer.get("/vacancies/import/1").text
    )
    assert found()[0].ticked


def test_choosing_an_employer_who_has_it_already_stops_the_saving(officer, make):
    known = make.employer(name="Made Up Tavern", postcode="OX28 6HW")
    make.vacancy(known, title="Porter", closes_on=date(2026, 12, 20))
    bring(officer, page(posting(hiringOrganization="Maid Up Tavrn Holdings")))
    row = found()[0]
    row.employer, row.likely, row.ticked = "new", [[known.ref, known.name, "by hand"]], True
    session.commit()

    shown = save(officer, **{"employer-1": known.ref, "take-1": "y"})

    assert "1 of these vacancies is here already with the employer you chose." in shown.text
    assert count_rows(Vacancy) == 1


def test_the_employer_of_a_school_number_is_chosen_once(officer, make):
    school = make.employer(name="Made Up Primary School")
    entry = {"reference": "1", "jobTitle": "Cook", "schoolUrns": ["123456"]}
    bring(officer, json.dumps([entry]), "feed.json")
    assert "names the school only by number: 123456" in officer.get("/vacancies/import/1").text
    officer.submit("/vacancies/import/1/1", {"employer_ref": school.ref})
    save(officer)

    bring(officer, json.dumps([entry | {"reference": "2"}]), "feed.json")

    assert found(2)[0].employer == school.ref
    assert "its adverts were saved here before" in officer.get("/vacancies/import/2").text


def test_a_vacancy_in_the_trash_is_read_again_as_new_and_comes_back_with_its_source(officer):
    bring(officer, page(posting()))
    save(officer)
    officer.post("/trash/vacancy/1")
    assert "1 advert it was read in" in officer.get("/trash").text
    assert (count_rows(Vacancy), count_rows(AdvertSource)) == (0, 0)

    bring(officer, page(posting()))
    assert found(2)[0].ticked
    officer.post("/trash/1/restore")
    bring(officer, page(posting()))

    assert "V-00001 was read from page.html before." in officer.get("/vacancies/import/3").text
    assert count_rows(AdvertSource) == 1


def test_a_job_without_a_number_that_is_advertised_again_is_new(officer):
    job = posting()
    del job["identifier"]
    bring(officer, page(job))
    save(officer)
    vacancies()[0].state = State.FILLED
    session.commit()

    bring(officer, page(job))
    bring(officer, page(job | {"validThrough": "2027-03-31"}))

    assert not found(2)[0].ticked
    assert found(3)[0].ticked
    assert "before and is filled here." in officer.get("/vacancies/import/3").text
    save(officer, 3)
    assert count_rows(Vacancy) == 2


def test_numbers_of_different_sources_are_different_adverts(officer):
    for employer in ("", "Made Up Inn", "Made Up Farm"):
        for title in ("Porter", "Cook"):
            bring(officer, page(posting(hiringOrganization=employer, title=title)))

    assert len({found(number)[0].key for number in range(1, 7)}) == 4
