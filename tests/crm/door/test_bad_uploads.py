"""Bombs, floods and viruses through the public page: one clear sentence each, no trace."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.db import session
from crm.vault.models import StoredFile
from tests import papers
from tests.browse import Browser
from tests.crm.evidence import asking
from tests.crm.evidence.asking import Asked
from tests.crm.vault.test_arriving import bomb, swollen
from tests.crm.vault.test_scanning import EICAR
from tests.servers import CLAMD, clamd, free_port

FLOODS = (
    ("bomb.png", bomb, "bomb.png: The photo"),
    ("long.pdf", lambda: papers.pdf(("x",), pages=200), "The PDF has 200 pages"),
    ("swollen.docx", swollen, "unfolds to too much"),
    ("big.pdf", lambda: papers.pdf() + bytes(11 * 1024 * 1024), "smaller than 10 MB"),
)


def told(page: str) -> int:
    """How many sentences beside the field the page holds."""
    return page.count("govuk-error-message")


def nothing_kept(disk: Path) -> bool:
    files = [file for file in (disk / "vault").rglob("*") if file.is_file()]
    return not files and not asking.drafts() and not list(session.scalars(sa.select(StoredFile)))


@pytest.mark.parametrize("flood", FLOODS, ids=[flood[0] for flood in FLOODS])
def test_a_flood_gets_one_sentence_and_leaves_no_trace(
    stranger: Browser, request_made: Asked, disk: Path, flood: tuple
) -> None:
    name, data, sentence = flood

    page = asking.upload(stranger, request_made.path, (name, data()))

    assert sentence in page.text
    assert told(page.text) == 1
    assert nothing_kept(disk)


@pytest.fixture(scope="module")
def scanner() -> Iterator[str]:
    if not CLAMD.exists():
        if os.environ.get("CI"):
            pytest.fail("CI must have ClamAV's daemon installed.")
        pytest.skip("ClamAV's daemon is not installed (apt-get install clamav-daemon)")
    with clamd() as url:
        yield url


def test_a_virus_gets_one_sentence_and_leaves_no_trace(
    scanner: str, app: Flask, stranger: Browser, request_made: Asked, disk: Path
) -> None:
    app.config["CLAMD_URL"] = scanner

    page = asking.upload(stranger, request_made.path, ("slip.pdf", papers.pdf() + EICAR.encode()))

    assert "slip.pdf: The virus scanner found something" in page.text
    assert told(page.text) == 1
    assert nothing_kept(disk)


def test_what_cannot_be_scanned_is_not_taken(
    app: Flask, stranger: Browser, request_made: Asked, disk: Path
) -> None:
    app.config["CLAMD_URL"] = f"tcp://127.0.0.1:{free_port()}"

    page = asking.upload(stranger, request_made.path, ("slip.pdf", papers.pdf()))

    assert "Try again in a few minutes" in page.text
    assert nothing_kept(disk)


def test_more_than_the_page_takes_says_so(
    stranger: Browser, request_made: Asked, disk: Path
) -> None:
    answer = asking.upload(stranger, request_made.path, ("huge.pdf", bytes(31 * 1024 * 1024)))

    assert answer.status_code == 413
    assert "larger than 30 MB" in answer.text
    assert nothing_kept(disk)
