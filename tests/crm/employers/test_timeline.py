"""The timeline of the record: words, kinds with counts, folded changes, and what is pinned."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from crm.activity import actions as activity
from crm.activity.rules import Kind, Outcome
from crm.consent.models import MailConsent
from crm.consent.rules import Basis
from crm.core import clock, journal
from crm.core.db import session
from crm.core.journal import Operation
from crm.core.undo import undo
from crm.employers.models import TimelinePin
from crm.followups import actions as followups
from crm.followups.models import FollowUp
from crm.people.models import Person
from tests.browse import Statements


@pytest.fixture
def firm(make):
    return make.employer(name="Grundon", tier="A")


def call(firm, officer, summary, *, days=0, **more):
    facts = {"kind": Kind.CALL, "outcome": Outcome.SPOKE} | more
    person = session.get(Person, officer.person_id)
    made = activity.log(
        firm, by=person, summary=summary, happened_at=clock.now() - timedelta(days=days), **facts
    )
    session.commit()
    return made.id


def show(officer, firm, query=""):
    return officer.get(f"/employers/{firm.ref}{query}").text


def chips(text):
    part = re.search(r'<p class="pw-chips">(.*?)</p>', text[text.index('id="timeline"') :], re.S)
    found = re.findall(r">([A-Z][a-z ]*?) ([0-9,]+)</a>", part[1])
    return {name: int(count.replace(",", "")) for name, count in found}


def bodies(text):
    return re.findall(r'pw-timeline__body">(.*?)</p>', text, re.S)


def pinned(text):
    part = text[text.index('id="timeline"') :]
    found = re.search(r"<h3[^>]*>Pinned</h3>(.*?)</ol>", part, re.S)
    return bodies(found[1]) if found else []


def test_every_kind_has_a_chip_with_its_count(officer, make, firm):
    for n in range(3):
        call(firm, officer, f"talk {n}")
    followups.plan(
        firm, owner=session.get(Person, officer.person_id), title="Send photos",
        due_on=date(2030, 1, 2),
    )  # fmt: skip
    journal.operation("Recorded consent to mail about news")
    session.add(
        MailConsent(employer_id=firm.id, address_key="jo@grundon.example", topic="news",
                    basis=Basis.CONSENT, source="told us", given_on=clock.today())
    )  # fmt: skip
    session.commit()
    make.vacancy(firm)
    make.check(make.placement(firm), by=session.get(Person, officer.person_id))

    found = chips(show(officer, firm))

    assert found.pop("All") == sum(found.values())
    for kind, count in {"Contacts": 3, "Tasks": 1, "Consent": 1, "Vacancies": 1, "Placements": 1,
                        "Fair pay": 1}.items():  # fmt: skip
        assert found[kind] == count, kind
    assert "Stages" not in found
    tasks = show(officer, firm, "?kind=tasks")
    assert "Send photos, due Wed 2 Jan 2030" in tasks
    assert chips(tasks) == {"All": sum(found.values()), **found}


@pytest.mark.parametrize(
    ("words", "met"),
    [
        ("bus 136", ["The BUS 136 gets there"]),
        ("100%", ["Keen, 100% sure"]),
        ("a_b", []),
        ("fair pay", []),
        ("contacts", ["The BUS 136 gets there", "Keen, 100% sure", "plain"]),
        ("\\", []),
    ],
)
def test_words_are_found_as_they_are(officer, firm, words, met):
    for n, text in enumerate(["The BUS 136 gets there", "Keen, 100% sure", "plain"]):
        call(firm, officer, text, days=n)

    page = officer.get(f"/employers/{firm.ref}", query_string={"find": words}).text

    assert bodies(page) == met
    if not met:
        assert "Nothing here has" in page


def test_small_changes_in_a_row_stand_behind_one_line(officer, make, firm):
    for n in range(4):
        make.contact(firm, name=f"Person {n}")
        journal.operation(f"Saved contact {n}")
    page = show(officer, firm)

    small = re.search(r"<summary>(\d+) small changes", page)
    assert small
    assert int(small[1]) == chips(page)["Changes"]
    assert "small changes" not in show(officer, firm, "?kind=changes")


def test_three_things_stay_on_top_and_undo_takes_it_back(officer, firm):
    ids = [call(firm, officer, f"talk {n}", days=n * 30) for n in range(5)]
    for row_id in ids[1:4]:
        officer.post(f"/employers/{firm.ref}/pins", {"thing": f"activity:{row_id}"}, follow=True)

    fourth = officer.post(
        f"/employers/{firm.ref}/pins", {"thing": f"activity:{ids[0]}"}, follow=True
    )

    assert "Three things are pinned already." in fourth.text
    assert pinned(fourth.text) == ["talk 1", "talk 2", "talk 3"]
    session.rollback()
    assert not undo(session.scalar(sa.select(sa.func.max(Operation.id)))).refused
    session.commit()
    assert pinned(show(officer, firm)) == ["talk 1", "talk 2"]
    after = officer.post(
        f"/employers/{firm.ref}/pins/remove", {"thing": f"activity:{ids[1]}"}, follow=True
    )
    assert pinned(after.text) == ["talk 2"]
    assert "Unpinned." in after.text
    assert pinned(show(officer, firm, "?kind=tasks")) == []


@pytest.mark.parametrize(
    "thing",
    ["", "activity", "activity:", "activity:x", "activity:-1", "activity:99999999999", "x:1",
     "activity:٣", "activity:{theirs}"],
)  # fmt: skip
def test_only_what_is_there_is_pinned(officer, make, firm, thing):
    theirs = call(make.employer(), officer, "elsewhere")

    given = {"thing": thing.format(theirs=theirs)}
    for path in ("pins", "pins/remove"):
        answer = officer.post(f"/employers/{firm.ref}/{path}", given)
        assert answer.status_code == 404

    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(TimelinePin)) == 0


def test_the_whole_way_down_the_timeline(officer, firm):
    for n in range(45):
        call(firm, officer, f"talk {n}", days=n)
    address, seen = f"/employers/{firm.ref}?kind=activity", []
    while address:
        page = officer.get(address).text
        seen += bodies(page)
        earlier = re.search(r'href="([^"]+)">Show earlier', page)
        address = earlier and earlier[1].replace("&amp;", "&")

    assert seen == [f"talk {n}" for n in range(45)]


def rich(make, officer, firm):
    """Something of everything."""
    person = session.get(Person, officer.person_id)
    make.contact(firm)
    row_id = call(firm, officer, "talk")
    officer.post(f"/employers/{firm.ref}/pins", {"thing": f"activity:{row_id}"}, follow=True)
    followups.plan(firm, owner=person, title="call", due_on=date(2030, 1, 2))
    session.commit()
    make.vacancy(firm)
    make.check(make.placement(firm), by=person)


def test_a_rich_record_stays_within_its_statements(officer, make, firm):
    rich(make, officer, firm)
    show(officer, firm)
    with Statements() as few:
        show(officer, firm)
    for n in range(8):
        call(firm, officer, "again", days=n)
        make.contact(firm)
        make.vacancy(firm)
        make.placement(firm)
    with Statements() as many:
        show(officer, firm)
    with Statements() as found:
        show(officer, firm, "?find=talk&kind=activity")

    assert session.scalar(sa.select(sa.func.count()).select_from(FollowUp)) >= 1
    assert few.count == many.count == found.count <= 11, many.sent
