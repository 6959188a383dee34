"""Previous and next within the list one came from."""

import html
import re
from datetime import date

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.employers.models import Standing
from tests.browse import Statements


def link(text, rel):
    found = re.search(f'rel="{rel}" href="([^"]+)"', text)
    return html.unescape(found[1]) if found else None


def first(text, name):
    return html.unescape(re.search(f'href="([^"]+)">{name}<', text)[1])


def walk(officer, address, rel="next"):
    """Return the headings met on the way, and the last address."""
    seen = []
    while address:
        page = officer.get(address).text
        seen.append(re.search(r"<h1>(.*?)</h1>", page)[1])
        last, address = address, link(page, rel)
    return seen, last


@pytest.fixture
def firms(make):
    names = ["Alder", "Birch", "Cedar", "Damson", "Elm"]
    made = [make.employer(name=n, tier="A" if n != "Cedar" else "B") for n in names]
    for days, one in zip((5, 1, 4, 2, 3), made, strict=True):
        session.execute(
            sa.update(Standing)
            .where(Standing.employer_id == one.id)
            .values(next_on=date(2030, 1, days))
        )
    session.commit()
    return made


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", "Alder Birch Cedar Damson Elm"),
        ("?tier=A", "Alder Birch Damson Elm"),
        ("?sort=next", "Birch Damson Elm Cedar Alder"),
        ("?tier=A&sort=next", "Birch Damson Elm Alder"),
        ("?q=d", "Damson"),
        ("?sort=contact", "Alder Birch Cedar Damson Elm"),
        ("?sort=openings", "Elm Damson Cedar Birch Alder"),
    ],
)
def test_the_way_through_a_list_and_back(officer, firms, query, order):
    order = order.split()
    page = officer.get(f"/employers{query}").text

    forth, last = walk(officer, first(page, order[0]))
    back, _ = walk(officer, last, "prev")

    assert forth == order
    assert back == order[::-1]


def test_the_place_is_told_where_the_count_is_known(officer, firms):
    page = officer.get("/employers?tier=A").text
    second = officer.get(first(page, "Birch")).text
    third = officer.get(link(second, "next")).text
    plain = officer.get(first(officer.get("/employers").text, "Birch")).text

    assert "2 of 4" in second
    assert "3 of 4" in third
    assert " of 4" not in plain
    assert 'href="/employers?tier=A">Employers in the list' in third


def test_neighbours_cost_no_statement(officer, firms):
    officer.get(f"/employers/{firms[1].ref}")
    with Statements() as without:
        officer.get(f"/employers/{firms[1].ref}")
    with Statements() as with_list:
        officer.get(f"/employers/{firms[1].ref}?list=tier%3DA%26sort%3Dnext&at=2&of=4")

    assert with_list.count == without.count, with_list.sent


@pytest.mark.parametrize(
    "query",
    ["list=%00", "list=owner%3Dx%26stage%3D%00", "list=" + "a" * 3000, "list=%26%26%3D",
     "list=all&at=9&of=3", "list=all&at=x&of=-1", "list=q%3D%22%27%25", "list=sort%3D1",
     "list=stage%3D%2500%26q%3D%2500x", "list=" + "a%3D1%26" * 100],
)  # fmt: skip
def test_odd_lists_never_break_the_record(officer, firms, query):
    page = officer.get(f"/employers/{firms[2].ref}?{query}")

    assert page.status_code == 200
    assert "of 3" not in page.text
