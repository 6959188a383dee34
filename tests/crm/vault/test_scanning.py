"""A real ClamAV daemon looks at files; what it could not judge is not kept."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.vault import actions, scanning
from crm.vault.models import StoredFile
from crm.vault.rules import Kind
from tests import papers
from tests.makers import Make
from tests.servers import CLAMD, clamd, free_port

EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture(scope="module")
def scanner() -> Iterator[str]:
    if not CLAMD.exists():
        if os.environ.get("CI"):
            pytest.fail("CI must have ClamAV's daemon installed.")
        pytest.skip("ClamAV's daemon is not installed (apt-get install clamav-daemon)")
    with clamd() as url:
        yield url


def test_the_scanner_tells_clean_from_found(scanner: str) -> None:
    assert scanning.found(b"a clean file", scanner) == ""
    assert scanning.found(EICAR.encode(), scanner).startswith("Eicar-Test")


def test_an_infected_file_is_refused_and_leaves_no_trace(
    scanner: str, app: Flask, make: Make, tmp_path: Path
) -> None:
    app.config.update(CLAMD_URL=scanner, DATA_DIR=tmp_path)

    with pytest.raises(RuleBroken, match="found something"):
        actions.look_into(papers.pdf() + EICAR.encode())

    assert not list(tmp_path.rglob("*"))
    assert session.scalar(sa.select(sa.func.count()).select_from(StoredFile)) == 0


def test_a_clean_file_says_that_it_was_scanned(
    scanner: str, app: Flask, make: Make, tmp_path: Path
) -> None:
    app.config.update(CLAMD_URL=scanner, DATA_DIR=tmp_path)

    arrived = actions.look_into(papers.pdf())

    assert actions.keep(make.employer(), Kind.PAY_SCALE, arrived, came_by="a link").scanned


def test_more_than_the_scanner_takes_counts_as_not_scanned(scanner: str) -> None:
    with pytest.raises(scanning.NotScanned):
        scanning.found(os.urandom(8 * 1024 * 1024), scanner)


def test_without_an_answer_the_file_is_refused(app: Flask) -> None:
    app.config["CLAMD_URL"] = f"tcp://127.0.0.1:{free_port()}"

    with pytest.raises(RuleBroken, match="could not be checked for viruses"):
        actions.look_into(papers.pdf())
