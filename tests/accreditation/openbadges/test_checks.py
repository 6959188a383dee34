"""Every check of a badge: ours, tampered, foreign, malformed, huge, and the standard's fixtures."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accreditation.openbadges import baking, contexts, multikeys, proofs, strict
from accreditation.openbadges.strict import Malformed
from tests.accreditation.openbadges import made
from tests.accreditation.openbadges.made import Ours, changed, check, failed, unchecked

GOOD = made.signed()
TEXT = baking.compact(GOOD)
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>'


def test_a_good_badge_passes_every_check_in_every_form():
    for file in (TEXT, made.token(), baking.bake_svg(SVG, TEXT), f"\ufeff  {TEXT}\n"):
        report = check(file)
        assert report.valid, report.checks
        assert (report.status, failed(report)) == ("valid", set())
        assert report.recipient == {"id": f"{GOOD['id']}#holder", "name": "Windrush Foods"}
        assert report.achievement["name"] == "Gold, Leading"


def test_the_answer_has_the_shape_that_people_script_against():
    answer = check(TEXT).plain()

    assert list(answer) == ["valid", "checks", "achievement", "recipient", "status"]
    assert all(list(one) == ["name", "ok", "detail"] for one in answer["checks"])
    json.dumps(answer)


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("name",), "Platinum"),
        (("credentialSubject", "achievement", "criteria", "narrative"), "Nothing"),
        (("validUntil",), "2099-01-01T00:00:00Z"),
        (("credentialStatus", "statusListIndex"), "43"),
        (("credentialSubject", "identifier", 0, "identityHash"), "Another firm"),
        (("issuer", "name"), "Another council"),
    ],
)
def test_a_changed_badge_is_not_valid(path, to):
    report = check(json.dumps(changed(GOOD, *path, to=to)))

    assert (report.status, failed(report)) == ("not valid", {"signature"})


def test_a_part_added_after_signing_is_not_covered():
    assert failed(check(json.dumps(GOOD | {"colour": "green"}))) == {"terms"}


def test_a_part_that_we_signed_without_a_meaning_is_not_covered():
    badge = proofs.sign(made.plain() | {"colour": "green"}, made.INSIDE, made.METHOD, made.BEGINS)

    assert failed(check(json.dumps(badge))) == {"terms"}


def test_revoked_expired_and_not_begun_each_have_their_word():
    early, late = made.BEGINS - timedelta(seconds=1), made.ENDS

    assert check(TEXT, Ours(42)).status == "revoked"
    assert check(TEXT, Ours(43)).status == "valid"
    assert check(TEXT, now=early).status == "not yet valid"
    assert check(TEXT, now=late).status == "expired"
    assert check(TEXT, Ours(42), late).status == "revoked"
    tampered = json.dumps(changed(GOOD, "name", to="Platinum"))
    assert check(tampered, Ours(42), late).status == "not valid"


def test_a_badge_of_ours_that_we_never_issued_is_found():
    badge = made.signed(made.plain(id="https://badges.example/badges/two"))

    assert failed(check(json.dumps(badge))) == {"record"}


@pytest.mark.parametrize(
    ("method", "key"),
    [
        (f"{made.DID}#ed25519-9", made.INSIDE),
        (made.METHOD, made.OTHER),
        (f"{made.DID}#{multikeys.multibase(made.OTHER.public_key())}", made.OTHER),
        (f"did:key:{multikeys.multibase(made.OTHER.public_key())}", made.OTHER),
    ],
    ids=["key not ours", "another key", "key in the address", "did:key"],
)
def test_nobody_else_signs_in_our_name(method, key):
    badge = proofs.sign(made.plain(), key, method, made.BEGINS)

    report = check(json.dumps(badge))
    assert "signature" in failed(report)
    assert report.status == "not valid"


def by_key(issuer_id, method, **changes):
    issuer = {"id": issuer_id, "type": ["Profile"], "name": "A college"}
    plain = made.plain(issuer=issuer, **changes)
    return json.dumps(proofs.sign(plain, made.OTHER, method, made.BEGINS))


KEY = multikeys.multibase(made.OTHER.public_key())


def test_a_did_key_needs_nobody_to_ask():
    badge = by_key(f"did:key:{KEY}", f"did:key:{KEY}#{KEY}", credentialStatus=None)

    assert check(badge).valid


def test_another_issuers_identifier_and_list_are_not_checked():
    entry = made.plain()["credentialStatus"]
    theirs = entry | {"statusListCredential": "https://college.example/status/1"}
    badge = by_key(
        "did:web:college.example", "did:web:college.example#key-1", credentialStatus=theirs
    )

    report = check(badge)
    assert unchecked(report) == {"issuer", "signature", "status"}
    assert (report.valid, report.status, failed(report)) == (False, "not checked", set())
    assert all("Not checked" in one.detail for one in report.checks if one.ok is None)


def test_a_key_inside_an_address_proves_the_text_but_not_its_owner():
    badge = by_key(
        "https://college.example/i", f"https://college.example/i#{KEY}", credentialStatus=None
    )

    report = check(badge)
    assert (report.ok("signature"), unchecked(report)) == (True, {"issuer"})
    assert not report.valid


def test_a_key_of_somebody_else_than_the_issuer_is_wrong():
    badge = by_key(
        "https://college.example/i", f"https://evil.example/i#{KEY}", credentialStatus=None
    )

    assert {"issuer", "signature"} <= failed(check(badge))


DEEP = '{"a":' * 5000 + "1" + "}" * 5000


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("hello", "not JSON, a token, a PNG or an SVG"),
        (b"\xff\xd8\xff\xe0 a photo", "not JSON, a token"),
        ("[]", "not one object"),
        ("{", "not JSON"),
        ('{"a": NaN}', "NaN"),
        ('{"a": 1, "b": {"c": 1, "c": 2}}', "“c” twice"),
        ('{"id": "x", "id": "y"}', "“id” twice"),
        (DEEP, "nested"),
        ('{"a":' * 33 + "1" + "}" * 33, "nested"),
        ('{"a": [' + "1," * 2000 + "1]}", "2,000 values"),
        ('{"a": "' + "x" * 1_000_001 + '"}', "larger than 1000 kB"),
        (b"x" * 5_000_001, "larger than 5 MB"),
        ('{"a": "\\ud800"}', "half a character"),
        ('{"a": ' + "9" * 5000 + "}", "not JSON"),
        ("eyJ.eyJ", "not JSON, a token"),
        ("eyJ.!!.x", "base64url"),
        ("eyJhIjoxfQ.eyJhIjox.x", "not JSON"),
        (baking.PNG, "breaks off"),
        ("<svg/>", "not an SVG"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0", "breaks off"),
    ],
)
def test_a_file_that_is_no_badge_gets_its_reason(file, why):
    report = check(file)

    assert failed(report) == {"file"}
    assert why in report.checks[0].detail
    assert report.plain()["achievement"] is None


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"@context": [contexts.OPEN_BADGES]}, "context"),
        ({"@context": [contexts.CREDENTIALS]}, "context"),
        ({"@context": [contexts.CREDENTIALS, contexts.EXTENSIONS]}, "context"),
        ({"@context": [contexts.CREDENTIALS, contexts.OPEN_BADGES, {"x": "urn:x"}]}, "context"),
        ({"@context": "https://w3id.org/openbadges/v2", "type": "Assertion"}, "context"),
        ({"@context": None}, "context"),
        ({"type": ["VerifiablePresentation"]}, "type"),
        ({"type": ["VerifiableCredential", "EndorsementCredential"]}, "type"),
        ({"proof": None}, "signature"),
        ({"proof": "x"}, "signature"),
        ({"proof": [7, {}]}, "signature"),
        ({"issuer": None}, "signature"),
        ({"issuer": [made.DID]}, "schema"),
        ({"validFrom": "yesterday"}, "start"),
        ({"validUntil": "9999-99-99T00:00:00Z"}, "expiry"),
        ({"validUntil": None}, "signature"),
        ({"credentialSubject": []}, "schema"),
        ({"credentialStatus": None}, "signature"),
    ],
)  # fmt: skip
def test_a_part_of_the_wrong_kind_is_named(changes, wrong):
    badge = {k: v for k, v in (GOOD | changes).items() if v is not None}

    report = check(json.dumps(badge))
    assert wrong in failed(report)
    assert report.status == "not valid"


def test_no_criteria_is_no_badge_however_well_signed():
    subject = json.loads(json.dumps(GOOD["credentialSubject"]))
    for criteria in ({}, None):
        subject["achievement"]["criteria"] = criteria
        if criteria is None:
            del subject["achievement"]["criteria"]
        badge = made.signed(made.plain(credentialSubject=subject))
        assert failed(check(json.dumps(badge))) == {"schema"}


def test_a_context_that_is_not_kept_here_is_not_fetched():
    more = [*made.plain()["@context"], "https://college.example/own-context"]
    badge = GOOD | {"@context": more}

    report = check(json.dumps(badge))
    assert report.ok("context") is None
    assert not report.valid


def test_an_older_standard_is_named():
    older = {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "type": ["VerifiableCredential"],
    }

    report = check(json.dumps(older))
    assert (report.status, unchecked(report)) == ("not checked", {"context"})
    assert "older standard" in report.checks[-1].detail


WRONG = {
    "simple-err-context", "simple-err-credential-subject-achievement-result-description-type",
    "simple-err-credential-subject-identifier-type", "simple-err-credential-subject-profile-type",
    "simple-err-credential-subject-result-type", "simple-err-credential-subject-type",
    "simple-err-evidence-type", "simple-err-issuer-otheridentifier-type",
    "simple-err-issuer-parentorg-type", "simple-err-issuer-type", "simple-err-proof-method",
    "simple-err-proof-method-no-scheme", "simple-err-proof-method-unknown-scheme",
    "simple-err-proof-value", "simple-err-type",
}  # fmt: skip
#: The signature fits; the key stands in the file, so its owner must be asked.
SIGNED = {
    "complete", "endorsement-valid", "simple", "simple-context-alias", "simple-context-version",
    "simple-did-key-method", "simple-did-web-method", "simple-err-expired", "simple-err-issued",
    "simple-multiple-proofs",
}  # fmt: skip
OTHERWISE = {"simple-err-expired": "expiry", "simple-err-issued": "start"}


def test_the_fixtures_of_the_standard_are_judged_as_they_are_named(shared):
    now = datetime(2026, 11, 24, tzinfo=UTC)
    seen = set()
    for file in sorted((shared / "data" / "badges" / "1edtech-fixtures").glob("*.json")):
        report = check(file.read_bytes(), now=now)
        seen.add(file.stem)
        assert not report.valid, file.name
        assert (report.ok("signature") is True) is (file.stem in SIGNED), file.name
        if file.stem in WRONG:
            assert "signature" in failed(report), file.name
        if wrong := OTHERWISE.get(file.stem):
            assert wrong in failed(report), file.name
    assert seen >= WRONG | SIGNED


NAMES = [*GOOD, *GOOD["credentialSubject"], *GOOD["proof"][0], "@id", "vc"]
PARTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(list(GOOD)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(NAMES), inner, max_size=4
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(list(GOOD)), PARTS, max_size=4))
def test_whatever_stands_in_a_badge_there_is_an_answer(parts):
    report = check(json.dumps(GOOD | parts))

    assert report.status in {
        "valid",
        "not valid",
        "not checked",
        "revoked",
        "expired",
        "not yet valid",
    }
    assert not report.valid or GOOD | parts == GOOD
    json.dumps(report.plain())


@given(st.binary(max_size=200))
def test_whatever_the_bytes_there_is_an_answer(raw):
    assert not check(raw).valid
    assert not check(baking.PNG + raw).valid
    assert not check(b"<svg " + raw).valid
    assert not check(b"{" + raw + b"}").valid


def test_numbers_and_names_are_read_once():
    with pytest.raises(Malformed):
        strict.read('{"a": Infinity}')
    assert strict.read('{"a": 1.5}') == {"a": 1.5}
