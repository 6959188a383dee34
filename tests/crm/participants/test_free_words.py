"""What is written freely about a placement is looked through as a profile's notes are."""

import pytest

from crm.core.db import session
from crm.placements.models import Placement

HEALTH = "Goes well since the new medication"
SAID = "Take out “medication”"


@pytest.fixture
def placement(make):
    return make.placement(make.employer())


FORMS = [
    ("reviews/new", {"kind": "visit", "whom": "both", "outcome": "spoke", "going": "well",
                     "held_on": "today"}, "note"),
    ("end", {"ended_on": "today", "end_code": "another reason"}, "end_reason"),
    ("edit", {}, "notes"),
]  # fmt: skip


REFUSED = [
    (HEALTH, SAID), ("QQ 12 34 56 C", "National Insurance"), ("born 3/4/1990", "date of birth"),
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form[0])
@pytest.mark.parametrize(("words", "said"), REFUSED)
def test_words_on_health_and_numbers_that_name_are_refused(officer, placement, form, words, said):
    page, given, name = form

    answer = officer.submit(f"/placements/{placement.ref}/{page}", given | {name: words})

    assert said in answer.text


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form[0])
def test_words_on_the_work_are_kept(officer, placement, form):
    page, given, name = form

    answer = officer.submit(
        f"/placements/{placement.ref}/{page}", given | {name: "A quiet corner helped"}
    )

    assert "<title>Error:" not in answer.text
    assert f"<title>Placement {placement.ref}" in answer.text


def test_words_after_the_end_are_looked_through_too(officer, placement):
    officer.submit(
        f"/placements/{placement.ref}/end", {"ended_on": "today", "end_code": "another reason"}
    )
    session.rollback()
    assert session.get(Placement, placement.id).ended_on

    path = f"/placements/{placement.ref}/exit"
    assert SAID in officer.submit(path, {"again": "yes", "helped": HEALTH}).text
