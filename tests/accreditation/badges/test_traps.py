"""Traps of badge files: each gets a precise answer, and the service never fails over one."""

import io
import json
import struct
import zlib
from datetime import timedelta

import pytest
from PIL import Image

from accreditation.badges import actions, routes
from accreditation.badges.models import Reason
from accreditation.openbadges import baking
from crm.core import clock
from crm.core.db import session
from tests.accreditation.badges.test_verify import send
from tests.accreditation.badges.world import issued
from tests.accreditation.openbadges import made

SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'
LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(9)
)  # fmt: skip


def png_with(kind: bytes, body: bytes) -> bytes:
    """Return a small PNG with one more chunk."""
    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "PNG")
    plain = out.getvalue()
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return plain[:33] + chunk + plain[33:]


def bomb() -> bytes:
    """Return a PNG whose compressed text would be 200 MB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"{" * 1_000_000) for _ in range(200)) + packer.flush()
    return png_with(b"iTXt", baking.KEYWORD + b"\0\x01\0\0\0" + packed)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b" ", "the file is empty"),
        (b"\0", "is not JSON, a token, a PNG or an SVG picture"),
        (bomb(), "compressed or broken"),
        (png_with(b"zTXt", b"openbadges\0\0" + zlib.compress(b"{" * 9_000_000)), "a badge of Open"),
        (png_with(b"iTXt", baking.KEYWORD + b"\0\0\0\0\0"), "neither JSON nor a token"),
        (png_with(b"iTXt", baking.KEYWORD), "no badge in this picture"),
        (f"<!DOCTYPE s [{LAUGHS}]>{SVG[:-2]}>&l8;</svg>".encode(), "has a document type"),
        (f'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>{SVG}'.encode(), "document type"),
        (SVG.encode(), "no badge in this picture"),
        (b"<svg>" * 5000, "nested too deeply"),
        (b"<svg", "not a sound SVG"),
        (b"[" * 100_000, "nested"),
        (b"null", "is not JSON, a token"),
        (b"{}", "first context is not"),
        (b"ey.ey.ey", "cannot be read as a badge"),
        (b"\xff\xfe{\0}\0", "is not JSON, a token"),
    ],
    ids=range(16),
)  # fmt: skip
def test_a_broken_file_gets_a_precise_answer(app, stranger, file, said):
    page = send(stranger, file)

    assert page.status_code == 200
    text = page.text.replace("&#39;", "'")
    assert said.lower() in text.lower()
    assert "Valid today" not in text


def test_a_file_of_no_bytes_is_asked_for_again(app, stranger):
    page = stranger.post(
        "/badges/verify",
        {"file": (io.BytesIO(b""), "badge.json")},
        content_type="multipart/form-data",
    )

    assert page.status_code == 200
    assert "Choose the badge’s file, or paste its text." in page.text


@pytest.mark.parametrize(
    ("change", "heading"),
    [
        (lambda text: text.replace("Gold", "Silver"), "Changed since we issued it"),
        (lambda text: text.replace("Windrush", "Windfall"), "Changed since we issued it"),
        (lambda text: json.dumps(json.loads(text) | {"proof": []}), "Changed since we issued it"),
        (lambda text: text, "Valid today"),
    ],
)
def test_a_tampered_badge_of_ours_is_told_from_a_good_one(make, stranger, change, heading):
    badge = issued(make, level="gold")

    page = send(stranger, change(badge.credential).encode())

    assert f"{heading}</h2>" in page.text


def test_an_expired_badge_and_a_foreign_one_are_named(make, stranger):
    begins = clock.now().replace(microsecond=0) - timedelta(days=9)
    old = issued(make, begins=begins, lasts=timedelta(days=5))

    assert "Expired</h2>" in send(stranger, old.credential.encode()).text
    foreign = send(stranger, json.dumps(made.signed()).encode()).text
    assert "Not one of ours</h2>" in foreign
    assert "Example County Council" in foreign


def test_everything_that_tells_of_a_revocation_is_at_most_a_minute_old(make, stranger):
    badge = issued(make)
    actions.revoke(badge, Reason.CONDITIONS, "A job ended.")
    session.commit()
    base = f"/badges/{badge.public_id}"

    ages = {}
    for path in (
        base, f"{base}/status.json", f"{base}/picture.svg", f"{base}/picture.png", f"{base}.png",
        f"{base}.svg", f"{base}/certificate", f"/badges/status/{badge.list_id}",
        f"/badges/status/{badge.list_id}.jwt",
    ):  # fmt: skip
        kept = stranger.client.get(path).headers["Cache-Control"]
        ages[path] = 0 if kept == "no-store" else int(kept.rpartition("=")[2])

    # A verifier may keep the list while a cache before it keeps it too: both together count.
    assert max(ages.values()) * 2 <= 60, ages
    assert routes.SOON * 2 <= 60
    assert "Withdrawn" in stranger.get(base).text
    assert stranger.client.get(f"{base}/status.json").json["status"] == "revoked"
