"""A wage slip beside the figures of a check: filled in, framed, logged, kept as evidence."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask

from crm.core.db import session
from crm.employers.models import Employer
from crm.parity import beside
from crm.parity.models import Comparator, ParityCheck
from crm.parity.slips import Figure, Suggestion
from crm.pay.rules import Basis
from crm.placements.models import Placement
from crm.vault import actions as vault
from crm.vault import queries as files
from crm.vault import rules
from crm.vault.models import StoredFile
from crm.vault.rules import Box, Kind
from tests import papers
from tests.browse import Browser
from tests.makers import Make


@pytest.fixture
def placement(app: Flask, make: Make, tmp_path: Path) -> Placement:
    app.config["DATA_DIR"] = tmp_path
    return make.placement(make.employer(name="Windrush Foods Ltd"), started_on=date(2026, 1, 5))


def keep(placement: Placement, kind: Kind = Kind.WAGE_SLIP) -> StoredFile:
    arrived = vault.look_into(papers.pdf())
    employer = session.get_one(Employer, placement.employer_id)
    row = vault.keep(employer, kind, arrived, came_by="a link")
    session.commit()
    return row


def told(row: StoredFile) -> list[tuple[str, str]]:
    return [(one.what, one.why) for one in reversed(files.openings(row.id))]


def saved(placement: Placement, **more: str) -> dict[str, str]:
    return {
        "period_start": "1/4/2026", "period_end": "30/4/2026", "age": "30", "apprentice": "no",
        "basic_pay": "12.71", "pay_basis": "hourly", "paid_hours": "64", "weeks_per_year": "52",
        "comparator": Comparator.PAY_SCALE.value, "comparator_amount": "12.71",
        "comparator_basis": "hourly", **more,
    }  # fmt: skip


def test_the_form_is_filled_from_the_slip_and_the_reading_is_logged(
    officer: Browser, placement: Placement
) -> None:
    row = keep(placement)

    text = officer.get(f"/placements/{placement.ref}/parity/new?file={row.ref}").text

    for name, value in {"paid_hours": "64", "basic_pay": "12.71"}.items():
        assert f'name="{name}"' in text
        assert f'value="{value}"' in text
    assert "Framed: what was read from it" in text
    assert told(row) == [("figures", f"Fair pay check of {placement.ref}")]


def test_its_pages_are_shown_beside_and_each_is_logged(
    officer: Browser, placement: Placement
) -> None:
    row = keep(placement)

    answer = officer.get(f"/placements/{placement.ref}/parity/files/{row.ref}/pages/1")

    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert told(row) == [("page 1", f"Fair pay check of {placement.ref}")]


@pytest.mark.parametrize("path", ["F-00001/pages/2", "F-00001/pages/0", "F-09999/pages/1"])
def test_other_pages_are_not_there(officer: Browser, placement: Placement, path: str) -> None:
    keep(placement)

    assert officer.get(f"/placements/{placement.ref}/parity/files/{path}").status_code == 404


def test_another_employers_slip_is_not_shown(
    officer: Browser, placement: Placement, make: Make
) -> None:
    other = keep(make.placement(make.employer(name="Another")))

    page = officer.get(f"/placements/{placement.ref}/parity/new?file={other.ref}")
    sheet = officer.get(f"/placements/{placement.ref}/parity/files/{other.ref}/pages/1")

    assert "Framed" not in page.text
    assert sheet.status_code == 404
    assert told(other) == []


def test_an_auditor_reaches_neither(auditor: Browser, placement: Placement) -> None:
    row = keep(placement)

    for path in (f"new?file={row.ref}", f"files/{row.ref}/pages/1"):
        assert auditor.get(f"/placements/{placement.ref}/parity/{path}").status_code == 403


def test_the_check_keeps_what_it_was_made_from_also_after_destruction(
    app: Flask, make: Make, officer: Browser, placement: Placement
) -> None:
    refs = [keep(placement).ref, keep(placement, Kind.PAY_SCALE).ref]
    path = f"/placements/{placement.ref}/parity/new?file={refs[0]}"
    page = officer.submit(path, saved(placement, evidence=refs[1]))

    check = session.query(ParityCheck).one()
    Browser(app, make.reviewer()).post(f"/parity/{check.id}/confirm")
    slip, _scale = beside.files_of(check.id)
    assert [row.ref for row in beside.files_of(check.id)] == refs
    assert "Made from" in page.text
    assert slip.kept_why.endswith("from the day its check passed")

    vault.destroy(slip, "its date")
    session.commit()
    assert "seen, then destroyed on" in officer.get(f"/parity/{check.id}").text


def test_a_damaged_slip_is_told_not_guessed(
    officer: Browser, placement: Placement, app: Flask
) -> None:
    row = keep(placement)
    (app.config["DATA_DIR"] / "vault" / row.place[:2] / row.place / "words").write_bytes(b"x" * 80)

    page = officer.get(f"/placements/{placement.ref}/parity/new?file={row.ref}")

    assert page.status_code == 400
    assert "changed or is gone" in page.text


def read(**figures: object) -> list[Suggestion]:
    box = Box(1, 0, 0, 1, 1)
    return [Suggestion(Figure[name], value, "", box) for name, value in figures.items()]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "last", "basis"),
    [
        (date(2026, 4, 1), date(2026, 4, 30), Basis.MONTHLY),
        (date(2026, 3, 15), date(2026, 4, 14), Basis.MONTHLY),
        (date(2026, 5, 4), date(2026, 5, 10), Basis.WEEKLY),
        (date(2026, 5, 4), date(2026, 5, 31), Basis.FOUR_WEEKLY),
        (date(2026, 2, 1), date(2026, 2, 28), Basis.MONTHLY),
        (date(2026, 5, 4), date(2026, 5, 20), None),
    ],
)
def test_pay_without_a_rate_takes_the_periods_name(
    first: date, last: date, basis: Basis | None
) -> None:
    found = beside.answers(read(PERIOD_START=first, PERIOD_END=last, BASIC=Decimal("1136.55")))

    assert (found["basic_pay"], found["pay_basis"]) == (Decimal("1136.55"), basis)


def test_with_a_rate_pay_is_by_the_hour() -> None:
    found = beside.answers(
        read(HOURS=Decimal(64), RATE=Decimal("12.7100"), BASIC=Decimal("813.44"))
    )

    assert found == {
        "paid_hours": Decimal("64.00"), "basic_pay": Decimal("12.71"), "pay_basis": Basis.HOURLY,
    }  # fmt: skip


def test_what_is_covered_is_not_read(placement: Placement) -> None:
    row = keep(placement)
    vault.cover(row, [Box(1, 0, 0, 1, 1)])

    assert beside.suggested(row) == []
    assert rules.lines(vault.words(row)) == []
