"""Lists in pages: the whole list once, forwards and backwards, whatever the address says."""

from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import sqlalchemy as sa

from crm.core import clock, pages
from crm.core.db import Model, session
from crm.core.outbox import Audience, Mail, State
from crm.core.pages import Order
from crm.employers.models import Employer, Standing
from tests.browse import Statements

BY_NAME = Order((Employer.name_key, Employer.id), lambda e: (e.name_key, e.id))
NEWEST = Order((Employer.id,), lambda e: (e.id,), descending=True)


@pytest.fixture
def names(app, make):
    made = ["abc", "abc", "abc", "ä", "b b", "zz", "o neill", "1st", "", "東京"]
    for name in made:
        make.employer(name=name or "?")
    return app


def ask(app, url, order=BY_NAME, size=3):
    with app.test_request_context(url), Statements() as sent:
        page = pages.page(sa.select(Employer), order, size=size)
    return page, sent


def walk(app, order, back=False):
    """Follow the links from the first page to the last, or from the last one back."""
    url, seen, statements = "/history", [], []
    while url:
        page, sent = ask(app, url, order)
        statements.append(sent.sent)
        seen.append([row.id for row in page.rows])
        last, url = page, page.next_url
    if back:
        seen, url = [seen[-1]], last.previous_url
        while url:
            page, _ = ask(app, url, order)
            seen.insert(0, [row.id for row in page.rows])
            url = page.previous_url
    return seen, statements


@pytest.mark.parametrize("order", [BY_NAME, NEWEST], ids=["by name", "newest"])
def test_the_links_lead_through_every_row_once_and_back(names, order):
    forwards, _ = walk(names, order)
    backwards, _ = walk(names, order, back=True)

    ids = [row for page in forwards for row in page]
    assert [len(page) for page in forwards] == [3, 3, 3, 1]
    assert len(set(ids)) == 10
    assert [row for page in backwards for row in page] == ids
    if order is NEWEST:
        assert ids == sorted(ids, reverse=True)


def test_the_last_page_costs_what_the_first_does_and_skips_over_nothing(names, engine):
    _, statements = walk(names, BY_NAME)

    assert {len(sent) for sent in statements} == {1}
    assert all("LIMIT" in sent[0].upper() for sent in statements)
    if engine == "postgres":  # SQLAlchemy writes OFFSET 0 for SQLite
        assert all("OFFSET" not in sent[0].upper() for sent in statements)


def test_rows_added_meanwhile_shift_nothing(names, make):
    pages_before, _ = walk(names, BY_NAME)
    first, _ = ask(names, "/history")
    make.employer(name="0 before them all")

    second, _ = ask(names, first.next_url)

    assert [row.id for row in second.rows] == pages_before[1]


@pytest.mark.parametrize(
    "mark",
    [
        "after=", "after=~", "after=x", "after=abc~x", "after=abc~1~2", "after=abc~-",
        "after=abc~99999999999999999999", "after=abc~9999999999999", "after=%00~1",
        "after=abc~%D9%A3", "before=x~y", "after=%FF~1", "before=abc~1&after=abc~1",
        "after=" + "a" * 5000 + "~1", "after=abc~1&after=zz~5",
    ],
)  # fmt: skip
@pytest.mark.parametrize("order", [BY_NAME, NEWEST], ids=["by name", "newest"])
def test_a_made_up_address_shows_some_page_and_never_fails(names, mark, order):
    page, _ = ask(names, f"/history?{mark}", order)

    assert len(page.rows) <= 3


MAILED = Order((Mail.due_at, Mail.id), lambda m: (m.due_at, m.id))
NEXT = Order((Standing.next_on, Standing.employer_id), lambda s: (s.next_on, s.employer_id))


@pytest.mark.parametrize(
    "mark", ["yesterday~1", "2026-01-01T00:00:00~1", "2026-01-01~1", "0001-01-01T00:00%2B14:00~1",
             "2026-13-01T00:00Z~1", "9999-12-31T23:59:59-14:00~1", "~"],
)  # fmt: skip
def test_a_moment_that_is_none_is_ignored(app, mark):
    with app.test_request_context(f"/history?after={mark}"):
        assert not pages.page(sa.select(Mail), MAILED).rows


def test_moments_and_dates_survive_the_address(app, make):
    for number in range(5):
        make.employer()
        session.add(
            Mail(kind="t", audience=Audience.STAFF, to_addr="a", subject="s", body="b",
                 message_id=f"{number}", dedupe_key=f"{number}", state=State.SENT,
                 due_at=datetime(2026, 3, 29, 0, 59, 30, number % 2, UTC), posted_at=clock.now())
        )  # fmt: skip
    session.commit()

    for kind, order in ((Mail, MAILED), (Standing, NEXT)):
        url, count = "/history", 0
        while url:
            with app.test_request_context(url):
                page = pages.page(sa.select(kind), order, size=2)
            count += len(page.rows)
            url = page.next_url
        assert count == 5


@pytest.mark.parametrize(
    ("text", "column", "value"),
    [
        ("12.71", Model.registry.type_annotation_map[Decimal], Decimal("12.71")),
        ("9999-12-31", sa.Date(), date.max),
        ("-5", sa.Integer(), -5),
        ("2026-06-30T23:30:00+00:00", sa.DateTime(), datetime(2026, 6, 30, 23, 30, tzinfo=UTC)),
        ("staff", Mail.__table__.c.audience.type, Audience.STAFF),
    ],
)
def test_each_kind_of_value_is_read_back(text, column, value):
    assert pages._typed(text, column) == value


@pytest.mark.parametrize("text", ["nan", "1e9", "Infinity", "sNaN", "1_0", "٣"])
def test_money_in_an_address_is_plain_digits(text):
    with pytest.raises(ValueError):
        pages._typed(text, Model.registry.type_annotation_map[Decimal])


def test_what_else_was_asked_stays_in_the_links(names):
    page, _ = ask(names, "/history?q=caf%C3%A9%20%26%20co&before=zzz~1&stage=x")

    query = parse_qs(urlsplit(page.next_url).query)
    assert query["q"] == ["café & co"]
    assert query["stage"] == ["x"]
    assert "before" not in query


def test_a_count_goes_one_row_past_its_end_and_no_further(app, make, monkeypatch):
    for _ in range(5):
        make.employer()
    assert pages.count(sa.select(Employer)) == 5

    monkeypatch.setattr(pages, "MOST_COUNTED", 3)

    assert pages.count(sa.select(Employer)) == 4


@pytest.mark.parametrize(
    ("typed", "number"),
    [("7", 7), ("-7", None), ("7.0", None), ("", None), ("9999999999", None), ("٣", None)],
)
def test_a_number_asked_for_fits_an_id(app, typed, number):
    with app.test_request_context(f"/history?owner={quote(typed)}"):
        assert pages.asked_number("owner") == number
