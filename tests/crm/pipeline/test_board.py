"""The board: a column for each stage, bounded, counted by the server, moved by plain forms."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.employers.models import Standing
from crm.followups import actions as followups
from crm.people.models import Person
from crm.pipeline.board import SHOWN
from tests.browse import Statements

pytestmark = pytest.mark.usefixtures("travel")


def column(text, code):
    """Return the part of the page that is one stage's column."""
    return re.search(f'data-stage="{code}".*?</section>', text, re.S)[0]


def test_my_employers_stand_at_their_stages_with_next_step_and_age(officer, old):
    mine = {"owner_id": officer.person_id}
    employer = old(41, name="Grundon", stage_code="contacted", tier="A", **mine)
    old(2, name="Somebody else's", stage_code="contacted")
    me = session.get(Person, officer.person_id)
    followups.plan(employer, owner=me, title="call Maria", due_on=date(2026, 11, 24))
    session.commit()

    page = officer.get("/pipeline").text

    found = column(page, "contacted")
    for words in ("Grundon", "Today", "call Maria", "41 days, expected 21", "Tier A"):
        assert words in found
    assert "Somebody else" not in page
    assert "1 employer," in page
    assert "Nobody here" in column(page, "meeting")


def test_a_column_shows_the_soonest_and_links_to_all_37(officer, make):
    for n in range(37):
        employer = make.employer(name=f"Firm {n:02d}", owner_id=officer.person_id)
        session.execute(
            sa.update(Standing)
            .where(Standing.employer_id == employer.id)
            .values(next_on=date(2026, 12, 31 - n % 30))
        )
    session.commit()

    found = column(officer.get("/pipeline").text, "prospect")

    assert found.count('class="pw-card"') == SHOWN
    assert "Firm 29" in found
    assert "All 37" in found
    address = re.search(r'href="([^"]+)">All 37', found)[1].replace("&amp;", "&")
    assert "37 match" in officer.get(address).text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Mine"}),
        ("?owner=all", {"Mine", "Theirs", "Nobody's"}),
        ("?owner=none", {"Nobody's"}),
        ("?owner=all&tier=B", {"Theirs"}),
        ("?owner=nonsense&tier=Z", {"Mine"}),
        ("?owner=999999999999999999999", {"Mine"}),
    ],
)
def test_whose_board_it_is(officer, make, query, shown):
    make.employer(name="Mine", owner_id=officer.person_id)
    make.employer(name="Theirs", owner_id=make.person().id, tier="B", stage_code="meeting")
    make.employer(name="Nobody's")

    page = officer.get(f"/pipeline{query}").text.replace("&#39;", "'")

    assert {name for name in ("Mine", "Theirs", "Nobody's") if f">{name}</a>" in page} == shown


def test_a_card_moves_by_its_form_and_the_board_comes_back_at_it(officer, make, stage_of):
    employer = make.employer(owner_id=officer.person_id)
    page = officer.get("/pipeline?tier=").text
    form = re.search(r'<form method="post" action="(/employers/[^"]+/stage)".*?</form>', page, re.S)
    back = re.search(r'name="back" value="([^"]+)"', form[0])[1]

    answer = officer.post(form[1], {"was": "prospect", "to": "contacted", "back": back})

    assert answer.location == f"/pipeline#card-{employer.ref}"
    assert stage_of(employer)[0] == "contacted"
    board = officer.get("/pipeline").text
    assert "/undo" in board
    assert employer.ref in column(board, "contacted")


def test_a_card_that_needs_more_is_asked_on_its_page(officer, make, stage_of):
    employer = make.employer(owner_id=officer.person_id, stage_code="offered")
    told = {"was": "offered", "back": "/pipeline"}
    path = f"/employers/{employer.ref}/stage"

    page = officer.post(path, told | {"to": "trial"})
    paused = officer.post(path, told | {"to": "paused"})

    assert "Why it moves all the same" in page.text
    assert 'value="/pipeline"' in page.text
    assert "Choose why it is not now." in paused.text
    assert "Why it moves all the same" not in paused.text
    assert stage_of(employer)[0] == "offered"


def test_statements_stay_the_same_however_many(officer, make):
    make.employer(owner_id=officer.person_id)
    officer.get("/pipeline")
    for address in ("/pipeline", "/pipeline?owner=all"):
        with Statements() as sent:
            officer.get(address)
        assert sent.count <= 6, sent.sent
    for n in range(60):
        make.employer(owner_id=officer.person_id, stage_code=("meeting", "trial")[n % 2])
    with Statements() as many:
        officer.get("/pipeline?owner=all")

    assert many.count == sent.count, many.sent


def test_an_auditor_sees_the_board_without_its_menus(auditor, make):
    make.employer(name="Firm")

    page = auditor.get("/pipeline?owner=all").text

    assert ">Firm</a>" in page
    assert "Move to" not in page
    assert "draggable" not in page


def test_columns_are_read_from_an_index_in_order(app, make):
    """Everybody's board must not sort the whole table; SQLite says how it reads."""
    from crm.core.db import db, engine_name
    from crm.pipeline import board

    if engine_name() != "sqlite":
        pytest.skip("the plan is asked of SQLite")
    statement = board._first("prospect", board.EVERYBODY, "").compile(
        db.engine, compile_kwargs={"literal_binds": True}
    )
    plan = session.execute(sa.text(f"EXPLAIN QUERY PLAN {statement}")).all()
    said = " | ".join(row[3] for row in plan)

    assert "ix_employer_standing_stage" in said
    assert "TEMP B-TREE" not in said
