"""The public register: who is on it, who is not, and how it is searched."""

from datetime import timedelta

import pytest

from accreditation.awards.models import AwardTerms
from accreditation.awards.rules import State
from accreditation.register import queries
from crm.core import clock
from crm.core.db import session
from tests.accreditation.register.world import holder, page_of
from tests.browse import Statements


def test_anybody_sees_name_district_level_dates_and_status(make, stranger):
    award = holder(make, "Windrush Foods", "gold")

    path = page_of(award)

    page = stranger.get("/register")

    assert "1 employer. Only those who agreed to be listed are shown." in page.text
    for said in ("Windrush Foods", "South Oxfordshire", "Gold", "Valid until", "Invented example"):
        assert said in page.text
    assert path in page.text


def test_nothing_private_is_on_any_form_of_it(make, stranger):
    award = holder(make, "Windrush Foods", "gold")

    for path in ("/register", "/register.csv", "/register.json"):
        text = stranger.client.get(path).text
        assert "Windrush Foods" in text
        for private in (award.employer.ref, award.ref, "D-00001", "points", "Judged on"):
            assert private not in text, (path, private)


def names(stranger, query=""):
    return [row["employer"] for row in stranger.client.get(f"/register.json{query}").json[
        "employers"]]  # fmt: skip


def test_only_who_agreed_is_listed(make, stranger):
    holder(make, "Agreed")
    holder(make, "Silent", public_ok=False)

    assert names(stranger) == ["Agreed"]


def test_what_is_not_confirmed_is_not_listed(make, stranger):
    holder(make, "Conditions open", conditional=True)

    assert names(stranger) == []
    assert "Nobody is on the register yet." in stranger.get("/register").text


def test_an_award_under_review_says_so(make, stranger):
    award = holder(make, "Ridgeway")
    award.state = State.SUSPENDED
    session.commit()

    assert "Under review" in stranger.get("/register").text
    assert stranger.client.get("/register.json").json["employers"][0]["status"] == "under review"


@pytest.mark.parametrize(("terms", "listed"), [((0, 1), []), ((30, 29), ["Gone"]), ((30, 31), [])])
@pytest.mark.parametrize("state", [State.LAPSED, State.REVOKED, State.WITHDRAWN])
def test_what_ended_stays_as_long_as_the_terms_say(make, stranger, terms, listed, state):
    days, ended_ago = terms
    begins = clock.today() - timedelta(days=400)
    over = clock.today() - timedelta(days=ended_ago)
    ends = over if state is State.LAPSED else clock.today() + timedelta(days=90)
    award = holder(make, "Gone", begins=begins, ends=ends)
    session.query(AwardTerms).one().grace_days = days
    award.state = state
    award.state_since = clock.now() - timedelta(days=ended_ago)
    session.commit()

    assert names(stranger) == listed
    if listed:
        word = "ended" if state is State.LAPSED else "withdrawn"
        assert stranger.client.get("/register.json").json["employers"][0]["status"] == word


def test_a_renewed_award_is_listed_once(make, stranger):
    from tests.accreditation.awards.world import granted

    first = holder(make, "Windrush Foods", "silver")
    session.query(AwardTerms).one().grace_days = 30
    session.commit()
    granted(make, "gold", after=first)

    rows = stranger.client.get("/register.json").json["employers"]
    assert [(row["employer"], row["level"]) for row in rows] == [("Windrush Foods", "gold")]


def test_in_production_nothing_invented_is_listed(app, make, stranger):
    holder(make, "Invented")
    app.config["PRODUCTION"] = True

    assert names(stranger) == []


def test_a_real_employer_is_not_called_invented(make, stranger):
    holder(make, "Real", invented=False)

    assert stranger.client.get("/register.json").json["employers"][0]["invented"] == "no"
    assert "Invented" not in stranger.get("/register").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?name=wind", ["Windrush Foods"]),
        ("?name=WIND", ["Windrush Foods"]),
        ("?name=100%25", []),
        ("?name=_", []),
        ("?level=gold", ["Abbey Care"]),
        ("?district=E07000178", ["Abbey Care"]),
        ("?district=E07000178&level=silver", []),
        ("?level=platinum", []),
        ("?name=" + "x" * 5000, []),
        ("?name=%00&level[]=1", ["Abbey Care", "Windrush Foods"]),
    ],
)
def test_it_is_searched_by_name_district_and_level(make, stranger, query, found):
    holder(make, "WFL Holdings", trading_name="Windrush Foods")
    holder(make, "Abbey Care", "gold", district_code="E07000178")

    assert names(stranger, query) == found
    page = stranger.get(f"/register{query}")
    assert page.status_code == 200
    if not found:
        assert "No employer on the register matches." in page.text


def test_pages_follow_by_name(make, stranger, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    for name in ("delta", "Alpha", "charlie", "Bravo", "Echo"):
        holder(make, name)

    seen, path = [], "/register"
    while path:
        page = stranger.get(path)
        rows = page.text.split("<tbody")[1].split("</tbody>")[0]
        seen += [n for n in ("Alpha", "Bravo", "charlie", "delta", "Echo") if f">{n}<" in rows]
        more = page.text.split('">Next 2 employers')[0] if "Next 2" in page.text else ""
        path = more.rpartition('href="')[2].replace("&amp;", "&") if more else ""

    assert seen == ["Alpha", "Bravo", "charlie", "delta", "Echo"]


@pytest.mark.parametrize("path", ["/register", "/register.json", "/register.csv"])
def test_statements_do_not_grow_with_rows(make, stranger, path):
    stranger.client.get(path)  # what every process reads once
    counts = []
    for number in range(6):
        holder(make, f"Employer {number}")
        if number in {0, 5}:
            with Statements() as sent:
                stranger.client.get(path)
            counts.append(sent.count)

    assert counts[0] == counts[1] <= 6, counts


def test_who_takes_back_the_agreement_is_off_at_once(make, stranger):
    award = holder(make, "Windrush Foods")
    before = stranger.client.get("/register.json")
    assert names(stranger) == ["Windrush Foods"]
    award.public_ok = False
    session.commit()

    asked = {"If-None-Match": before.headers["ETag"]}
    after = stranger.client.get("/register.json", headers=asked)
    assert (after.status_code, after.json["employers"]) == (200, [])
    assert "Windrush Foods" not in stranger.get("/register").text


def test_a_name_is_text_and_never_markup(make, stranger):
    holder(make, "<script>alert(1)</script>")

    page = stranger.get("/register")

    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text
