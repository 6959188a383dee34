"""Badges judged by software that nobody here wrote: two verifiers of npm, and openbadgeslib.

Each row is one case; what each verifier must say of it stands beside it. A good signature does not
make a badge valid, and ``verified`` does not mean "not revoked": both are rows here.
"""

import copy
import json
from datetime import timedelta
from typing import Any

import pytest
from openbadgeslib.ob3 import OB3LdpVerifier, OB3Verifier
from openbadgeslib.ob3.verifier import OB3VerificationError

from accreditation.badges import actions, keys, places
from accreditation.badges.models import KeyKind, Reason
from accreditation.openbadges import credential, proofs
from crm.core import clock
from crm.core.db import session
from tests.accreditation.badges.world import HOST, check, issued, published
from tests.accreditation.openbadges import made
from tests.verifiers import judge

SCHEMA = "ob_v3p0_achievementcredential_schema.json"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def here(app):
    app.config["BASE_URL"] = HOST


@pytest.fixture
def official(shared):
    return json.loads((shared / "data" / "badges" / SCHEMA).read_text(encoding="utf-8"))


def resigned(badge: dict[str, Any], *, drop: str = "", method: str = "", **changes: Any) -> Any:
    """Sign with our own key what we would never sign."""
    row, key = keys.embedded()
    plain = {k: v for k, v in badge.items() if k not in ("proof", drop)} | changes
    return proofs.sign(plain, key, method or f"{places.did()}#{row.kid}", made.BEGINS)


def cases(make) -> dict[str, Any]:
    """Return the rows by name, with the badge rows that the service keeps."""
    now = clock.now().replace(microsecond=0)
    rows = {
        "good": issued(make, level="gold", number="01234567", evidence="Judged."),
        "revoked": issued(make),
        "expired": issued(make, begins=now - 9 * DAY, lasts=DAY),
        "not yet valid": issued(make, begins=now + DAY),
    }
    actions.revoke(rows["revoked"], Reason.CONDITIONS, "A job ended.")
    session.commit()
    found = {name: json.loads(row.credential) for name, row in rows.items()}
    good = found["good"]
    subject = copy.deepcopy(good["credentialSubject"])
    del subject["achievement"]["criteria"]
    other = proofs.sign(good, made.OTHER, good["proof"][0]["verificationMethod"], made.BEGINS)
    found |= {
        "proof as object": good | {"proof": good["proof"][0]},
        "name tampered": made.changed(good, "name", to="Platinum"),
        "criteria tampered": made.changed(
            good, "credentialSubject", "achievement", "criteria", "narrative", to="Nothing"
        ),
        "end tampered": made.changed(good, "validUntil", to="2099-01-01T00:00:00Z"),
        "index tampered": made.changed(good, "credentialStatus", "statusListIndex", to="7"),
        "term added": good | {"colour": "green"},
        "term signed": resigned(good, colour="green"),
        "key not listed": resigned(good, method=f"{places.did()}#ed25519-none"),
        "another key": other,
        "no criteria": resigned(good, credentialSubject=subject),
        "no id": resigned(good, drop="id"),
        "two entries": resigned(
            good, credentialStatus=[good["credentialStatus"], _suspension(good)]
        ),
    }
    return found, rows


def _suspension(good: dict[str, Any]) -> dict[str, Any]:
    return good["credentialStatus"] | {"id": f"{good['id']}#s", "statusPurpose": "suspension"}


#: Case; Digital Bazaar verified; verifier-core signature, not revoked, not expired; openbadgeslib
#: accepts; the official schema fits (by ajv and by Python); our own word.
ROWS = {
    "good": (True, True, True, True, True, True, "valid"),
    "proof as object": (True, True, True, True, True, False, "not valid"),
    "revoked": (True, True, False, True, False, True, "revoked"),
    "expired": (False, True, True, False, False, True, "expired"),
    "not yet valid": (False, None, None, None, False, True, "not yet valid"),
    "name tampered": (False, None, None, None, False, True, "not valid"),
    "criteria tampered": (False, None, None, None, False, True, "not valid"),
    "end tampered": (False, None, None, None, False, True, "not valid"),
    "index tampered": (False, None, None, None, False, True, "not valid"),
    "term added": (False, None, None, None, False, True, "not valid"),
    "term signed": (False, None, None, None, False, True, "not valid"),
    "key not listed": (False, None, None, None, False, True, "not valid"),
    "another key": (False, None, None, None, False, True, "not valid"),
    "no criteria": (True, True, True, True, True, False, "not valid"),
    "no id": (True, None, None, None, False, False, "not valid"),
}


class Library:
    """openbadgeslib with nothing but our documents to fetch."""

    def __init__(self, documents: dict[str, Any]) -> None:
        self.documents = documents

    def fetch(self, address: str, *_: Any, **__: Any) -> bytes:
        found = self.documents[address]
        return (found if isinstance(found, str) else json.dumps(found)).encode()

    def accepts(self, badge: dict[str, Any]) -> bool:
        verifier = OB3LdpVerifier.for_issuer_did(places.did(), download=self.fetch)
        try:
            verifier.verify(badge, check_status=True, download=self.fetch, verify_status_list=False)
        except OB3VerificationError:
            return False
        return True

    def accepts_token(self, token: str) -> bool:
        """Judge with the key that the identifier's document lists for tokens.

        The library looks for a ``kid`` inside that document only; ours is the address of a JWK, as
        the standard has it.
        """
        document = self.documents[places.did()]
        jwk = next(m for m in document["verificationMethod"] if m["type"] == "JsonWebKey")
        public = _pem(jwk["publicKeyJwk"])
        verifier = OB3Verifier(public, issuer_did=places.did())
        try:
            verifier.verify(token, check_status=True, download=self.fetch)
        except OB3VerificationError:
            return False
        return True


def _pem(jwk: dict[str, Any]) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    from accreditation.openbadges import multikeys

    key = multikeys.read_jwk(jwk)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def told(judged: dict[str, Any]) -> tuple[Any, ...]:
    """Return what the two verifiers of npm said, in the columns of ``ROWS``."""
    log = judged["verifierCore"]["log"]
    names = ("valid_signature", "revocation_status", "expiration")
    return (judged["digitalBazaar"]["verified"], *(log.get(name) for name in names))


def test_the_matrix(npm, make, stranger, official):
    found, rows = cases(make)
    documents = published(stranger, rows["good"]) | {credential.SCHEMA: official}
    library = Library(documents)

    answer = judge(documents, {name: found[name] for name in [*ROWS, "two entries"]}, official)

    judged = answer["judged"]
    seen = {
        name: (
            *told(judged[name]),
            library.accepts(found[name]),
            judged[name]["ajv"],
            check(json.dumps(found[name])).status,
        )
        for name in ROWS
    }
    assert seen == ROWS
    assert judged["revoked"]["digitalBazaar"]["revoked"] == [True]  # "verified" alone says nothing
    assert judged["good"]["digitalBazaar"]["revoked"] == [False]
    assert judged["good"]["verifierCore"]["schema"] == [True]
    assert judged["no criteria"]["verifierCore"]["schema"] == [False]
    assert judged["proof as object"]["verifierCore"]["schema"] == [False]
    assert judged["two entries"]["ajv"] is False
    assert not check(json.dumps(found["two entries"])).valid
    assert all(address.startswith((HOST, "did:web:badges")) for address in answer["missing"])


@pytest.mark.parametrize("name", ["term signed", "no criteria", "no id", "two entries"])
def test_what_verifiers_refuse_is_never_signed(make, name):
    found, _ = cases(make)
    plain = {k: v for k, v in found[name].items() if k != "proof"}

    with pytest.raises(credential.NotSound):
        credential.check(plain)


def test_tokens_are_judged_by_others_too(npm, make, stranger):
    good, gone = issued(make), issued(make)
    actions.revoke(gone, Reason.CONDITIONS, "A job ended.")
    session.commit()
    documents = published(stranger, good, gone)
    library = Library(documents)
    head, body, signature = good.token.split(".")
    tampered = f"{head}.{body[:-2]}{'A' if body[-2] != 'A' else 'B'}{body[-1]}.{signature}"

    answer = judge(documents, {"good": good.token, "gone": gone.token, "tampered": tampered})

    assert {k: v["jose"] for k, v in answer["judged"].items()} == {
        "good": True, "gone": True, "tampered": False,
    }  # fmt: skip
    assert library.accepts_token(good.token)
    assert not library.accepts_token(gone.token)
    assert not library.accepts_token(tampered)


def test_after_a_rotation_the_verifiers_know_the_old_key(app, npm, make, stranger, tmp_path):
    app.config["DATA_DIR"] = tmp_path
    keys.rotate()
    session.commit()
    old = issued(make)
    keys.rotate()
    session.commit()
    keys.forget_retired()
    new = issued(make)
    documents = published(stranger, old, new)

    both = {"old": json.loads(old.credential), "new": json.loads(new.credential)}
    judged = judge(documents, both)["judged"]

    for name, one in both.items():
        assert judged[name]["digitalBazaar"]["verified"], name
        assert judged[name]["verifierCore"]["log"]["valid_signature"], name
        assert Library(documents).accepts(one), name
    assert keys.current(KeyKind.EMBEDDED).kid not in old.credential


def test_a_list_that_was_not_signed_anew_makes_verifiers_complain(npm, make, stranger):
    with clock.at(clock.now() - 8 * DAY):
        badge = issued(make)
    documents = published(stranger, badge)

    judged = judge(documents, {"old list": json.loads(badge.credential)})["judged"]["old list"]

    assert judged["digitalBazaar"]["verified"] is False
    assert judged["verifierCore"]["log"].get("revocation_status") is not True


def test_pictures_are_opened_by_openbadgeslib(make, stranger):
    badge = issued(make)
    documents = published(stranger, badge)
    library = Library(documents)
    get = stranger.client.get

    for form, extract in (
        ("png", OB3Verifier.extract_token_from_png),
        ("svg", OB3Verifier.extract_token_from_svg),
    ):
        inside = extract(get(f"/badges/{badge.public_id}.{form}").data)
        assert library.accepts(json.loads(inside)), form
