"""The list of employers."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from crm.activity import actions as activities
from crm.activity.rules import Kind, Outcome
from crm.core import clock
from crm.core.calendar import roll_forward
from crm.core.db import session
from crm.employers.models import Standing
from crm.reference import queries as reference
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


def stand(employer, **values):
    session.execute(sa.update(Standing).where(Standing.employer_id == employer.id).values(**values))
    session.commit()


def names_in(page):
    return re.findall(r'scope="row" class="pw-name"><a [^>]*>([^<]+)</a>', page.text)


def ago(days):
    return clock.today() - timedelta(days=days)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("quiet=60", ["Long ago", "Never"]),
        ("quiet=30", ["Lately", "Long ago", "Never"]),
        ("quiet=45", ["Long ago", "Never"]),
        ("quiet=never", ["Never"]),
        ("quiet=tier", ["Long ago"]),
        ("quiet=odd", []),
        ("tier=none", ["Lately", "Never"]),
        ("quiet=never&sort=contact", ["Never"]),
    ],
)
def test_who_was_not_spoken_to_is_found_by_days_and_by_rhythm(officer, make, query, found):
    long_ago = make.employer(name="Long ago", tier="A")
    stand(long_ago, spoken_on=ago(60), quiet_on=ago(1))
    stand(make.employer(name="Lately"), spoken_on=ago(31))
    make.employer(name="Never")

    assert names_in(officer.get(f"/employers?{query}")) == found


def test_the_rhythm_counts_from_the_last_real_contact_or_the_first_day(make):
    """Source: the tiers' waits as shipped, tier A 30 days."""
    spoken = make.employer(tier="A")
    never = make.employer(tier="A")
    without = make.employer()
    paused = make.employer(tier="A", stage_code="paused")
    activities.log(
        spoken, by=make.person(), kind=Kind.CALL, outcome=Outcome.SPOKE, summary="Well",
        happened_at=clock.now() - timedelta(days=100),
    )  # fmt: skip
    session.commit()

    def quiet(row):
        return session.get_one(Standing, row.id, populate_existing=True).quiet_on

    def working(day):
        return roll_forward(day, reference.holidays())

    assert quiet(spoken) == working(ago(70))
    assert quiet(never) == working(ago(-30))
    assert quiet(without) == quiet(paused) == date.max


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("contact", ["B", "A", "C"]),
        ("quiet", ["C", "A", "B"]),
        ("age", ["A", "C", "B"]),
        ("openings", ["C", "B", "A"]),
    ],
)
def test_each_order_puts_rows_in_its_own_place_and_pages(officer, make, sort, order):
    rows = {"A": (20, 5, 9, 0), "B": (40, 1, 2, 3), "C": (10, 7, 5, 4)}
    for name, (spoken, quiet, age, openings) in rows.items():
        stand(
            make.employer(name=name), spoken_on=ago(spoken), quiet_on=ago(quiet),
            stage_on=ago(age), openings=openings,
        )  # fmt: skip

    assert names_in(officer.get(f"/employers?sort={sort}")) == order


def test_an_order_with_many_alike_still_shows_each_row_once(officer, make):
    for n in range(70):
        make.employer(name=f"Firm {n:03}")
    for sort in ("contact", "quiet", "age", "openings"):
        first = officer.get(f"/employers?sort={sort}")
        second = officer.get(next_url(first.text))
        assert len(set(names_in(first)) | set(names_in(second))) == 70, sort


def test_columns_are_chosen_by_a_small_form_and_stay_in_the_address(officer, make):
    make.employer()

    answer = officer.get("/employers?stage=prospect&col=tier&col=next")
    assert answer.location == "/employers?stage=prospect&columns=next-tier"
    page = officer.get(answer.location)

    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', page.text)
    assert heads == ["Employer", "Next step", "Tier"]
    assert "columns=next-tier" in re.search(r'class="pw-chip__remove" href="([^"]+)"', page.text)[1]


def test_chosen_employers_are_a_condition_of_their_own(officer, make):
    one, _, three = (make.employer(name=f"Firm {n}") for n in range(3))

    page = officer.get(f"/employers?ids={one.id}-{three.id}")

    assert names_in(page) == ["Firm 0", "Firm 2"]
    assert "2 employers" in page.text


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
