"""Styles and scripts: kept by browsers under the mark of their version, else asked for again."""

import pytest

from crm.core.web import asset_version


@pytest.mark.parametrize(
    ("mark", "kept"),
    [(None, "no-cache"), ("old", "no-cache"), ("", "no-cache")],
)
def test_only_this_version_is_kept(app, stranger, mark, kept):
    query = {} if mark is None else {"v": mark}

    answer = stranger.client.get("/static/app.css", query_string=query)
    answer.close()

    assert answer.headers["Cache-Control"] == kept


def test_this_version_is_kept_for_a_year_and_pages_ask_for_it(app, stranger):
    mark = asset_version()
    assert f"/static/app.js?v={mark}" in stranger.get("/sign-in").text

    answer = stranger.client.get("/static/app.js", query_string={"v": mark})
    answer.close()

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_page_cannot_borrow_it(app, stranger):
    answer = stranger.client.get("/sign-in", query_string={"v": asset_version()})

    assert answer.headers["Cache-Control"] == "no-store"
