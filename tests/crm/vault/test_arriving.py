"""What may arrive: types by content, one sentence for each refusal, nothing kept of it."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from crm.core.errors import RuleBroken
from crm.vault import arriving
from tests import papers


def bomb() -> bytes:
    """A small PNG that claims 30,000 by 30,000 pixels."""
    picture = papers.photo((10, 10), "PNG")
    head = (30_000).to_bytes(4, "big") * 2
    return picture[:16] + head + picture[24:]


def swollen() -> bytes:
    """A Word file whose text unfolds to 70 MB."""
    made = io.BytesIO(papers.word("Duties"))
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/extra.xml", b" " * 70_000_000)
    return made.getvalue()


def with_macros() -> bytes:
    made = io.BytesIO(papers.word("Duties"))
    with zipfile.ZipFile(made, "a") as parts:
        parts.writestr("word/vbaProject.bin", b"macro")
    return made.getvalue()


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr("slip.txt", "pay")
    return made.getvalue()


REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("empty", lambda: b"", "The file is empty"),
    ("too large", lambda: b"%PDF-1.7" + b"0" * (10 * 1024 * 1024), "smaller than 10 MB"),
    ("a zip called a PDF", zipped, "must be a PDF, a photo"),
    ("a page of HTML", lambda: b"<html>hello</html>", "must be a PDF, a photo"),
    ("plain text", lambda: b"not a document", "must be a PDF, a photo"),
    ("a picture with a script", lambda: b"<svg><script>1</script></svg>", "must be a PDF, a photo"),
    ("a GIF with a script", lambda: b"GIF89a<script>1</script>", "must be a PDF, a photo"),
    (
        "an old Word file",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "old Word file",
    ),
    ("200 pages", lambda: papers.pdf(("x",), pages=200), "has 200 pages"),
    ("a locked PDF", papers.locked, "locked with a password"),
    ("a PDF with a script", papers.scripted, "holds a script"),
    ("a PDF with a script in a note", papers.scripted_deep, "holds a script"),
    ("half a PDF", lambda: papers.pdf()[:400], "cannot be opened"),
    ("half a photo", lambda: papers.photo()[:300], "cannot be opened"),
    ("a pixel flood", bomb, "too large|cannot be opened"),
    ("a swollen Word file", swollen, "unfolds to too much"),
    ("a Word file with macros", with_macros, "holds macros"),
    ("a Word file without text", lambda: papers.word(""), "holds no text"),
]


@pytest.mark.parametrize(("data", "told"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_each_bad_file_gets_one_sentence(data: Callable[[], bytes], told: str) -> None:
    with pytest.raises(RuleBroken, match=told) as caught:
        arriving.examine(data())

    assert caught.value.message.count(". ") <= 1
    assert caught.value.message.endswith(".")


def test_a_pdf_becomes_pictures_and_words() -> None:
    arrived = arriving.examine(papers.pdf(pages=2))

    assert (arrived.media, len(arrived.pages)) == ("application/pdf", 2)
    assert Image.open(io.BytesIO(arrived.pages[0])).format == "JPEG"
    assert [w.text for w in arrived.words if w.box.page == 2][:3] == ["Windrush", "Foods", "Ltd"]
    assert all(0 <= w.box.left < w.box.right <= 1 for w in arrived.words)


def test_a_photo_is_made_anew_upright_and_without_what_the_camera_wrote() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the phone on its side
    exif[0x010F] = "Camera of Somebody"
    arrived = arriving.examine(papers.photo((400, 300), exif=exif))

    picture = Image.open(io.BytesIO(arrived.original))
    assert picture.size == (300, 400)
    assert not picture.getexif()
    assert b"Somebody" not in arrived.original


def test_a_word_file_gives_its_text_and_no_pages() -> None:
    arrived = arriving.examine(papers.word("Job title: Packer", "Pay: £12.71 an hour"))

    assert arrived.text == "Job title: Packer\nPay: £12.71 an hour"
    assert not arrived.pages


TRUE_FILES = {
    "care-assistant.pdf": 1,
    "library-assistant.pdf": 1,
    "one-page.pdf": 1,
    "kitchen-porter.docx": 0,
    "packer.docx": 0,
}
FALSE_FILES = ("zip-pretending-to-be.pdf", "plain-text-not-a-document.txt", "legacy-word.doc")


@pytest.mark.parametrize(("name", "pages"), TRUE_FILES.items())
def test_real_papers_are_read(shared: Path, name: str, pages: int) -> None:
    assert len(arriving.examine((shared / "data/uploads" / name).read_bytes()).pages) == pages


@pytest.mark.parametrize("name", FALSE_FILES)
def test_real_false_papers_are_refused(shared: Path, name: str) -> None:
    with pytest.raises(RuleBroken, match="PDF"):
        arriving.examine((shared / "data/uploads" / name).read_bytes())


def test_uploads_never_touch_the_disk_in_clear(app: Flask) -> None:
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    body = head + b"x" * 600_000 + b"\r\n--edge--\r\n"
    with app.test_request_context(
        method="POST", data=body, content_type="multipart/form-data; boundary=edge"
    ) as context:
        assert isinstance(context.request.files["file"].stream, io.BytesIO)
