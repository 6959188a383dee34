"""What a hostile file, disk or moment must not do: found by a review with fresh eyes."""

import io
import os
import re
import zlib
from pathlib import Path

import pikepdf
import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.db import session, table_of
from crm.core.errors import RuleBroken
from crm.vault import actions, arriving, ciphers, queries, store
from crm.vault.models import Opening, StoredFile
from crm.vault.rules import Box, Kind
from tests import papers
from tests.browse import Browser
from tests.makers import Make


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Path:
    app.config["DATA_DIR"] = tmp_path
    return tmp_path / "vault"


def laughs() -> bytes:
    """A PDF whose forms draw each other ten times, nine deep: a thousand million squares."""
    made = pikepdf.open(io.BytesIO(papers.pdf()))
    inner = made.make_stream(b"0 0 9 9 re f " * 40)
    inner.Type, inner.Subtype, inner.BBox = (
        pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 500, 500]),
    )  # fmt: skip
    for _ in range(9):
        outer = made.make_stream(b"/X Do " * 10)
        outer.Type, outer.Subtype, outer.BBox = inner.Type, inner.Subtype, inner.BBox
        outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
        inner = outer
    page = made.pages[0]
    page.Contents = made.make_stream(b"/X Do")
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
    return papers.saved(made)


def swollen() -> bytes:
    """A PDF of 700 kB with a page that unfolds to 700 MB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(700)) + packer.flush()
    made = pikepdf.open(io.BytesIO(papers.pdf()))
    page = pikepdf.Stream(made, packed)
    page.Filter = pikepdf.Name.FlateDecode
    made.pages[0].Contents = made.make_indirect(page)
    return papers.saved(made)


def test_a_file_that_hangs_its_reader_is_refused() -> None:
    with pytest.raises(RuleBroken, match="takes too long to open, or too much room"):
        arriving.examine(laughs(), seconds=1)


def test_a_file_that_swells_is_refused() -> None:
    with pytest.raises(RuleBroken, match=r"cannot be opened|too much room"):
        arriving.examine(swollen(), room=400 * 1024**2)


def test_a_reader_knows_no_secret_of_the_service() -> None:
    assert not {"SECRET_KEY", "VAULT_KEY", "DATABASE_URL"} & set(arriving.KEPT)
    assert os.environ.get("PATH")


@pytest.mark.parametrize(
    "data",
    [
        papers.photo((60, 60)) + b"<script>alert(1)</script>",
        papers.photo((60, 60), "PNG") + b"PK\x03\x04 a zip behind it",
    ],
)
def test_what_hides_behind_a_photo_does_not_outlive_it(data: bytes) -> None:
    arrived = arriving.examine(data)

    assert arrived.media == "image/jpeg"
    assert b"script" not in arrived.original
    assert b"PK\x03\x04" not in arrived.original


def test_a_flip_of_any_byte_on_the_disk_is_noticed(folder: Path) -> None:
    place = store.new_place()
    store.put(place, [(store.TEXT, b"Packer, 20 hours")])
    file = next(path for path in folder.rglob("*") if path.is_file())
    sealed = file.read_bytes()

    for at in range(len(sealed)):
        for bit in (1, 128):
            file.write_bytes(sealed[:at] + bytes([sealed[at] ^ bit]) + sealed[at + 1 :])
            with pytest.raises(ciphers.Unreadable):
                store.get(place, store.TEXT)
    for cut in range(len(sealed)):
        file.write_bytes(sealed[:cut])
        with pytest.raises(ciphers.Unreadable):
            store.get(place, store.TEXT)
    file.write_bytes(sealed)
    assert store.get(place, store.TEXT) == b"Packer, 20 hours"


def test_parts_and_files_cannot_be_exchanged(folder: Path) -> None:
    one, other = store.new_place(), store.new_place()
    for place in (one, other):
        store.put(place, [(store.TEXT, place.encode()), (store.WORDS, b"[]")])
    here = folder / one[:2] / one
    (here / store.WORDS).write_bytes((here / store.TEXT).read_bytes())
    (here / store.TEXT).write_bytes((folder / other[:2] / other / store.TEXT).read_bytes())

    for part in (store.WORDS, store.TEXT):
        with pytest.raises(ciphers.Unreadable):
            store.get(one, part)


@pytest.mark.parametrize("place", ["../../etc", "/etc/passwd", "a" * 31, "A" * 32, "", "0" * 33])
def test_no_place_leads_out_of_the_vault(folder: Path, place: str) -> None:
    with pytest.raises(ciphers.Unreadable):
        store.get(place, store.TEXT)
    with pytest.raises(ciphers.Unreadable):
        store.erase(place)


def kept(make: Make, kind: Kind = Kind.PAY_SCALE, data: bytes | None = None) -> StoredFile:
    arrived = actions.look_into(data or papers.pdf())
    row = actions.keep(make.employer(), kind, arrived, came_by="a link")
    session.commit()
    return row


def test_a_hold_that_came_meanwhile_keeps_the_bytes(folder: Path, make: Make) -> None:
    row = kept(make)
    assert not row.held
    table = table_of(StoredFile)
    session.connection().execute(
        table.update().where(table.c.id == row.id).values(held="A question", version=99)
    )

    with pytest.raises(RuleBroken, match="This file is held"):
        actions.destroy(row, "early")

    assert store.get(row.place, store.ORIGINAL)


def test_after_destruction_nothing_of_a_file_is_under_the_data_folder(
    folder: Path, make: Make
) -> None:
    row = kept(make, Kind.WAGE_SLIP)
    assert list(folder.rglob("page-*"))

    actions.destroy(row, "its day has passed")
    session.commit()

    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert row.sha256
    mark = b"813.44"  # a figure of the slip: in no file, sealed or plain, and not in the database
    for path in folder.parent.rglob("*"):
        assert not path.is_file() or mark not in path.read_bytes()


def test_an_original_put_back_from_before_it_was_covered_is_noticed(
    folder: Path, make: Make, officer: Browser
) -> None:
    row = kept(make, Kind.WAGE_SLIP)
    file = folder / row.place[:2] / row.place / store.ORIGINAL
    before = file.read_bytes()
    actions.cover(row, [Box(1, 0.1, 0.1, 0.3, 0.2)])
    session.commit()
    file.write_bytes(before)

    page = officer.post(f"/files/{row.ref}/open", {"why": "a check", "as": "download"})

    assert "was changed or is gone from the disk" in page.text
    assert b"%PDF" not in page.data


def test_each_look_at_a_word_file_is_written_down(
    folder: Path, make: Make, officer: Browser, trainee: Browser
) -> None:
    row = kept(make, Kind.JOB_DESCRIPTION, papers.word("Job title: Packer"))
    where = officer.post(f"/files/{row.ref}/open", {"why": "a match"}).location

    for _ in range(2):
        assert "Job title: Packer" in officer.get(where).text

    seen = [(one.what, one.why) for one in queries.openings(row.id)]
    assert seen == [("text", "a match"), ("text", "a match"), ("opened", "a match")]
    assert "Job title: Packer" not in trainee.get(where).text


def test_a_download_is_only_ever_an_attachment_that_runs_nothing(
    folder: Path, make: Make, officer: Browser
) -> None:
    row = kept(make)

    answer = officer.post(f"/files/{row.ref}/open", {"why": "a check", "as": "download"})

    found = answer.headers
    assert re.fullmatch(r'attachment; filename="F-\d+-[a-z-]+\.pdf"', found["Content-Disposition"])
    assert found["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert found["X-Content-Type-Options"] == "nosniff"
    assert found["Cache-Control"] == "no-store"
    assert session.scalar(sa.select(sa.func.count()).select_from(Opening)) == 1


def test_a_reason_to_hold_with_hidden_characters_is_refused(
    folder: Path, make: Make, officer: Browser
) -> None:
    row = kept(make)

    page = officer.post(f"/files/{row.ref}/hold", {"reason": "a\x00b"}, follow=True)

    assert "cannot be shown" in page.text
    assert not session.get(StoredFile, row.id).held  # type: ignore[union-attr]
