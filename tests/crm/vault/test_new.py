"""An officer adds a file; whatever the browser calls it, only its content counts."""

import io
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask, current_app

from crm.core.db import session
from crm.vault.models import StoredFile
from crm.vault.rules import Kind
from tests import papers
from tests.browse import Browser
from tests.makers import Make


@pytest.fixture
def place(app: Flask, make: Make, tmp_path: Path) -> str:
    app.config["DATA_DIR"] = tmp_path
    return f"/files/of/{make.employer(name='Windrush Foods').ref}"


def kept() -> StoredFile | None:
    return session.scalar(sa.select(StoredFile))


def test_a_file_is_added_and_listed(officer: Browser, place: str) -> None:
    assert "No files yet" in officer.get(place).text

    page = officer.submit(
        f"{place}/new",
        {"kind": Kind.PAY_SCALE.value, "file": (io.BytesIO(papers.pdf()), "Joan Peake.pdf")},
    )

    row = kept()
    assert row
    assert f"Pay scale or grade table {row.ref}" in page.text
    assert row.ref in officer.get(place).text
    assert "Peake" not in page.text + row.file_name


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("slip.pdf", b"PK\x03\x04 a zip", "must be a PDF, a photo"),
        ("../../etc/slip.pdf", b"", "file is empty"),
        ("photo.svg", b"<svg onload='1'/>", "must be a PDF, a photo"),
        ("slip.pdf", papers.scripted(), "holds a script"),
    ],
)
def test_a_bad_file_is_refused_beside_the_field_and_nothing_is_kept(
    officer: Browser, place: str, name: str, data: bytes, told: str
) -> None:
    page = officer.submit(f"{place}/new", {"kind": "wage slip", "file": (io.BytesIO(data), name)})

    assert told in page.text
    assert 'id="file-error"' in page.text
    assert kept() is None
    assert not list((current_app.config["DATA_DIR"] / "vault").rglob("*"))


def test_without_a_file_or_a_kind_both_are_asked_for(officer: Browser, place: str) -> None:
    page = officer.submit(f"{place}/new", {})

    assert "Choose what the file is" in page.text
    assert "Choose the file." in page.text


def test_an_auditor_sees_no_wage_slip_on_the_list_without_the_right(
    auditor: Browser, officer: Browser, place: str
) -> None:
    officer.submit(f"{place}/new", {"kind": "wage slip", "file": (io.BytesIO(papers.pdf()), "a")})

    assert "Wage slip" in auditor.get(place).text  # that it exists, not what it says
    assert "Add a file" not in auditor.get(place).text
