"""What a business sees when it opens its link, and what happens to files that it chooses."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from crm.core import clock, jobs, links
from crm.core.db import session
from crm.core.links import LinkEvent
from crm.evidence import queries
from crm.evidence.models import EvidenceDraft
from crm.vault.models import StoredFile
from tests import papers
from tests.browse import Browser, count_rows
from tests.crm.evidence import asking
from tests.crm.evidence.asking import Asked
from tests.makers import Make


def noted(made: Asked) -> list[str]:
    link_id = made.link.id
    statement = sa.select(LinkEvent.what).where(LinkEvent.link_id == link_id).order_by(LinkEvent.id)
    return list(session.scalars(statement))


def bytes_under(disk: Path) -> bytes:
    vault = sorted((disk / "vault").rglob("*"))
    return b"".join(file.read_bytes() for file in vault if file.is_file())


def test_the_page_says_what_why_how_long_and_whom_to_ask(
    stranger: Browser, request_made: Asked
) -> None:
    page = stranger.get(request_made.path).text

    for said in ("Send wage evidence", "latest wage slip", "paid the same", "6 months",
                 "Up to 5 files", "Ann Officer", request_made.ref):  # fmt: skip
        assert said in page
    assert request_made.placement_ref not in page


def test_looking_uses_nothing_up_and_is_written_down_once_an_hour(
    stranger: Browser, request_made: Asked
) -> None:
    for method in ("head", "get", "get", "head"):
        assert getattr(stranger.client, method)(request_made.path).status_code == 200

    assert (request_made.link.uses, noted(request_made)) == (0, ["asked", "opened"])
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        stranger.get(request_made.path)
    assert noted(request_made) == ["asked", "opened", "opened"]


def test_a_scanner_that_only_asks_for_the_head_leaves_no_trace(
    stranger: Browser, request_made: Asked
) -> None:
    stranger.client.head(request_made.path)

    assert noted(request_made) == ["asked"]
    assert request_made.link.opened_at is None


def test_nothing_keeps_the_page_or_learns_its_address(
    stranger: Browser, request_made: Asked
) -> None:
    asking.upload(stranger, request_made.path, ("slip.pdf", papers.pdf()))
    draft = asking.drafts()[0]
    for path in ("", "/hide", f"/page/{draft.id}/1"):
        answer = stranger.client.get(request_made.path + path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "strict-origin"


@pytest.mark.parametrize("token", ["x", "A" * 43, "..", "%00", "é"])
def test_a_forged_link_says_what_to_do(stranger: Browser, disk: Path, token: str) -> None:
    answer = stranger.get(f"/me/files.{token}")

    assert answer.status_code == 404
    if token in {"x", "A" * 43}:
        assert "Copy the whole link from the email" in answer.text


def test_a_link_of_another_purpose_opens_nothing_here(
    stranger: Browser, request_made: Asked
) -> None:
    other = links.make("password", "people.accept", 1, timedelta(days=1))
    session.commit()
    token = links._token(other.purpose, other.salt)

    assert stranger.get(f"/me/files.{token}").status_code == 404
    assert links.find(token, "password")
    bare = request_made.path.replace("files.", "")
    assert stranger.get(bare).status_code == 404


def test_after_its_last_day_the_link_says_so_and_takes_nothing(
    app: Flask, stranger: Browser, request_made: Asked
) -> None:
    with time_machine.travel(clock.now() + timedelta(days=14), tick=False):
        assert stranger.get(request_made.path).status_code == 200
    with time_machine.travel(clock.now() + timedelta(days=15), tick=False):
        page = stranger.get(request_made.path)
        sent = asking.upload(stranger, request_made.path, ("slip.pdf", papers.pdf()))
        jobs.run(jobs.find("end-links"), clock.now())

    assert (page.status_code, sent.status_code) == (410, 410)
    assert "This link has ended" in page.text
    assert "Ask for more time" in page.text
    assert "Ann Officer" in page.text
    assert asking.drafts() == []
    assert noted(request_made) == ["asked", "opened", "expired"]


def test_good_files_wait_and_names_are_covered_already(
    stranger: Browser, request_made: Asked, disk: Path
) -> None:
    page = asking.upload(
        stranger, request_made.path, ("slip.pdf", papers.pdf()), ("job.jpg", papers.photo())
    )

    assert "Look at your 2 files" in page.text
    assert "parts are hidden already" in page.text
    assert [draft.pages for draft in asking.drafts()] == [1, 1]
    assert (count_rows(StoredFile), request_made.link.uses) == (0, 0)
    assert b"Example" not in bytes_under(disk)


def test_the_same_file_twice_waits_once(stranger: Browser, request_made: Asked) -> None:
    data = papers.pdf()
    for name in ("slip.pdf", "again.pdf"):
        asking.upload(stranger, request_made.path, (name, data))

    assert len(asking.drafts()) == 1


def test_nobody_else_sees_what_waits(app: Flask, stranger: Browser, request_made: Asked) -> None:
    asking.upload(stranger, request_made.path, ("slip.pdf", papers.pdf()))
    other = Browser(app, None)

    picture = f"{request_made.path}/page/{asking.drafts()[0].id}/1"
    assert stranger.client.get(picture).mimetype == "image/jpeg"
    assert other.get(picture).status_code == 404
    assert "not sent yet" not in other.get(request_made.path).text


def test_choosing_nothing_and_choosing_too_many(stranger: Browser, request_made: Asked) -> None:
    nothing = stranger.post(request_made.path, {})
    six = [(f"{n}.pdf", papers.pdf((f"Page {n}",))) for n in range(6)]
    many = asking.upload(stranger, request_made.path, *six)

    assert "Choose the file, or take a photo of it" in nothing.text
    assert "Choose 5 files or fewer" in many.text
    assert 'aria-describedby="files-hint files-error"' in many.text
    assert asking.drafts() == []


BAD = (
    ("empty.pdf", b"", "The file is empty"),
    ("slip.pdf", b"PK\x03\x04" + b"x" * 200, "must be a PDF, a photo"),
    ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "must be a PDF"),
    ("../../etc/passwd", b"root:x:0:0", "passwd: The file must be a PDF"),
    ("C:\\Users\\Joan\\slip.exe", b"MZ" + b"\0" * 100, "slip.exe: The file must be a PDF"),
    ("long.pdf", papers.pdf(("x",), pages=21), "The PDF has 21 pages"),
    ("locked.pdf", papers.locked(), "locked with a password"),
    ("script.pdf", papers.scripted(), "holds a script"),
    ("cut.jpg", papers.photo()[:300], "The photo cannot be opened"),
    ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word file"),
    ("<b>x.pdf", b"nothing", "&lt;b&gt;x.pdf: "),
)


@pytest.mark.parametrize("bad", BAD, ids=[bad[0] for bad in BAD])
def test_a_bad_file_gets_one_sentence_and_leaves_no_trace(
    stranger: Browser, request_made: Asked, disk: Path, bad: tuple[str, bytes, str]
) -> None:
    name, data, told = bad
    page = asking.upload(stranger, request_made.path, (name, data))

    assert told in page.text
    assert page.text.count("govuk-error-message") == 1
    assert "/etc/" not in page.text
    assert asking.drafts() == []
    assert bytes_under(disk) == b""


def test_a_good_file_stays_ready_beside_a_bad_one(stranger: Browser, request_made: Asked) -> None:
    page = asking.upload(
        stranger, request_made.path, ("slip.pdf", papers.pdf()), ("empty.pdf", b"")
    )

    assert "empty.pdf: The file is empty" in page.text
    assert "One file is ready and not sent yet" in page.text
    assert len(asking.drafts()) == 1


def test_the_shared_bad_uploads(
    stranger: Browser, request_made: Asked, disk: Path, shared: Path
) -> None:
    folder = shared / "data" / "uploads"
    for name in ("zip-pretending-to-be.pdf", "legacy-word.doc",
                 "plain-text-not-a-document.txt"):  # fmt: skip
        page = asking.upload(stranger, request_made.path, (name, (folder / name).read_bytes()))
        assert page.text.count("govuk-error-message") == 1, name
        assert f"{name}: " in page.text
    assert bytes_under(disk) == b""


def names_in(found: Any) -> list[str]:
    """Return every text of the sample, wherever it stands."""
    if isinstance(found, dict):
        return [text for value in found.values() for text in names_in(value)]
    if isinstance(found, list):
        return [text for value in found for text in names_in(value)]
    return [found] if isinstance(found, str) else []


def test_the_shared_bad_inputs_as_names_of_files(
    stranger: Browser, request_made: Asked, disk: Path, shared: Path
) -> None:
    sample = json.loads((shared / "data" / "bad_inputs_sample.json").read_text("utf-8"))
    texts = list(dict.fromkeys(names_in(sample)))[:50]
    assert texts
    for text in texts:
        answer = stranger.post(
            request_made.path, {"files": [(io.BytesIO(b"no file"), text)], "x": text}
        )
        assert answer.status_code in {200, 302, 400, 429}, text
    assert asking.drafts() == []
    assert bytes_under(disk) == b""


def test_files_that_are_never_sent_are_erased(
    app: Flask, stranger: Browser, request_made: Asked, disk: Path
) -> None:
    asking.upload(stranger, request_made.path, ("slip.pdf", papers.pdf()))
    assert bytes_under(disk)

    for minutes, left in ((44, 1), (46, 0)):
        at = clock.now() + timedelta(minutes=minutes)
        with time_machine.travel(at, tick=False):
            jobs.run(jobs.find("sweep-evidence"), clock.now())
            assert count_rows(EvidenceDraft) == left
    assert not list((disk / "vault").rglob("*.draft"))
    assert bytes_under(disk) == b""


def test_hundreds_of_forms_are_stopped(stranger: Browser, request_made: Asked) -> None:
    answers = [stranger.client.post(request_made.path, data={"csrf_token": stranger.token()})
               for _ in range(61)]  # fmt: skip

    assert [answer.status_code for answer in answers] == [200] * 60 + [429]


def test_a_form_from_elsewhere_is_refused(stranger: Browser, request_made: Asked) -> None:
    data = asking.chosen(("slip.pdf", papers.pdf()))
    answer = stranger.post(request_made.path, data, token=False)

    assert answer.status_code == 400
    assert asking.drafts() == []


def test_over_https_the_origin_alone_is_enough_for_the_form(
    app: Flask, stranger: Browser, request_made: Asked
) -> None:
    """Browsers obey "strict-origin": our own form comes without the address that lets in."""
    app.config["WTF_CSRF_SSL_STRICT"] = True
    for referrer, status in (("https://localhost/", 302), ("https://elsewhere.example/", 400)):
        answer = stranger.client.post(
            request_made.path,
            data=asking.chosen(("slip.pdf", papers.pdf())) | {"csrf_token": stranger.token()},
            base_url="https://localhost",
            headers={"Referer": referrer},
        )
        assert answer.status_code == status


def test_a_link_of_another_employer_shows_only_its_own(
    stranger: Browser, request_made: Asked, make: Make
) -> None:
    other = asking.asked(make)
    asking.upload(stranger, request_made.path, ("slip.pdf", papers.pdf()))

    assert "not sent yet" not in stranger.get(other.path).text
    assert stranger.get(f"{other.path}/page/{asking.drafts()[0].id}/1").status_code == 404
    assert queries.drafts(other.row.id, "") == ()
