"""Canonical form: nothing is left out unseen, nothing is fetched, nothing takes for ever."""

import pytest

from accreditation.openbadges import contexts, graphs
from tests.accreditation.openbadges import made

SUBJECT = made.plain()["credentialSubject"]


@pytest.mark.parametrize(
    "changes",
    [
        {"colour": "green"},
        {"credentialSubject": SUBJECT | {"salary": "12.71"}},
        {"type": ["VerifiableCredential", "OpenBadgeCredential", "CouncilBadge"]},
        {"@context": [contexts.CREDENTIALS, contexts.OPEN_BADGES]},  # without the extensions
        {"evidence": [{"type": ["Evidence", "WageSlip"], "narrative": "x"}]},
        {"issuer": {"id": "council", "type": ["Profile"], "name": "A relative address"}},
        {"endorsementJwt": ["a.b.c"]},
    ],
    ids=["name", "nested name", "type", "no extensions", "nested type", "relative", "endorsement"],
)
def test_what_no_context_defines_is_found(changes):
    assert graphs.undefined(made.plain() | changes)


def test_a_sound_badge_has_nothing_undefined():
    assert not graphs.undefined(made.plain())


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (
            {"@context": [contexts.CREDENTIALS, "https://elsewhere.example/ctx"]},
            "elsewhere.example",
        ),
        ({"@context": ["http://169.254.169.254/latest"]}, "169.254.169.254"),
        ({"@context": [contexts.CREDENTIALS, "file:///etc/passwd"]}, "file:///etc/passwd"),
        ({"credentialSubject": SUBJECT | {"@context": {"x": "urn:x"}}}, "words of its own"),
        ({"credentialSubject": SUBJECT | {"@graph": []}}, "@graph"),
        ({"credentialSubject": SUBJECT | {"@reverse": {}}}, "@reverse"),
        ({"credentialSubject": SUBJECT | {"id": "_:b0"}}, "unnamed"),
        ({"@context": 7}, "words of its own"),
        ({"@context": [contexts.CREDENTIALS, {"x": "urn:x"}]}, "words of its own"),
        ({"type": 7}, "JSON-LD"),
        ({"id": {"a": 1}}, "JSON-LD"),
    ],
)
def test_what_cannot_be_judged_is_refused_with_its_reason(changes, why):
    with pytest.raises(graphs.Unsound, match=why):
        graphs.canonical(made.plain() | changes)


def tree(depth: int, width: int) -> dict:
    inner = {"otherIdentifier": [tree(depth - 1, width) for _ in range(width)]} if depth else {}
    return {"type": ["Profile"], "name": "alike"} | inner


@pytest.mark.parametrize(("depth", "width"), [(6, 2), (4, 3), (3, 5), (2, 7), (8, 2)])
def test_a_document_made_to_be_slow_is_given_up(depth, width):
    issuer = {"id": "urn:a", "type": ["Profile"]}
    slow = made.plain(
        issuer=issuer | {"otherIdentifier": [tree(depth, width)] * 1 + [tree(depth, width)]}
    )

    with pytest.raises(graphs.Unsound, match="alike"):
        graphs.canonical(slow)


def test_names_of_unnamed_parts_do_not_count():
    twins = [{"type": ["Evidence"], "name": "one"}, {"type": ["Evidence"], "name": "two"}]

    there, back = made.plain(evidence=twins), made.plain(evidence=twins[::-1])

    assert graphs.canonical(there) == graphs.canonical(back)
