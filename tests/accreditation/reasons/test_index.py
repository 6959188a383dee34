"""The bank of reasons: dated words under codes that stay."""

from datetime import timedelta

import sqlalchemy as sa

from accreditation.reasons import queries, seed
from accreditation.reasons.models import ReasonText
from crm.core import clock
from crm.core.db import session

NEW = {
    "code": "A-EVIDENCE", "outcome": "approved", "words": "We saw that you do what you say.",
    "from_on": "today", "source": "Panel of 3 November", "status": "confirmed",
}  # fmt: skip


def test_what_ships_is_not_confirmed_and_loads_once(app):
    rows = session.scalars(sa.select(ReasonText)).all()

    assert {row.status for row in rows} == {"unconfirmed"}
    assert {row.outcome.value for row in rows} == {"approved", "conditional", "refused"}
    assert seed.load() == 0
    session.rollback()


def test_new_words_count_from_their_day_and_the_old_ones_stay(manager):
    page = manager.post("/accreditation/reasons/new", NEW, follow=True).text

    assert "Undo" in page
    assert "Our records show that you meet the rules of this level." in page
    today = {row.code: row.words for row in queries.counting(clock.today())}
    before = {row.code: row.words for row in queries.counting(clock.today() - timedelta(days=1))}
    assert today["A-EVIDENCE"] == NEW["words"]
    assert before["A-EVIDENCE"] != NEW["words"]


def test_a_reason_without_words_ends(manager):
    manager.post("/accreditation/reasons/new", NEW | {"words": ""})

    assert "A-EVIDENCE" not in {row.code for row in queries.counting(clock.today())}


def test_a_code_keeps_its_outcome_and_has_one_wording_a_day(manager):
    other = manager.post("/accreditation/reasons/new", NEW | {"outcome": "refused"}).text
    assert "This code is used for another decision." in other

    manager.post("/accreditation/reasons/new", NEW)
    assert "from this day already" in manager.post("/accreditation/reasons/new", NEW).text


def test_pay_is_kept_out_of_the_bank(manager):
    words = "You pay £12.71 an hour."

    assert "Leave pay figures out" in manager.post(
        "/accreditation/reasons/new", NEW | {"words": words}
    ).text  # fmt: skip


def test_the_form_begins_with_the_words_that_count(manager):
    page = manager.get("/accreditation/reasons/new?code=R-GATE").text

    assert "There is a rule that everybody must meet" in page
