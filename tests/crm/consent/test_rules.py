"""Who may be written to about what: a table of cases."""

from datetime import date

import pytest

from crm.consent.rules import (
    Agreement,
    Basis,
    Stop,
    Why,
    address_key,
    hint,
    is_corporate,
    verdict,
)

DAY = date(2026, 11, 2)
YES = Agreement("news", Basis.CONSENT, "sign-up sheet", DAY)
ENDED = Agreement("news", Basis.CONSENT, "sign-up sheet", DAY, ended=True)


@pytest.mark.parametrize(
    ("form", "number", "corporate"),
    [
        ("company", None, True),
        ("limited liability partnership", None, True),
        ("public body", None, True),
        ("charity", "01234567", True),
        ("charity", None, False),
        ("sole trader", None, False),
        ("partnership", None, False),
        ("other", "01234567", False),
        ("not known", None, False),
    ],
)
def test_only_bodies_the_law_calls_corporate_are_written_to_without_consent(
    form, number, corporate
):
    assert is_corporate(form, number) is corporate


@pytest.mark.parametrize(
    ("topic", "corporate", "agreements", "stops", "may", "words"),
    [
        ("news", True, [], [], True, "organisation"),
        ("news", False, [], [], False, "counts as a person"),
        ("news", False, [YES], [], True, "Consent, 2 November 2026, sign-up sheet"),
        ("webinars", False, [YES], [], False, "No consent"),
        ("news", False, [ENDED], [], False, "Took back"),
        ("news", True, [ENDED], [], False, "Took back"),
        ("news", True, [ENDED, YES], [], True, "Consent"),
        ("news", True, [YES], [Stop("news", Why.UNSUBSCRIBED, DAY)], False, "Unsubscribed (2 Nov"),
        ("news", True, [], [Stop("webinars", Why.UNSUBSCRIBED, DAY)], True, "organisation"),
        ("news", True, [YES], [Stop("", Why.COMPLAINT, DAY)], False, "all topics"),
        ("", False, [], [], True, "no consent needed"),
        ("", True, [], [Stop("", Why.UNSUBSCRIBED, DAY)], True, "Service mail"),
        ("", True, [], [Stop("", Why.BOUNCE, DAY)], False, "does not exist"),
        ("news", False, [YES], [Stop("", Why.BOUNCE, DAY)], False, "does not exist"),
    ],
)
def test_a_mail_may_go_or_not(topic, corporate, agreements, stops, may, words):  # noqa: PLR0917
    found = verdict(topic, corporate=corporate, agreements=agreements, stops=stops)

    assert found.may is may
    assert words in found.words


def test_a_key_names_an_address_however_it_is_typed_and_holds_it_not():
    assert address_key(" Ann@Brook.Example ") == address_key("ann@brook.example")
    assert "ann" not in address_key("ann@brook.example")
    assert hint("ann@brook.example") == "a…@brook.example"
