"""What the palette offers for what is typed: acts with the employer found, records, pages."""

import html
import re

import pytest

from crm.core.offers import MOST
from tests.browse import Statements


def offered(person, query: str, here: str = "") -> list[tuple[str, str]]:
    """Return the lines the palette answers with: title and address."""
    answer = person.client.get("/palette", query_string={"q": query, "here": here})
    assert answer.status_code == 200
    lines = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', answer.text, re.S)
    texts = [re.search(r'__text">(.*?)</span>', body, re.S)[1] for _, body in lines]
    return [
        (html.unescape(re.sub("<[^>]+>", "", text)), html.unescape(url))
        for text, (url, _) in zip(texts, lines, strict=True)
    ]


@pytest.fixture
def stock(app, make):
    grundon = make.employer(name="Grundon Waste Management")
    make.contact(grundon, name="Maria Hollis", role="HR manager")
    make.employer(name="Grundon Sand and Gravel")
    make.employer(name="Meeting House Bakery")
    make.employer(name="Isis Garden Centre")


@pytest.mark.parametrize(
    ("query", "first", "address"),
    [
        ("log call grundon waste", "Log a call with Grundon Waste Management",
         "/employers/E-00001/activities/new?kind=call"),
        ("log a visit to isis", "Log a visit to Isis Garden Centre",
         "/employers/E-00004/activities/new?kind=visit"),
        ("call maria", "Log a call with Maria Hollis",
         "/employers/E-00001/activities/new?kind=call&contact=1"),
        ("add vacancy isis", "Add a vacancy at Isis Garden Centre",
         "/employers/E-00004/vacancies/new"),
        ("vac isis", "Add a vacancy at Isis Garden Centre", "/employers/E-00004/vacancies/new"),
        ("new employer", "Add an employer", "/employers/new"),
        ("import", "Import a file of employers", "/records/import"),
        ("fair", "Fair pay", "/parity"),
        ("isis", "Isis Garden Centre", "/employers/E-00004"),
        ("meeting house", "Log a meeting with Meeting House Bakery",
         "/employers/E-00003/activities/new?kind=meeting"),
        ("Zebra & Sons", "Add “Zebra & Sons” as an employer",
         "/employers/new?name=Zebra+%26+Sons"),
    ],
)  # fmt: skip
def test_the_first_offer_is_what_was_meant(officer, stock, query, first, address):
    assert offered(officer, query)[0] == (first, address)


def test_records_stand_below_the_acts_and_the_best_comes_first(officer, stock):
    titles = [title for title, _ in offered(officer, "log call grundon")]

    assert titles[:2] == [
        "Log a call with Grundon Sand and Gravel",
        "Log a call with Grundon Waste Management",
    ]
    assert len(titles) <= MOST
    assert "Meeting House Bakery" in [t for t, _ in offered(officer, "meeting house")]


def test_edit_is_offered_for_employers_not_for_people(officer, stock):
    assert "Edit Maria Hollis" not in [title for title, _ in offered(officer, "edit maria")]
    assert offered(officer, "edit isis")[0][0] == "Edit Isis Garden Centre"


def test_before_anything_is_typed_the_employer_on_the_page_can_be_worked_with(officer, stock):
    titles = [title for title, _ in offered(officer, "", "/employers/E-00004?kind=x")]

    assert titles[0] == "Log a call with Isis Garden Centre"
    assert ("Add an employer", "/employers/new") in offered(officer, "", "/")
    assert ("Add an employer", "/employers/new") in offered(officer, "", "/employers/E-99999")


@pytest.mark.parametrize("query", ["log call isis", "add vacancy isis", "new employer", "import"])
def test_nobody_is_offered_what_they_may_not_do(auditor, stock, query):
    assert not [t for t, _ in offered(auditor, query) if t.startswith(("Log", "Add", "Import"))]


def test_strangers_get_the_sign_in(stranger):
    assert stranger.get("/palette?q=a").location.startswith("/sign-in")


@pytest.mark.parametrize("query", ["<b>", "{name}", "{0}", "a" * 500, "%", "\\", "“”", "log"])
def test_odd_words_do_no_harm(officer, stock, query):
    officer.client.get("/palette", query_string={"q": query}).text  # noqa: B018
    assert "<b><b>" not in officer.client.get("/palette", query_string={"q": query}).text


def test_the_palette_answers_in_few_statements(officer, stock):
    officer.client.get("/palette?q=a")
    with Statements() as sent:
        officer.client.get("/palette?q=log+call+grundon")

    assert sent.count <= 4, sent.sent


def test_the_search_page_offers_the_same_without_scripts(officer, stock):
    page = officer.get("/search?q=log+call+isis")

    assert 'href="/employers/E-00004/activities/new?kind=call">Log a call with Isis' in page.text


def test_quick_add_opens_with_the_name_that_was_not_found(officer):
    assert 'value="Zebra &amp; Sons"' in officer.get("/employers/new?name=Zebra+%26+Sons").text


def test_the_log_opens_with_the_person_who_was_chosen(officer, make):
    employer = make.employer(name="Grundon")
    for name in ("Ann", "Maria"):
        make.contact(employer, name=name)

    page = officer.get(f"/employers/{employer.ref}/activities/new?kind=call&contact=2")

    assert re.search(r'value="2" selected>Maria', page.text)


def test_an_employer_shows_its_next_step(officer, stock):
    answer = officer.client.get("/palette?q=isis")

    assert "pw-glyph--none" in answer.text
    assert "None set" in answer.text
