"""The list of employers."""

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.employers.models import Standing
from tests.browse import Statements


def test_officer_finds_an_employer_by_part_of_its_name(officer, make):
    make.employer(name="Grundon Waste Management")
    make.employer(name="Windrush Foods")

    page = officer.get("/employers?q=rundo")

    assert "Grundon Waste Management" in page.text
    assert "Windrush Foods" not in page.text
    assert "1 match" in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stage=contacted", "In talks"),
        ("owner=none", "Unowned"),
        ("district=outside", "Reading Firm"),
        ("district=E07000177", "Banbury Firm"),
        ("size=large", "Large Firm"),
        ("next=overdue", "Late Firm"),
    ],
)
def test_each_filter_keeps_what_it_names(officer, make, query, found):
    from crm.core import clock
    from crm.employers.models import SizeBand

    owner = make.person()
    common = {"owner_id": owner.id}
    make.employer(name="In talks", stage_code="contacted", **common)
    make.employer(name="Unowned")
    make.employer(name="Reading Firm", district_code="E06000038", **common)
    make.employer(name="Banbury Firm", district_code="E07000177", **common)
    make.employer(name="Large Firm", size_band=SizeBand.LARGE, **common)
    late = make.employer(name="Late Firm", **common)
    session.execute(
        sa.update(Standing)
        .where(Standing.employer_id == late.id)
        .values(next_on=clock.today().replace(year=2020))
    )
    session.commit()

    page = officer.get(f"/employers?{query}")

    names = ["In talks", "Unowned", "Reading Firm", "Banbury Firm", "Large Firm", "Late Firm"]
    assert [name for name in names if f">{name}</a>" in page.text] == [found]


def test_an_employer_outside_the_county_is_kept_and_says_where(officer, make):
    make.employer(name="Thames Water", district_code="E06000038", town="Reading")

    page = officer.get("/employers")

    assert "outside the county (Reading)" in page.text


def test_pages_follow_the_keyset_both_ways(officer, make):
    for n in range(120):
        make.employer(name=f"Firm {n:03}")

    first = officer.get("/employers").text
    second = officer.get(next_url(first)).text
    third = officer.get(next_url(second)).text
    back = officer.get(previous_url(third)).text

    assert "Firm 000" in first
    assert "Firm 049" in first
    assert "Firm 050" in second
    assert "Firm 119" in third
    assert "Firm 050" in back
    assert "Firm 100" not in back


def test_statements_do_not_grow_with_rows(officer, make):
    make.employer()
    officer.get("/employers")
    with Statements() as few:
        officer.get("/employers?q=employer")
    for _ in range(60):
        make.employer()
    with Statements() as many:
        officer.get("/employers?q=employer")

    assert few.count == many.count <= 6, many.sent


@pytest.mark.parametrize(
    "query",
    ["page=0", "after=x", "after=a~b~c", "after=~999999999999999999999", "sort=1", "owner=x",
     "owner=999999999999999999999", "q=%00", "q=%25_%22%27%28", "stage=%00", "size=huge",
     "q=" + "a" * 5000],
)  # fmt: skip
def test_odd_addresses_never_break_the_list(officer, make, query):
    make.employer()

    assert officer.get(f"/employers?{query}").status_code == 200


def next_url(text):
    return address(text, "next")


def previous_url(text):
    return address(text, "prev")


def address(text, rel):
    import html
    import re

    return html.unescape(re.search(f'rel="{rel}" href="([^"]+)"', text)[1])
