"""The menu: work stands in the row; what is used now and then folds under one word."""

import re

from tests.browse import Browser


def rows(page_text: str) -> tuple[list[str], dict[str, list[str]]]:
    """Return the words of the row, and each fold's places."""
    nav = page_text[page_text.index('aria-label="Main"') :]
    nav = nav[: nav.index("</nav>")]
    folds = {
        found[1]: re.findall(r'<a href="([^"]+)"', found[2])
        for found in re.finditer(
            r"<summary>([^<]+?) ?(?:<span.*?)?</summary>(.*?)</details>", nav, re.DOTALL
        )
    }
    return re.findall(
        r"<(?:a|summary)[^>]*>([^<]+)", re.sub(r"(?s)<ul class=.pw-person__list.*?</ul>", "", nav)
    ), folds


def test_a_manager_reads_one_row_with_four_folds(manager: Browser) -> None:
    words, folds = rows(manager.get("/employers").text)

    assert [word.strip() for word in words][:3] == ["Today", "Employers", "Pipeline"]
    assert set(folds) == {"Accreditation", "Mail", "Records", "Settings"}
    assert {"/mailings"} < set(folds["Mail"])
    assert {"/records/import", "/history"} <= set(folds["Records"])


def test_the_fold_one_is_in_is_marked(manager: Browser) -> None:
    text = manager.get("/history").text

    marked = re.findall(r'pw-fold--here" data-menu><summary>([^<]+)', text)
    assert marked == ["Records"]


def test_a_group_with_one_place_for_this_person_is_a_plain_link(officer: Browser) -> None:
    _, folds = rows(officer.get("/employers").text)

    assert "Settings" not in folds
    assert all(len(places) > 1 for places in folds.values())


def test_the_narrow_menu_lists_every_place(manager: Browser) -> None:
    text = manager.get("/employers").text

    narrow = text[text.index('aria-label="Menu"') : text.index('aria-label="Main"')]
    for place in ("/employers", "/mailings", "/history", "/rates", "/reference"):
        assert f'href="{place}"' in narrow
