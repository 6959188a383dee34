"""The list of profiles, its filters, and who may not learn of one anywhere."""

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.core.journal import Operation
from crm.participants.rules import Pathway, State
from tests.architecture.routes import look
from tests.browse import Statements

REF = "CTW-7F3K9"


def test_the_list_shows_who_is_looking(officer, make):
    make.profile(participant_ref=REF, home="OX14 3")
    make.profile(participant_ref="CTW-9PLACE", state=State.PLACED)
    make.profile(participant_ref="CTW-8IPS", pathway=Pathway.IPS)

    page = officer.get("/participants").text
    assert REF in page
    assert "OX14 3" in page
    assert "CTW-9PLACE" not in page

    assert "CTW-9PLACE" in officer.get("/participants?state=placed").text
    assert REF not in officer.get("/participants?pathway=IPS").text
    assert REF in officer.get("/participants?q=7f3").text
    assert "No profiles match" in officer.get("/participants?q=%25").text


def test_an_empty_list_says_what_a_profile_is(officer):
    assert "Nobody is looking yet" in officer.get("/participants").text


def test_the_list_asks_no_more_for_more_rows(officer, make):
    make.profile()
    with Statements() as few:
        officer.get("/participants")
    for _ in range(20):
        make.profile()
    with Statements() as many:
        officer.get("/participants")

    assert many.count == few.count <= 6


@pytest.mark.parametrize("path", ["", "/C-00001", "/C-00001/edit", "/words"])
def test_an_auditor_sees_no_profile(auditor, make, path):
    make.profile(participant_ref=REF)

    assert auditor.get(f"/participants{path}").status_code == 403


def test_neither_search_nor_history_nor_palette_tells_an_auditor(auditor, officer, make):
    profile = make.profile(participant_ref=REF, home="OX14 3")
    profile.home = "OX14 5"
    session.commit()
    last = session.scalar(sa.select(sa.func.max(Operation.id)))
    history = [f"/history/{last}", f"/history/{last - 1}", "/history/of/work_profile/1"]

    for path in ("/search?q=7f3k9", "/palette?q=7f3k9", "/history", *history):
        text = look(auditor, path).text
        assert REF not in text, path
        assert "OX14" not in text, path
    for path in history:
        assert "OX14 3" in officer.get(path).text, path
    assert "not shown to you" in auditor.get(f"/history/{last}").text
    assert REF in officer.get("/search?q=7f3k9").text
