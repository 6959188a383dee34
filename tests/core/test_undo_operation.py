"""Undo from the message after a change: where it leads back to, and doing it again."""

import html
import re

import pytest
import sqlalchemy as sa

from crm.core import values
from crm.core.db import session
from crm.core.journal import Operation
from crm.employers.models import Employer


def undo_form(text: str) -> tuple[str, dict[str, str]]:
    """Return the address and the values of the Undo button in a page's message."""
    form = re.search(r'<form method="post" action="([^"]*/undo)">(.*?)</form>', text, re.S)
    assert form, "no Undo in the message"
    found = re.findall(r'name="([^"]+)" value="([^"]*)"', form[2])
    return form[1], {name: html.unescape(value) for name, value in found}


def traded(employer: Employer) -> str | None:
    session.expire_all()
    found = session.get(Employer, employer.id)
    return found.trading_name if found else None


@pytest.fixture
def saved(officer, make):
    """An employer that just got a trading name, and the page that says so."""
    employer = make.employer(name="Grundon")
    page = officer.submit(f"/employers/{employer.ref}/edit", {"trading_name": "A"})
    return employer, page


def test_undo_leads_back_to_the_page_it_was_on(officer, saved):
    employer, page = saved
    url, values = undo_form(page.text)

    answer = officer.post(url, values)

    assert answer.location == f"/employers/{employer.ref}"
    assert traded(employer) == ""


def test_what_was_undone_can_be_done_again_and_undone_again(officer, saved):
    employer, page = saved
    for label, expected in (("Undo", ""), ("Redo", "A"), ("Undo", "")):
        url, values = undo_form(page.text)
        assert f">{label}</button>" in page.text
        page = officer.post(url, values, follow=True)
        assert traded(employer) == expected

    assert "Undone: Changed Grundon" in page.text


def test_undo_of_a_new_employer_leads_to_history_for_its_page_is_gone(officer):
    page = officer.submit("/employers/new", {"name": "Mistake"})
    url, values = undo_form(page.text)
    assert values["back"] == "/employers/E-00001"

    answer = officer.post(url, values)

    assert answer.location == "/history"


@pytest.mark.parametrize("what", ["employer", "vacancy", "webinar", "placement"])
def test_undo_never_leads_to_a_page_it_takes_away(officer, make, what):
    """Their references begin with other letters than their tables, and have other lengths."""
    made = getattr(make, what)()
    ref, made_by = made.ref, session.scalar(sa.select(sa.func.max(Operation.id)))

    assert values.refs_made(made_by, {ref, "Z-00001"}) == {ref}
    assert values.refs_made(made_by - 1, {ref}) == set()


def test_undo_of_a_new_webinar_leads_to_the_history(officer):
    facts = {"on": "24/11/2027", "at": "10:00", "join_url": "https://teams.example/l/1"}
    page = officer.submit("/webinars/manage/new", facts)
    url, hidden = undo_form(page.text)

    assert "/webinars/manage/W-0001" in hidden["back"]
    assert officer.post(url, hidden).location == "/history"


@pytest.mark.parametrize("back", ["", "https://evil.example/", "//evil.example", "/no-such-page"])
def test_undo_leads_to_no_foreign_page(officer, saved, back):
    url, values = undo_form(saved[1].text)

    assert officer.post(url, values | {"back": back}).location == "/history"


def test_a_message_is_shown_with_undo_also_where_no_page_is(officer, make):
    employer = make.employer(name="Grundon")
    officer.submit(f"/employers/{employer.ref}/edit", {"trading_name": "A"}, follow=False)

    page = officer.get("/no-such-page")

    assert undo_form(page.text)[1]["back"] == ""
