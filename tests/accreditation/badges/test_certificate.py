"""The certificate: a page and a tagged PDF, only while the badge holds."""

import io
from datetime import timedelta

import pikepdf
import pypdfium2
import pytest

from accreditation.badges import actions, routes
from accreditation.badges.models import Reason
from crm.core import clock, papers
from crm.core.db import session
from crm.core.throttle import Limit
from tests.accreditation.badges.world import issued


@pytest.fixture(autouse=True)
def printed_anew():
    papers.printed.cache_clear()


def test_page_and_paper_say_the_same(make, stranger):
    badge = issued(make, level="gold", name="Bright & Sons <Bakers>")
    path = f"/badges/{badge.public_id}/certificate"

    page = stranger.get(path)
    made = stranger.client.get(f"{path}.pdf")

    assert "Bright &amp; Sons &lt;Bakers&gt;" in page.text
    assert made.content_type == "application/pdf"
    paper = pypdfium2.PdfDocument(made.data)
    assert len(paper) == 1
    text = paper[0].get_textpage().get_text_range()
    for said in ("Bright & Sons <Bakers>", "Gold, Leading", "Invented example"):
        assert said in text
    assert f"http://127.0.0.1:8000/badges/{badge.public_id}" in text
    assert badge.public_id in page.text


def test_the_paper_is_tagged(make, stranger):
    badge = issued(make)

    made = stranger.client.get(f"/badges/{badge.public_id}/certificate.pdf").data

    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.docinfo.Title) == "Certificate of Windrush Foods"
        width, height = (float(side) for side in pdf.pages[0].mediabox[2:])
        assert (round(width), round(height)) == (842, 595), "A4 on its side"


@pytest.mark.parametrize("how", ["revoked", "under review", "expired", "not yet valid"])
def test_a_badge_that_does_not_hold_has_no_certificate(make, stranger, how):
    now = clock.now().replace(microsecond=0)
    begins = {"expired": -20, "not yet valid": 20}.get(how, -1)
    badge = issued(make, level="gold", begins=now + timedelta(days=begins), lasts=timedelta(days=9))
    if how == "revoked":
        actions.revoke(badge, Reason.MISTAKE, "Wrong firm.")
    if how == "under review":
        actions.hold(badge, "We look again.")
    session.commit()
    path = f"/badges/{badge.public_id}/certificate"

    page = stranger.get(path)

    assert "There is no certificate for this badge now" in page.text
    assert "Gold" not in page.text
    answer = stranger.client.get(f"{path}.pdf")
    assert (answer.status_code, answer.location) == (302, path)


def test_a_paper_is_printed_once(make, stranger, monkeypatch):
    badge = issued(make)
    path = f"/badges/{badge.public_id}/certificate.pdf"
    first = stranger.client.get(path).data
    monkeypatch.setattr(papers, "pdf", lambda *_: pytest.fail("printed again"))

    assert stranger.client.get(path).data == first


def test_a_flood_of_papers_is_stopped(make, stranger, monkeypatch):
    badge = issued(make)
    monkeypatch.setattr(routes, "PRINTED_FROM", Limit("p", 1, timedelta(minutes=1)))
    path = f"/badges/{badge.public_id}/certificate.pdf"

    assert [stranger.client.get(path).status_code for _ in range(3)] == [200, 429, 429]


def test_where_nothing_can_be_printed_the_page_says_so(make, stranger, monkeypatch):
    badge = issued(make)
    monkeypatch.setattr(papers, "NEEDS", {"libnothing-1": "libnothing.so.1"})

    answer = stranger.client.get(f"/badges/{badge.public_id}/certificate.pdf")

    assert answer.status_code == 503
    assert "libnothing-1" in answer.text


def test_nobody_has_a_certificate_of_nothing(app, stranger):
    for form in ("", ".pdf"):
        assert stranger.client.get(f"/badges/nothing/certificate{form}").status_code == 404
