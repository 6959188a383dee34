"""An officer adds a file; whatever the browser calls it, only its content counts."""

import io
import socket
import sqlite3
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask, current_app

from crm.core.db import db, session
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


def _take(connection: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        found += connection.recv(size - len(found))
    return found


@contextmanager
def a_scanner_that_writes(file: str | None) -> Iterator[str]:
    """A ClamAV daemon that finds nothing if it could begin to write in the database meanwhile."""

    def answer() -> None:
        connection, _ = listener.accept()
        with connection:
            _take(connection, len(b"zINSTREAM\0"))
            while size := struct.unpack("!L", _take(connection, 4))[0]:
                _take(connection, size)
            connection.sendall(b"stream: OK\0" if may_write() else b"stream: A-lock FOUND\0")

    def may_write() -> bool:
        if file is None:
            return True
        other = sqlite3.connect(file, timeout=0.2, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return False
        finally:
            other.close()
        return True

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer)
        thread.start()
        yield f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


def test_others_may_write_while_a_file_is_looked_into(
    app: Flask, officer: Browser, place: str
) -> None:
    file = db.engine.url.database if db.engine.dialect.name == "sqlite" else None
    with a_scanner_that_writes(file) as address:
        app.config["CLAMD_URL"] = address
        page = officer.submit(
            f"{place}/new", {"kind": "wage slip", "file": (io.BytesIO(papers.pdf()), "a.pdf")}
        )

    assert "is kept until" in page.text
    row = kept()
    assert row
    assert row.scanned
