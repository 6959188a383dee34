"""The public page of a vacancy: only when agreed, without people, gone when it is over."""

import json
from datetime import timedelta
from decimal import Decimal
from html.parser import HTMLParser

import pytest
import sqlalchemy as sa

from crm.adverts import reading
from crm.core import clock
from crm.core.db import session
from crm.employers.models import Site
from crm.reference.shipped import postcode_areas
from crm.vacancies.models import Contract, State, Vacancy


class LinkedData(HTMLParser):
    """Reads linked data as a job board does: the text of its blocks, then JSON."""

    def __init__(self, text):
        super().__init__()
        self.inside, self.blocks = False, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.inside = tag == "script" and dict(attrs).get("type") == "application/ld+json"

    def handle_data(self, data):
        if self.inside:
            self.blocks.append(json.loads(data))

    def handle_endtag(self, tag):
        self.inside = False


@pytest.fixture
def vacancy(make):
    employer = make.employer(name="Isis Bakery")
    site = session.scalar(sa.select(Site.id).where(Site.employer_id == employer.id))
    contact = make.contact(employer, name="Maria Foyle", email="maria@isis.example")
    return make.vacancy(
        employer, title="Packer", site_id=site, contact_id=contact.id, tasks="Fold boxes",
        adjustments="Quiet hours", transport="First bus 06:50", weekdays="mon,tue",
        weekly_hours=Decimal(16), pay_amount=Decimal("13.10"),
        closes_on=clock.today() + timedelta(days=20),
    )  # fmt: skip


def agree(officer, vacancy, who="Maria Foyle, manager"):
    return officer.submit(f"/vacancies/{vacancy.ref}/publish", {"public_who": who})


def page_of(vacancy):
    return f"/jobs/{vacancy.ref}"


def test_only_an_agreed_vacancy_is_shown_and_without_any_person(officer, stranger, vacancy):
    assert stranger.get(page_of(vacancy)).status_code == 404

    page = agree(officer, vacancy)
    assert "has a public page now" in page.text
    assert "Maria Foyle, manager agreed on" in page.text

    answer = stranger.get(page_of(vacancy))
    assert answer.status_code == 200
    for words in ("Isis Bakery", "£13.10 an hour", "Monday and Tuesday", "Fold boxes",
                  "Quiet hours", "First bus 06:50", vacancy.ref):  # fmt: skip
        assert words in answer.text
    for private in ("Maria", "Foyle", "maria@isis.example"):
        assert private not in answer.text
    assert 'content="index"' in answer.text
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{page_of(vacancy)}">' in answer.text
    assert 'href="/interest"' in answer.text


def test_job_boards_read_it_as_a_job_posting(officer, stranger, vacancy):
    agree(officer, vacancy)

    (found,) = LinkedData(stranger.get(page_of(vacancy)).text).blocks

    assert (found["@context"], found["@type"]) == ("https://schema.org/", "JobPosting")
    assert found["title"] == "Packer"
    assert found["hiringOrganization"] == {"@type": "Organization", "name": "Isis Bakery"}
    assert found["jobLocation"]["address"]["addressCountry"] == "GB"
    assert found["baseSalary"]["value"] == {
        "@type": "QuantitativeValue", "value": "13.10", "unitText": "HOUR",
    }  # fmt: skip
    assert found["employmentType"] == ["PART_TIME"]
    assert found["datePosted"] == clock.today().isoformat()
    assert found["validThrough"][:10] == vacancy.closes_on.isoformat()
    assert found["directApply"] is False
    assert "Maria" not in json.dumps(found)


def test_words_that_would_end_the_block_stay_inside_it(officer, stranger, vacancy):
    evil = "</script><script>alert(1)</script><!-- &amp; \u2028 'x'"
    officer.submit(f"/vacancies/{vacancy.ref}/edit", {"title": evil, "tasks": evil})
    agree(officer, vacancy)

    text = stranger.get(page_of(vacancy)).text

    assert "alert(1)</script>" not in text
    (found,) = LinkedData(text).blocks
    assert found["title"] == evil
    assert "<script>" not in found["description"]


@pytest.mark.parametrize("state", [State.FILLED, State.CLOSED])
def test_a_job_that_is_over_is_gone_kindly(officer, stranger, vacancy, state):
    agree(officer, vacancy)
    outcome = {"outcome": state.value, "closed_reason": "Somebody started"}
    officer.submit(f"/vacancies/{vacancy.ref}/close", outcome)

    answer = stranger.get(page_of(vacancy))

    assert answer.status_code == 410
    assert "This job is no longer open" in answer.text
    assert "Somebody started" not in answer.text
    assert 'content="noindex"' in answer.text
    (found,) = LinkedData(answer.text).blocks
    assert found["validThrough"][:10] == clock.today().isoformat()


def test_a_job_past_its_closing_date_is_gone_before_the_clock_closes_it(officer, stranger, vacancy):
    agree(officer, vacancy)
    session.get_one(Vacancy, vacancy.id).closes_on = clock.today() - timedelta(days=1)
    session.commit()

    assert stranger.get(page_of(vacancy)).status_code == 410


def test_what_was_taken_down_tells_nothing_more(officer, stranger, vacancy):
    assert "not shown to the public" in officer.post(
        f"/vacancies/{vacancy.ref}/take-down", follow=True
    ).text  # fmt: skip
    agree(officer, vacancy)

    page = officer.post(f"/vacancies/{vacancy.ref}/take-down", follow=True)

    assert "is taken down" in page.text
    answer = stranger.get(page_of(vacancy))
    assert answer.status_code == 410
    assert "Isis" not in answer.text
    assert LinkedData(answer.text).blocks == []
    undo = page.text.split('action="/history/')[1].split('"')[0]
    officer.post(f"/history/{undo}")
    assert stranger.get(page_of(vacancy)).status_code == 200


def test_what_a_trainee_changed_is_not_shown_until_it_was_checked(
    officer, trainee, stranger, vacancy
):
    agree(officer, vacancy)
    trainee.submit(f"/vacancies/{vacancy.ref}/edit", {"title": "Baker"})
    assert stranger.get(page_of(vacancy)).status_code == 404

    officer.post(f"/vacancies/{vacancy.ref}/approve")
    assert "Baker" in stranger.get(page_of(vacancy)).text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"state": State.SECOND_CHECK}, "Only an open vacancy can be shown."),
        ({"site_id": None}, "at which site the work is"),
        ({"pay_amount": Decimal("9.00")}, "Settle the pay with the employer"),
    ],
)
def test_a_vacancy_that_is_not_ready_is_refused(officer, vacancy, change, told):
    session.expire_all()
    for name, value in change.items():
        setattr(vacancy, name, value)
    session.commit()

    assert told in agree(officer, vacancy).text
    session.expire_all()
    assert session.scalar(sa.select(Vacancy.public_on)) is None


def test_an_apprentices_pay_is_judged_by_the_apprentice_rate(officer, vacancy):
    session.expire_all()
    vacancy.pay_amount, vacancy.contract = Decimal("9.00"), Contract.APPRENTICESHIP
    session.commit()

    assert "has a public page now" in agree(officer, vacancy).text


def test_who_agreed_and_when_have_to_be_said(officer, vacancy):
    path = f"/vacancies/{vacancy.ref}/publish"
    assert 'value="Maria Foyle"' in officer.get(path).text

    page = officer.submit(path, {"public_who": "", "public_on": "tomorrow"})

    assert "Enter who agreed." in page.text
    assert "must not be in the future" in page.text


def test_pay_that_falls_below_the_minimum_takes_the_page_away(officer, stranger, vacancy):
    agree(officer, vacancy)
    assert stranger.get(page_of(vacancy)).status_code == 200

    officer.submit(f"/vacancies/{vacancy.ref}/edit", {"pay_amount": "7.10"})
    assert stranger.get(page_of(vacancy)).status_code == 404
    told = officer.get(f"/vacancies/{vacancy.ref}").text
    assert "not shown while the pay is below the minimum wage" in told

    officer.submit(f"/vacancies/{vacancy.ref}/edit", {"pay_amount": "13.10"})
    assert stranger.get(page_of(vacancy)).status_code == 200


def test_an_auditor_shows_nothing(auditor, vacancy):
    assert auditor.get(f"/vacancies/{vacancy.ref}/publish").status_code == 403
    assert auditor.post(f"/vacancies/{vacancy.ref}/take-down").status_code == 403


def test_our_own_reader_of_adverts_understands_the_page(officer, stranger, vacancy):
    agree(officer, vacancy)
    page = stranger.get(page_of(vacancy)).data

    (found,) = reading.read(page, postcode_areas()).adverts

    assert (found.title, found.employer) == ("Packer", "Isis Bakery")
    assert (found.closes_on, found.postcode) == (vacancy.closes_on, "OX10 6LX")
    assert (found.pay.low, found.pay.certain) == (Decimal("13.10"), True)
    assert found.doubts == ()


def test_somebody_in_training_shows_nothing_to_the_public(trainee, stranger, vacancy):
    page = agree(trainee, vacancy)

    assert "A colleague who is not in training" in page.text
    assert stranger.get(page_of(vacancy)).status_code == 404


def test_a_vacancy_opened_again_asks_anew_before_it_is_public(officer, stranger, vacancy):
    path = page_of(vacancy)
    agree(officer, vacancy)
    ref = vacancy.ref
    officer.submit(f"/vacancies/{ref}/close", {"outcome": "closed", "closed_reason": "A pause"})

    officer.post(f"/vacancies/{ref}/reopen", follow=True)

    assert stranger.get(path).status_code == 410
