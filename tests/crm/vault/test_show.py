"""Pages about files: who may see what, every opening written down before a byte leaves."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from crm.core.db import session
from crm.vault import actions, queries, store
from crm.vault.models import Opening, StoredFile
from crm.vault.rules import Kind
from tests import papers
from tests.browse import Browser
from tests.makers import Make


@pytest.fixture
def slip(app: Flask, make: Make, tmp_path: Path) -> StoredFile:
    app.config["DATA_DIR"] = tmp_path
    return keep(make, Kind.WAGE_SLIP)


def keep(make: Make, kind: Kind) -> StoredFile:
    arrived = actions.look_into(papers.pdf(pages=2))
    row = actions.keep(make.employer(), kind, arrived, came_by="a link")
    session.commit()
    return row


def told(row: StoredFile) -> list[tuple[str, bool]]:
    return [(one.what, one.refused) for one in reversed(queries.openings(row.id))]


def opened(browser: Browser, ref: str, why: str = "Fair pay check of P-00012") -> int:
    answer = browser.post(f"/files/{ref}/open", data={"why": why})
    return int(answer.location.partition("opening=")[2].partition("#")[0])


def test_the_page_says_why_it_is_kept_and_until_when(officer: Browser, slip: StoredFile) -> None:
    text = officer.get(f"/files/{slip.ref}").text

    assert "Pay of one person: 6 months from the day it arrived" in text
    assert slip.sha256 in text
    assert "Nobody yet" in text


def test_with_a_reason_the_pages_open_and_each_is_written_down(
    officer: Browser, slip: StoredFile
) -> None:
    opening = opened(officer, slip.ref)
    answer = officer.get(f"/files/{slip.ref}/pages/2?opening={opening}")

    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"
    assert told(slip) == [("opened", False), ("page 2", False)]
    assert {one.why for one in queries.openings(slip.id)} == {"Fair pay check of P-00012"}


def test_without_a_reason_nothing_opens(officer: Browser, slip: StoredFile) -> None:
    page = officer.post(f"/files/{slip.ref}/open", data={"why": ""})

    assert "Say why you need to open this file" in page.text
    assert told(slip) == []


def test_pages_need_a_reason_of_ones_own(
    officer: Browser, manager: Browser, slip: StoredFile
) -> None:
    opening = opened(officer, slip.ref)

    assert manager.get(f"/files/{slip.ref}/pages/1?opening={opening}").status_code == 403
    assert officer.get(f"/files/{slip.ref}/pages/1").status_code == 403
    assert told(slip)[1:] == [("page 1", True), ("page 1", True)]


def test_an_auditor_sees_that_it_exists_but_never_what_it_says(
    auditor: Browser, slip: StoredFile
) -> None:
    assert "not what it says" in auditor.get(f"/files/{slip.ref}").text
    for how in ({}, {"as": "download"}):
        answer = auditor.post(f"/files/{slip.ref}/open", data={"why": "Audit"} | how)
        assert answer.status_code == 403
        assert answer.mimetype == "text/html"
    assert [refused for _, refused in told(slip)] == [True, True]


def test_an_auditor_opens_a_pay_scale(auditor: Browser, slip: StoredFile, make: Make) -> None:
    scale = keep(make, Kind.PAY_SCALE)

    opening = opened(auditor, scale.ref, "Audit")

    assert auditor.get(f"/files/{scale.ref}/pages/1?opening={opening}").status_code == 200


def test_the_original_leaves_only_as_a_download_under_a_safe_name(
    officer: Browser, slip: StoredFile
) -> None:
    answer = officer.post(
        f"/files/{slip.ref}/open", data={"why": "The employer asked", "as": "download"}
    )

    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="{slip.ref}-wage-slip.pdf"'
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert told(slip) == [("download", False)]


def test_no_byte_leaves_when_the_opening_cannot_be_written_down(
    officer: Browser, slip: StoredFile
) -> None:
    opening = opened(officer, slip.ref)
    session.execute(sa.text("ALTER TABLE file_opening RENAME TO file_opening_away"))
    session.commit()

    answer = officer.get(f"/files/{slip.ref}/pages/1?opening={opening}")

    assert answer.status_code == 500
    assert answer.mimetype == "text/html"


def test_a_changed_byte_is_told_and_not_shown(
    officer: Browser, slip: StoredFile, app: Flask
) -> None:
    file = Path(app.config["DATA_DIR"]) / "vault" / slip.place[:2] / slip.place / "page-1"
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    opening = opened(officer, slip.ref)

    answer = officer.get(f"/files/{slip.ref}/pages/1?opening={opening}")

    assert answer.status_code == 400
    assert "changed or is gone" in answer.text


def test_a_word_file_is_shown_as_text(officer: Browser, slip: StoredFile, make: Make) -> None:
    arrived = actions.look_into(papers.word("Duties: <b>packing</b>"))
    row = actions.keep(make.employer(), Kind.JOB_DESCRIPTION, arrived, came_by="a link")
    session.commit()

    page = officer.get(f"/files/{row.ref}?opening={opened(officer, row.ref)}")

    assert "Duties: &lt;b&gt;packing&lt;/b&gt;" in page.text


def test_hold_release_and_destroy(manager: Browser, slip: StoredFile) -> None:
    manager.post(f"/files/{slip.ref}/hold", data={"reason": "The auditor asked"})
    refused = manager.post(f"/files/{slip.ref}/destroy", data={"reason": "Sent by mistake"})
    assert "Release it first" in refused.text

    manager.post(f"/files/{slip.ref}/release")
    manager.post(f"/files/{slip.ref}/destroy", data={"reason": "Sent by mistake"})
    page = manager.get(f"/files/{slip.ref}")

    assert "is destroyed. What was worked out from it stays" in page.text
    assert "Sent by mistake" in page.text
    with pytest.raises(Exception, match="not on the disk"):
        store.get(slip.place, store.ORIGINAL)


def test_a_trainee_cannot_destroy(trainee: Browser, slip: StoredFile) -> None:
    assert trainee.post(f"/files/{slip.ref}/destroy", data={"reason": "x"}).status_code == 403


@pytest.mark.parametrize(("state", "there"), [("kept", True), ("held", False), ("gone", False)])
def test_files_are_listed_by_state(
    officer: Browser, slip: StoredFile, state: str, there: bool
) -> None:
    assert (slip.ref in officer.get(f"/files?state={state}").text) is there


def test_a_manager_changes_how_long_a_class_is_kept(manager: Browser, slip: StoredFile) -> None:
    row = queries.retention("sensitive_pay")

    said = {"months": "9", "source": "The council's schedule", "status": "confirmed"}
    manager.post(f"/files/retention/{row.id}", data={"seen": row.version} | said)
    page = manager.get("/files/retention")

    assert "One file got a new date" in page.text
    assert "9 months" in page.text


def test_the_log_shows_who_and_why(manager: Browser, officer: Browser, slip: StoredFile) -> None:
    opened(officer, slip.ref, "Complaint of the employer")

    text = manager.get(f"/files/{slip.ref}").text

    assert "Complaint of the employer" in text
    assert "Officer" in text


def test_openings_cannot_be_forged_through_the_database(officer: Browser, slip: StoredFile) -> None:
    opened(officer, slip.ref)
    with pytest.raises(DBAPIError):
        session.execute(sa.delete(Opening))
    session.rollback()
