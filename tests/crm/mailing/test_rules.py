"""Merge fields: strict names, nothing worked out, nothing filled twice."""

import pytest

from crm.mailing import rules
from crm.mailing.rules import Purpose

ANN = rules.values_of(contact="Ann Bell", employer="Brook Ltd", town="", owner="Olu")


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Dear {{first_name}},", "Dear Ann,"),
        ("{{ contact_name }} at {{employer}}", "Ann Bell at Brook Ltd"),
        ("{{7*7}} {{ config }} {% x %} {{''.__class__}} ${owner}", None),
        ("{{{owner}}}", "{Olu}"),
        ("{{Owner}} {{first name}} {{}}", None),
    ],
)
def test_a_text_is_filled_and_everything_else_prints_as_typed(text, filled):
    assert rules.fill(text, ANN) == (filled or text)


def test_what_is_filled_in_is_not_read_again():
    values = rules.values_of(contact="{{owner}}", employer="{{7*7}}", town="x", owner="secret")

    assert rules.fill("{{contact_name}} {{employer}}", values) == "{{owner}} {{7*7}}"
    assert "\n" not in rules.fill("{{town}}", {"town": "a\r\nBcc: x"})


def test_a_name_that_is_no_field_is_found_and_a_blank_one_is_lacking():
    assert rules.unknown("{{emploier}} {{owner}} {{7*7}}") == ["emploier"]
    assert rules.lacking(ANN, "{{town}}", "{{owner}}") == ["Town or postcode area of the employer"]


def test_marketing_says_how_to_stop_it_and_service_mail_why_it_comes():
    news = rules.footer(
        Purpose.MARKETING, sender=["Service"], reason="x", choices="https://c.example/1"
    )
    work = rules.footer(Purpose.SERVICE, sender=["Service"], reason="you asked", choices="")

    assert "https://c.example/1" in news
    assert "because you asked." in work
    assert "http" not in work
