"""Papers: tagged PDFs, made apart from the web, with no way out and little room."""

import io
import socket
import subprocess
import sys
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from crm.core import papers

PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<title>About your application</title></head><body><header>The service</header>
<main><h1>We looked at it</h1><p>{}</p><ul><li>One</li></ul></main></body></html>"""


def kinds(node: pikepdf.Object) -> set[str]:
    """Return the names of all tags under a node of a PDF's structure."""
    found = {str(node["/S"])} if "/S" in node else set()
    below = node.get("/K", [])
    for one in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(one, pikepdf.Dictionary):
            found |= kinds(one)
    return found


def text(made: bytes) -> str:
    """Return the words of a PDF."""
    pages = pypdfium2.PdfDocument(made)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def test_a_paper_has_tags_language_title_and_says_what_it_is():
    made = papers.pdf(PAGE.format("Level: <strong>Silver</strong>"))

    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo.Title) == "About your application"
        assert b'pdfuaid:part="1"' in pdf.Root.Metadata.read_bytes()
        assert {"/Document", "/H1", "/P", "/L", "/LI"} <= kinds(pdf.Root.StructTreeRoot)
    assert "Level: Silver" in text(made)


def test_a_paper_fetches_nothing(tmp_path):
    secret = tmp_path / "secret.html"
    secret.write_text("not for anybody")
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.2)
        host = f"http://127.0.0.1:{server.getsockname()[1]}"
        asked = (
            f'<img alt="a" src="{host}/a.png"><link rel="stylesheet" href="{host}/b.css">'
            f'<link rel="attachment" href="{secret.as_uri()}"><img alt="c" src="file:///etc/hosts">'
        )
        made = papers.pdf(PAGE.format(asked))
        with pytest.raises(TimeoutError):
            server.accept()
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert not pdf.attachments


@pytest.mark.parametrize("limits", [{"seconds": 1}, {"room": 100 * 1024**2}], ids=["time", "room"])
def test_a_page_that_is_too_much_ends_alone(limits):
    much = "<table>" + "<tr><td>one</td><td>two</td></tr>" * 20_000 + "</table>"

    with pytest.raises(papers.Unprintable, match="takes too long to print"):
        papers.pdf(PAGE.format(much), **limits)


def test_what_is_missing_is_named(monkeypatch):
    gone = {**papers.NEEDS, "libnothing-1": "libnothing.so.1"}
    monkeypatch.setattr(papers, "NEEDS", gone)

    with pytest.raises(papers.Unprintable, match="packages libnothing-1 are missing"):
        papers.pdf(PAGE.format("x"))


def test_the_answer_without_the_packages_is_a_page_in_words(app, monkeypatch):
    monkeypatch.setattr(papers, "NEEDS", {"libnothing-1": "libnothing.so.1"})
    with app.test_request_context("/letter.pdf"):
        page, status = papers.answer(PAGE.format("x"), "letter.pdf")

    assert status == 503
    assert "libnothing-1" in page
    assert "still works" in page


def test_the_web_does_not_carry_the_printer():
    look = "import sys, app; sys.exit('weasyprint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], cwd=Path(__file__).parents[2], check=False)

    assert done.returncode == 0
