"""Pages and feeds that are broken or made to hurt: each has an answer in a sentence."""

import pytest

from crm.adverts.reading import MOST_BYTES
from crm.adverts.stated import Unreadable
from tests.crm.adverts.pages import page, posting
from tests.crm.adverts.test_reading import adverts, only, refusal

REFUSED = {
    b"": "This file is empty",
    b" \n\t": "This file is empty",
    b"<html><body>Hello</body></html>": "No vacancy can be read in this page",
    b"hello, a job as a porter": "neither a page nor a feed",
    b"{bad": "The JSON is broken in line 1",
    b'{"a": 1,\n "b": 2,\n}': "line 3",
    b"[]": "This feed holds no vacancies",
    b'{"jobs": []}': "This feed holds no vacancies",
    b'{"error": {"code": "AUTH", "message": "Key expired"}}': "answers with an error instead of",
    b'{"errors": ["Key <b>expired</b>"]}': "“Key expired”",
    b"<error><message>Key expired</message></error>": "“Key expired”",
    b"<jobs></jobs>": "No vacancy can be read",
    b"%PDF-1.7\n1 0 obj": "This is a PDF, not a page",
    b"PK\x03\x04" + b"0" * 60: "This is a ZIP or Office file",
    b"\x89PNG\r\n\x1a\n" + b"0" * 60: "This is a picture",
    b'<?xml version="1.0" encoding="utf-16"?><jobs></jobs>': "",
    b'<meta charset="klingon"><html>': "written in klingon, which is not known",
    b'<meta charset="rot13"><html>': "rot13 is no way of writing text",
    "<meta charset='shift_jis'><p>£</p>".encode("cp1252") + b"\x81\x00": "says it is written in",
    b"<html>\x00\x00\x00</html>": "This is not text",
    b'<!DOCTYPE x [<!ENTITY a "b">]><jobs><job><title>&a;</title></job></jobs>': "entities of its",
    b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><jobs></jobs>': "entities of its own",
    b"[" * 200_000: "nested too deeply",
    b'[{"title": ' + b"9" * 6_000 + b"}]": "nested too deeply or holds a number too long",
    b"x" * (MOST_BYTES + 1): "larger than 10 MB",
}


@pytest.mark.parametrize("content", REFUSED, ids=lambda c: repr(c[:30]))
def test_what_cannot_be_read_is_answered_in_a_sentence(content):
    said = refusal(content)

    assert REFUSED[content] in said
    assert said.endswith(".")
    assert len(said) < 260


BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
HEAVY = {
    "billion laughs": f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "ha">{BOMB}]><l>&a9;</l>',
    "nested elements": "<job>" * 1_500_000,
    "nested divs": "<html><body>" + "<div>" * 1_500_000,
    "open tags": "<html>" + "<script" * 1_200_000,
    "open comments": "<html>" + "<!--" * 2_000_000,
    "open list items": page(posting() | {"description": "<li" * 300_000 + "<!--" * 200_000}),
    "many scripts": "<html>" + '<script type="application/ld+json"></script>' * 150_000,
    "marks that never end": '<html><div itemscope itemtype="JobPosting" '
    + " ".join(f"a{n}=1" for n in range(500_000)),
    "nested lists": page(None).replace("null", "[" * 3_000_000),
    "digits": '{"title": "a", "salary": "' + "9" * 5_000_000 + '"}',
    "spaces": page(posting() | {"workHours": " " * 3_000_000 + "1"}),
    "typeof": '<html><p typeof="JobPosting">' + "typeof=" * 1_000_000,
}


@pytest.mark.parametrize("what", HEAVY)
def test_a_file_made_to_be_slow_has_an_answer(what):
    """Each of these takes hours, or all memory, when it is read carelessly."""
    try:
        found = [one.title for one in adverts(HEAVY[what][:MOST_BYTES])]
    except Unreadable:
        found = []

    assert found in ([], ["Porter"], ["a"])


def test_a_script_in_a_description_is_never_kept():
    bad = '<p onclick="steal()">Sweep</p><script>steal()</script><img src=x onerror=steal()>'
    for text in (bad, bad.replace("<", "&lt;").replace(">", "&gt;"), bad + "<!-- steal()"):
        found = only(page(posting() | {"description": text, "title": f"<b>Porter</b>{bad}"}))
        assert "steal" not in found.description + found.title
        assert found.description == "Sweep"
        assert found.title == "Porter Sweep"


def test_what_looks_like_a_formula_or_a_tag_stays_text():
    found = only(page(posting() | {"title": "=1+1", "description": "Pay < £20k, 3 > 2 & more"}))

    assert (found.title, found.description) == ("=1+1", "Pay < £20k, 3 > 2 & more")
