"""A page or a feed is brought, and read at once or by the worker."""

import io
from datetime import timedelta

import pytest

from crm.adverts import jobs
from crm.adverts.models import AdvertFile, AdvertRow, State
from crm.core import clock, leases
from crm.core.db import session
from crm.vacancies.models import Vacancy
from tests.browse import count_rows
from tests.crm.adverts.pages import feed, page, posting


def bring(browser, content, name="page.html", **more):
    file = (io.BytesIO(content.encode() if isinstance(content, str) else content), name)
    return browser.post(
        "/vacancies/import",
        {"file": file} | more,
        content_type="multipart/form-data",
        follow=True,
    )


def test_the_list_of_vacancies_leads_to_the_import(officer, auditor):
    assert 'href="/vacancies/import"' in officer.get("/vacancies").text
    assert 'href="/vacancies/import"' not in auditor.get("/vacancies").text
    assert "Nothing was brought yet" in officer.get("/vacancies/import").text


def test_a_page_is_read_and_nothing_is_saved_yet(officer):
    shown = bring(officer, page(posting()))

    assert "Nothing is saved yet." in shown.text
    assert "New employer: Made Up Inn" in shown.text
    assert "£12.71 an hour" in shown.text
    assert "West Oxfordshire" in shown.text
    assert "20 December 2026" in shown.text
    assert "Friday to Sunday" in shown.text
    assert count_rows(Vacancy) == 0
    assert "page.html" in officer.get("/vacancies/import").text


def test_pasted_source_is_read(trainee):
    shown = trainee.post("/vacancies/import", {"pasted": page(posting())}, follow=True)

    assert "Pasted source" in shown.text
    assert "New employer: Made Up Inn" in shown.text


REFUSED = {
    "empty": (b"", "This file is empty"),
    "no job": (b"<html><body>Hello</body></html>", "No vacancy can be read in this page"),
    "broken": (page(None).replace("null", '{"a":\n,}').encode(), "broken in line 4"),
    "error": (b'{"error": "Key expired"}', "answers with an error"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"0" * 60, "This is a picture"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_read_is_said_beside_the_file(officer, why):
    content, said = REFUSED[why]
    shown = bring(officer, content, name="../../<b>bad</b>.html")

    assert said in shown.text
    assert shown.text.count("govuk-error-message") == 1
    assert count_rows(AdvertFile) == 0


def test_what_cannot_be_read_is_said_beside_the_pasted_source(officer):
    shown = officer.post("/vacancies/import", {"pasted": "hello"})

    assert 'id="pasted-error"' in shown.text
    assert "neither a page nor a feed" in shown.text
    assert ">hello</textarea>" in shown.text.replace("\n", "")


def test_nothing_or_both_is_asked_about(officer):
    assert "Choose a file, or paste" in officer.post("/vacancies/import").text
    both = bring(officer, page(posting()), pasted="x")
    assert "not both" in both.text
    long = officer.post(
        "/vacancies/import", {"pasted": "x" * 300_001}, content_type="multipart/form-data"
    )
    assert "more than 300,000 characters" in long.text


def test_a_form_that_is_sent_twice_makes_one_import(officer):
    token = "a-token-of-one-opened-form"
    for _ in range(2):
        bring(officer, page(posting()), form_token=token)

    assert count_rows(AdvertFile) == 1


def test_a_name_with_a_path_and_a_script_is_shown_as_text(officer):
    shown = bring(officer, page(posting()), name="..\\..//<script>steal()</script>.html")

    assert "<script>steal" not in shown.text
    assert "script&gt;.html" in shown.text


def test_many_are_compared_by_a_worker_that_tells_how_far_it_is(officer):
    shown = bring(officer, feed(60), "feed.json")

    assert "waiting to be read" in shown.text
    assert "0 of 60 vacancies" in shown.text
    assert "data-poll" in shown.text
    assert jobs.read_feeds(clock.now()) == 1
    ready = officer.get("/vacancies/import/1")
    assert "Nothing is saved yet." in ready.text
    assert ready.text.count('name="row"') == 25
    assert jobs.read_feeds(clock.now()) == 0


def test_a_worker_that_died_is_followed_by_another(officer):
    bring(officer, feed(60), "feed.json")
    file = session.get(AdvertFile, 1)
    file.state, file.lease_until = State.COMPARING, clock.now() - jobs.LEASE
    session.commit()

    assert "0 of 60" in officer.get("/vacancies/import/1").text
    assert jobs.read_feeds(clock.now()) == 1
    assert session.get(AdvertFile, 1).state is State.READY


def test_a_large_feed_is_read_by_the_worker_and_refused_there_with_the_reason(officer):
    bring(officer, "<html>" + " " * 300_000, "large.html")
    assert "It is being read." in officer.get("/vacancies/import/1").text

    assert jobs.read_feeds(clock.now()) == 1
    shown = officer.get("/vacancies/import/1")
    assert "No vacancy can be read in this page" in shown.text
    assert session.get(AdvertFile, 1).content is None


def test_a_large_feed_is_read_by_the_worker(officer):
    bring(officer, feed(40, description="Sweep. " * 1_000), "large.json")

    assert session.get(AdvertFile, 1).content is not None
    jobs.read_feeds(clock.now())
    assert count_rows(AdvertRow) == 40
    assert session.get(AdvertFile, 1).content is None


def test_what_a_worker_fails_at_again_and_again_is_let_go(officer):
    bring(officer, feed(60), "feed.json")
    session.get(AdvertFile, 1).attempts = leases.ATTEMPTS
    session.commit()

    jobs.read_feeds(clock.now())

    assert "could not be read in three attempts" in officer.get("/vacancies/import/1").text
    assert count_rows(AdvertRow) == 0


def test_what_nobody_saved_in_three_days_is_let_go(officer):
    bring(officer, page(posting()))

    assert jobs.discard_unused(clock.now() + timedelta(days=2)) == 0
    assert jobs.discard_unused(clock.now() + timedelta(days=4)) == 1

    assert count_rows(AdvertRow) == 0
    assert "Nobody saved it in three days." in officer.get("/vacancies/import/1").text


def test_what_was_read_can_be_discarded(officer):
    bring(officer, page(posting()))

    shown = officer.post("/vacancies/import/1/discard", follow=True)

    assert "Discarded page.html. Nothing of it was saved." in shown.text
    assert count_rows(AdvertRow) == 0
    again = officer.post("/vacancies/import/1/discard", follow=True)
    assert "cannot be discarded: it is discarded" in again.text


@pytest.mark.parametrize("path", ["/vacancies/import/1", "/vacancies/import/99999999999/1"])
def test_an_import_that_is_not_there_is_not_found(officer, path):
    assert officer.get(path).status_code == 404
