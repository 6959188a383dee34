"""The letter: plain, whole, for the business by a link, and a PDF that screen readers can read."""

import io
import re
from datetime import timedelta

import pikepdf
import pypdfium2
import pytest
import sqlalchemy as sa

from accreditation.decisions.models import Decision
from accreditation.letters import routes
from accreditation.reasons.rules import Outcome
from crm.core import clock, links, papers
from crm.core.db import session
from crm.core.links import OneTimeLink
from crm.core.throttle import Limit
from crm.people.models import Person
from tests.accreditation.decisions.world import condition, decide, decider, waiting, wish
from tests.core.test_papers import kinds

CASES = {
    "approved": lambda: ("silver", wish()),
    "lower": lambda: ("silver", wish(level="bronze", words="The second visit is to come.")),
    "conditional": lambda: ("silver", wish(Outcome.CONDITIONAL, conditions=(condition(),))),
    "refused": lambda: ("", wish(Outcome.REFUSED)),
}


@pytest.fixture(autouse=True)
def printed_anew():
    papers.printed.cache_clear()


@pytest.fixture(params=CASES)
def told(request, make):
    level, what = CASES[request.param]()
    return decide(waiting(make, level), decider(make), what)


def words_of(row):
    letter = session.scalar(sa.select(Decision.letter).where(Decision.id == row.id))
    return [text for block in letter for text in (block.get("items") or [block["text"]])]


def syllables(word):
    word = re.sub(r"[^a-z]", "", word.lower())
    found = len(re.findall(r"[aeiouy]+", re.sub(r"(?:[^l]e|ed)$", "", word)))
    return max(1, found)


def reading_age(texts):
    """Years, by Flesch and Kincaid's school grade plus five."""
    sentences = [s for t in texts for s in re.split(r"[.!?:](?:\s|$)", t) if s.strip()]
    words = [w for s in sentences for w in re.findall(r"[A-Za-z]+", s)]
    grade = 0.39 * len(words) / len(sentences) - 15.59
    return grade + 11.8 * sum(map(syllables, words)) / len(words) + 5


def test_a_letter_reads_easily(told):
    """Our own sentences; what the scheme calls its levels and reasons is the scheme's to word."""
    texts = [t for t in words_of(told) if "points in" not in t and "Our decision" not in t]
    own = [t for t in texts if t not in reasons_of(told)]

    assert reading_age(own) <= 11, reading_age(own)


def reasons_of(row):
    letter = session.scalar(sa.select(Decision.letter).where(Decision.id == row.id))
    heads = [n for n, b in enumerate(letter) if b.get("text", "").startswith("How to ")]
    return letter[heads[0] + 1]["items"] if heads else []


def test_it_says_what_it_must_and_no_more(told):
    text = " ".join(words_of(told))

    assert "You can ask us to look again. You can do this until" in text
    assert "Who decided" in text
    assert f"Your case number is S-{told.assessment_id:05d}" in text
    assert len(reasons_of(told)) <= 4
    assert "£" not in text
    assert not re.search(r"\b[A-RT-Z]-\d{5}", text), "no record of a person at work is named"
    ids = (told.assessor_id, told.approver_id)
    people = session.scalars(sa.select(Person.name).where(Person.id.in_(ids))).all()
    assert not any(name in text for name in people), "it names roles, not people"
    if told.level:
        last = f"{told.valid_until.day} {told.valid_until:%B %Y}"
        assert f"ends on {last}" in text or f"lasts until {last}" in text


def test_staff_read_it_as_it_was_sent(officer, told):
    page = officer.get(f"/accreditation/decisions/{told.ref}/letter").text

    for text in words_of(told)[1:3]:
        assert text in page.replace("&#39;", "'")


@pytest.fixture
def sent(make):
    return decide(waiting(make), decider(make))


def path_of(row):
    link = session.get_one(OneTimeLink, row.link_id)
    return links.address(link).removeprefix("http://127.0.0.1:8000")


def test_the_business_reads_it_by_its_link(stranger, sent):
    answer = stranger.get(path_of(sent))

    assert answer.status_code == 200
    assert "We gave you the level Silver, Practising." in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert stranger.get(path_of(sent)).status_code == 200, "it can be read again"


def test_a_wrong_or_ended_link_opens_nothing(stranger, sent):
    path = path_of(sent)

    assert stranger.get("/me/decision.abcdef").status_code == 410
    assert stranger.get("/me/decision.abcdef/letter.pdf").status_code == 410
    with clock.at(clock.now() + timedelta(days=1200)):
        assert stranger.get(path).status_code == 410


def test_the_paper_has_tags_language_title_and_the_same_words(stranger, officer, sent):
    mine = stranger.get(f"{path_of(sent)}/letter.pdf")
    theirs = officer.get(f"/accreditation/decisions/{sent.ref}/letter.pdf")

    assert (mine.mimetype, theirs.mimetype) == ("application/pdf", "application/pdf")
    assert mine.headers["X-Robots-Tag"] == "noindex"
    with pikepdf.open(io.BytesIO(mine.data)) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.MarkInfo.Marked
        assert b'pdfuaid:part="1"' in pdf.Root.Metadata.read_bytes()
        assert str(pdf.docinfo.Title).startswith("Our decision about")
        assert {"/H1", "/H2", "/P", "/L"} <= kinds(pdf.Root.StructTreeRoot)
    pages = pypdfium2.PdfDocument(mine.data)
    text = " ".join(page.get_textpage().get_text_range() for page in pages).split()
    assert "We gave you the level Silver, Practising." in " ".join(text)
    assert "open the link in our email about this decision" in " ".join(text)
    assert "Page" not in text


def test_a_letter_is_printed_once(stranger, officer, sent, monkeypatch):
    path = f"{path_of(sent)}/letter.pdf"
    first = stranger.get(path).data
    monkeypatch.setattr(papers, "pdf", lambda *_: pytest.fail("printed again"))

    assert stranger.get(path).data == first
    assert officer.get(f"/accreditation/decisions/{sent.ref}/letter.pdf").data == first


def test_a_flood_of_letters_is_stopped(stranger, officer, sent, monkeypatch):
    monkeypatch.setattr(routes, "PRINTED_FROM", Limit("p", 1, timedelta(minutes=1)))
    path = f"{path_of(sent)}/letter.pdf"

    assert [stranger.get(path).status_code for _ in range(3)] == [200, 429, 429]
    assert officer.get(f"/accreditation/decisions/{sent.ref}/letter.pdf").status_code == 200


def test_without_the_packages_the_page_says_so_in_words(stranger, sent, monkeypatch):
    monkeypatch.setattr(papers, "NEEDS", {"libnothing-1": "libnothing.so.1"})

    answer = stranger.get(f"{path_of(sent)}/letter.pdf")

    assert answer.status_code == 503
    assert "libnothing-1" in answer.text
