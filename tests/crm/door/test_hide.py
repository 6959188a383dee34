"""Hiding parts before sending: burnt into what is kept, also into the file itself."""

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from crm.core.db import session
from crm.evidence import rules
from crm.vault import actions as vault
from crm.vault import store
from crm.vault.models import StoredFile
from crm.vault.rules import Box
from tests import papers
from tests.browse import Browser
from tests.crm.evidence import asking
from tests.crm.evidence.asking import Asked

SECRET = ("Windrush Foods Ltd", "Nothing here", "Sum 123.45", "Grade 4 12.71")


def waiting(stranger: Browser, made: Asked, *files: tuple[str, bytes]) -> list[Any]:
    asking.upload(stranger, made.path, *(files or (("scale.pdf", papers.pdf(SECRET)),)))
    return asking.drafts()


def is_black(picture: bytes, across: float, down: float) -> bool:
    page = Image.open(io.BytesIO(picture)).convert("L")
    return page.getpixel((int(across * page.width), int(down * page.height))) < 40


def test_ticked_strips_are_black_and_their_words_are_gone(
    stranger: Browser, request_made: Asked, disk: Path
) -> None:
    (draft,) = waiting(stranger, request_made)
    where = next(word.box for word in vault.sealed.words(draft.place) if word.text == "123.45")
    strip = int(where.top * rules.STRIPS) + 1

    page = stranger.post(
        f"{request_made.path}/hide",
        {"act": "hide", "strip": f"{draft.id}-1-{strip}"},
        follow=True,
    )

    assert "One part is hidden for good" in page.text
    (draft,) = asking.drafts()
    assert is_black(store.get(draft.place, store.page(1)), 0.5, (strip - 0.5) / rules.STRIPS)
    left = [word.text for word in vault.sealed.words(draft.place)]
    assert "123.45" not in left
    assert "12.71" in left


def test_sending_burns_what_is_marked_into_the_original_too(
    stranger: Browser, request_made: Asked, disk: Path
) -> None:
    (draft,) = waiting(stranger, request_made)

    asking_page = stranger.post(
        f"{request_made.path}/hide",
        {"act": "send", "strip": [f"{draft.id}-1-{n}" for n in range(1, 13)]},
        follow=True,
    )

    assert "We have your file" in asking_page.text
    row = session.query(StoredFile).one()
    again = vault.look_into(store.get(row.place, store.ORIGINAL))
    assert again.words == []
    assert is_black(again.pages[0], 0.5, 0.5)
    assert vault.words(row) == []
    assert row.covered == 12


def test_what_is_covered_on_arrival_is_gone_from_the_original(
    stranger: Browser, request_made: Asked, disk: Path
) -> None:
    asking.sends(stranger, request_made.path, ("slip.pdf", papers.pdf()))

    row = session.query(StoredFile).one()
    original = store.get(row.place, store.ORIGINAL)
    assert row.covered >= 3
    assert vault.look_into(original).words == []
    assert b"Example" not in original
    assert "813.44" in [word.text for word in vault.words(row)]


def test_a_file_with_nothing_to_hide_is_kept_as_it_came(
    stranger: Browser, request_made: Asked, disk: Path
) -> None:
    data = papers.pdf(("Grade 4 12.71",))

    asking.sends(stranger, request_made.path, ("scale.pdf", data))

    assert store.get(session.query(StoredFile).one().place, store.ORIGINAL) == data


def test_drawn_boxes_are_painted(stranger: Browser, request_made: Asked, disk: Path) -> None:
    (draft,) = waiting(stranger, request_made, ("photo.jpg", papers.photo((600, 800))))

    drawn = f"{draft.id}:1:0.2:0.2:0.4:0.4;{draft.id}:1:0.6:0.6:0.8:0.8"
    stranger.post(f"{request_made.path}/hide", {"act": "hide", "drawn": drawn})

    (draft,) = asking.drafts()
    page = store.get(draft.place, store.page(1))
    black = [is_black(page, part, part) for part in (0.1, 0.3, 0.5, 0.7, 0.9)]
    assert black == [False, True, False, True, False]
    assert store.get(draft.place, store.ORIGINAL) == page


BAD = (
    {"strip": "1-1-13"},
    {"strip": "1-1-0"},
    {"strip": "1-0-3"},
    {"strip": "x"},
    {"drawn": "1:1:0:0:2:1"},
    {"drawn": "1:0:0:0:1:1"},
    {"drawn": "1:1:0.5:0:0.4:1"},
    {"drawn": "1:1:nan:0:1:1"},
    {"drawn": "1:1:0:0:1"},
    {"drawn": "' or 1=1"},
    {"drawn": ";".join(["1:1:0:0:1:1"] * 401)},
)


@pytest.mark.parametrize("told", BAD)
def test_what_is_no_place_on_a_page_is_refused_and_nothing_is_sent(
    stranger: Browser, request_made: Asked, told: dict[str, str]
) -> None:
    waiting(stranger, request_made)

    page = stranger.post(f"{request_made.path}/hide", {"act": "send"} | told)

    assert "Mark them again" in page.text
    assert request_made.link.uses == 0


def test_parts_of_somebody_elses_file_cannot_be_hidden(
    app: Flask, stranger: Browser, request_made: Asked
) -> None:
    (theirs,) = waiting(stranger, request_made)
    other = Browser(app, None)
    asking.upload(other, request_made.path, ("photo.jpg", papers.photo()))

    other.post(f"{request_made.path}/hide", {"act": "hide", "strip": f"{theirs.id}-1-1"})

    assert [draft.covered for draft in asking.drafts()] == [0, 0]


def test_a_word_file_is_shown_as_text_and_cannot_be_covered(
    stranger: Browser, request_made: Asked
) -> None:
    data = papers.word("Job description", "Duties: <b>packing</b>")
    (draft,) = waiting(stranger, request_made, ("job.docx", data))

    page = stranger.get(f"{request_made.path}/hide").text
    assert "Duties: &lt;b&gt;packing&lt;/b&gt;" in page
    assert "Parts of a Word file cannot be hidden here" in page
    stranger.post(f"{request_made.path}/hide", {"act": "hide", "strip": f"{draft.id}-1-1"})
    assert asking.drafts()[0].covered == 0


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("NI Number QQ 11 22 33 C", "shows a National Insurance number"),
        ("Sort code 20-00-00", "shows bank details"),
        ("Tax code: 1257L", "shows a tax code"),
    ],
)
def test_a_word_file_with_numbers_of_a_person_is_not_taken(
    stranger: Browser, request_made: Asked, line: str, told: str
) -> None:
    page = asking.upload(stranger, request_made.path, ("a.docx", papers.word("Statement", line)))

    assert told in page.text
    assert asking.drafts() == []


def test_a_file_is_taken_out_and_its_bytes_are_gone(
    stranger: Browser, request_made: Asked, disk: Path
) -> None:
    draft, _ = waiting(stranger, request_made, ("a.pdf", papers.pdf()), ("b.jpg", papers.photo()))

    page = stranger.post(f"{request_made.path}/take-out", {"file": draft.id}, follow=True)

    assert "It was not sent" in page.text
    assert len(asking.drafts()) == 1
    assert not (disk / "vault" / draft.place[:2] / draft.place).exists()


@pytest.mark.parametrize(
    ("name", "data"), [("scale.pdf", papers.pdf(SECRET)), ("job.docx", papers.word("Duties"))]
)
def test_bytes_that_are_gone_are_told_and_nothing_is_sent(
    stranger: Browser, request_made: Asked, name: str, data: bytes
) -> None:
    (draft,) = waiting(stranger, request_made, (name, data))
    store.erase(draft.place)

    path = f"{request_made.path}/hide"
    page = stranger.post(path, {"act": "send", "strip": f"{draft.id}-1-1"})

    assert "Take it out and choose it again" in page.text
    assert request_made.link.uses == 0
    picture = stranger.get(f"{request_made.path}/page/{draft.id}/1")
    assert picture.status_code == 404
    stranger.post(f"{request_made.path}/take-out", {"file": draft.id})
    assert asking.drafts() == []


def test_with_nothing_chosen_the_page_leads_back(stranger: Browser, request_made: Asked) -> None:
    page = stranger.get(f"{request_made.path}/hide", follow=True)

    assert "Send wage evidence" in page.text


@pytest.mark.parametrize(
    ("text", "otherwise", "kind"),
    [
        ("Job description: packer", "wage slip", "job description or advert"),
        ("Pay scale from April: grade 1", "wage slip", "pay scale or grade table"),
        ("Net pay 90, pay scale point 4", "wage slip", "wage slip"),
        ("x" * 300 + " pay scale", "wage slip", "wage slip"),
        ("Gross pay 100", "pay scale or grade table", "wage slip"),
        ("Grade 4 12.71", "pay scale or grade table", "pay scale or grade table"),
        ("Job description, gross pay 100", "job description or advert", "wage slip"),
        ("", "wage slip", "wage slip"),
    ],
)
def test_what_a_file_seems_to_be(text: str, otherwise: str, kind: str) -> None:
    assert rules.kind_of(text, rules.Kind(otherwise)) == rules.Kind(kind)


def test_a_strip_is_a_twelfth_of_the_page() -> None:
    found = rules.hidden(["7-2-12"], "7:2:0.1:0.2:0.3:0.4")

    assert found == {7: [Box(2, 0.0, 11 / 12, 1.0, 1.0), Box(2, 0.1, 0.2, 0.3, 0.4)]}
