"""What the history says of a value."""

from types import SimpleNamespace

import pytest
from flask import g
from markupsafe import Markup

from crm.core import formats, told

MOMENT = "2026-11-22T11:23:04.518331+00:00"


@pytest.fixture
def reader(app, make):
    """A request of somebody who may see what officers see."""
    with app.test_request_context("/"):
        g._login_user = SimpleNamespace(is_authenticated=True, person=make.person())
        yield


@pytest.mark.parametrize(
    ("name", "kept", "said"),
    [
        ("private", False, "no"),
        ("made_up", True, "yes"),
        ("minutes", 0, "0"),
        ("starts_at", MOMENT, ", 11:23"),
        ("join_url", "", "nothing"),
        ("owner_id", None, "nothing"),
        ("a_column_of_long_ago", "kept", "kept"),
        ("starts_at", "no moment", "no moment"),
    ],
)
def test_a_value_is_said_in_words(reader, name, kept, said):
    assert said in told.value_shown("webinar", name, {name: kept})


def test_a_new_row_leaves_out_what_is_empty_and_a_change_does_not(reader):
    row = {"id": 3, "title": "Work for all", "speakers": "", "need": None, "private": False}

    whole = told.values_shown("webinar", row, whole=True)
    changed = told.values_shown("webinar", row)

    assert whole == "Title: Work for all; Private: no"
    assert changed == "Title: Work for all; Speakers: nothing; Need: nothing; Private: no"


def test_a_table_of_long_ago_is_still_told(reader):
    assert told.values_shown("gone", {"a": 1}) == "A: 1"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("of P-00014.", 'of <span class="pw-nowrap">P-00014</span>.'),
        ("W-0001", '<span class="pw-nowrap">W-0001</span>'),
        ("<b> & E-12", "&lt;b&gt; &amp; E-12"),
        (Markup("<b>P-00014</b>"), "<b>P-00014</b>"),
    ],
)
def test_a_reference_stays_on_one_line(text, shown):
    assert formats.whole_refs(text) == shown
