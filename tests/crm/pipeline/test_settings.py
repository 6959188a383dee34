"""What stages expect: dated rows that a manager changes."""

from datetime import date

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.pipeline import queries, seed
from crm.pipeline.models import ExitCheck, PauseReason, StageLimit
from tests.browse import count_rows

pytestmark = pytest.mark.usefixtures("travel")


def test_what_ships_is_marked_as_not_confirmed_and_loaded_once(auditor, app):
    page = auditor.get("/pipeline/settings")

    assert page.text.count("Not confirmed") == sum(
        count_rows(kind) for kind in (StageLimit, ExitCheck, PauseReason)
    )
    assert seed.load() == 0


def test_new_days_count_from_their_day(manager, old):
    employer = old(41, stage_code="contacted")
    told = {"stage": "contacted", "expected_days": "45", "warning_days": "60",
            "source": "Team meeting 24 Nov 2026", "status": "confirmed"}  # fmt: skip

    manager.submit("/pipeline/settings/days", told | {"from_on": "1 Dec 2026"})
    assert "41 days, expected 21" in manager.get(f"/employers/{employer.ref}").text
    manager.submit("/pipeline/settings/days", told | {"from_on": "24 Nov 2026"})

    page = manager.get(f"/employers/{employer.ref}").text
    assert "41 days" in page
    assert "expected" not in page.split("Owner")[0].split("41 days")[1]
    assert queries.limits(date(2026, 11, 23))["contacted"].expected_days == 21


def test_the_same_day_again_corrects(manager, travel):
    told = {"stage": "trial", "expected_days": "10", "warning_days": "20", "source": "x",
            "from_on": "24 Nov 2026"}  # fmt: skip
    manager.submit("/pipeline/settings/days", told)
    manager.submit("/pipeline/settings/days", told | {"expected_days": "12"})

    rows = session.scalars(sa.select(StageLimit).where(StageLimit.stage_code == "trial")).all()
    assert [row.expected_days for row in rows] == [30, 12]


def test_a_warning_before_the_expected_days_is_refused(manager):
    page = manager.submit(
        "/pipeline/settings/days",
        {"stage": "trial", "expected_days": "10", "warning_days": "9", "source": "x"},
    )

    assert "cannot come before the expected days" in page.text


def test_checks_and_reasons_are_added_and_ended(manager, make):
    employer = make.employer(stage_code="prospect")
    common = {"source": "Team meeting"}
    manager.submit(
        "/pipeline/settings/checks/new", common | {"stage": "prospect", "name": "Website read"}
    )
    manager.submit("/pipeline/settings/reasons/new", common | {"name": "Merger"})
    path = f"/employers/{employer.ref}/stage"
    page = manager.get(path).text
    assert "Website read" in page
    assert "Merger" in page

    for kind, name in ((ExitCheck, "checks"), (PauseReason, "reasons")):
        row_id = session.scalar(sa.select(sa.func.max(kind.id)))
        manager.post(f"/pipeline/settings/{name}/{row_id}/end", follow=True)

    page = manager.get(path).text
    assert "Website read" not in page
    assert "Merger" not in page


def test_only_who_keeps_reference_data_may_change_it(officer):
    for path in ("days", "checks/new", "reasons/new"):
        assert officer.get(f"/pipeline/settings/{path}").status_code == 403
    assert officer.post("/pipeline/settings/checks/1/end").status_code == 403
