"""The embedded proof: the published vector byte for byte, and badges whose bytes never change."""

import hashlib
import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from accreditation.openbadges import baking, graphs, multikeys, proofs
from tests.accreditation.openbadges import made

#: Source: Open Badges 3.0 implementation guide, "Linked Data Proof Test Vector".
DOCUMENT = "87f65a76d40146205e3b3e06cb0fbd153f97f9ce70372390f52566bb7f9e0773"
PROOF = "d34009cea0dbc1ca941e09dc01c8c9d3e3ce3c5b853f67ee44698dcea10f5d19"
VALUE = "z5x9aCBYovW3CQCbKdNyhEm7ffYSw1YpEdPywQJoNbzDD2gkzQDKJ1sYKJaWvqZtkMtSbz35HcbgXVEDYHxCzgkCr"
#: What this issuer's badge was signed to on the day it was first drawn.
GOLDEN = "z3zFSVK1Xqmjmbk5MNSL2TwAmyezW2n4BDBgov2qsx877e5qKud8Zgay3MUz5mY6fgM4881qeCSxBG1FiBLgH21pT"
GOLDEN_BYTES = "8ee8082ac5eeb6d0ce74d43d54361ed64162c55099e4b58b388a5401c7680717"


@pytest.fixture
def vector(shared):
    folder = shared / "data" / "badges" / "1edtech-vector"
    return {file.stem: file.read_text(encoding="utf-8") for file in folder.iterdir()}


def test_the_published_vector_is_reproduced_byte_for_byte(vector):
    unsigned, expected = json.loads(vector["unsigned"]), json.loads(vector["signed"])
    pair = json.loads(vector["key"])
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(pair["privateKeyHex"]))
    created = datetime(2010, 1, 1, 19, 23, 24, tzinfo=UTC)

    signed = proofs.sign(unsigned, key, expected["proof"]["verificationMethod"], created)

    proof = signed["proof"][0]
    assert proof == expected["proof"]
    assert proof["proofValue"] == VALUE
    assert graphs.canonical(unsigned) == vector["document-canon"]
    options = {k: v for k, v in proof.items() if k != "proofValue"}
    config = graphs.canonical(options | {"@context": unsigned["@context"]})
    assert config == vector["proof-canon"]
    assert hashlib.sha256(config.encode()).hexdigest() == PROOF
    assert proofs.digest(signed) == DOCUMENT
    assert proofs.hashed(unsigned, proof).hex() == PROOF + DOCUMENT
    assert multikeys.multibase(key.public_key()) == pair["publicKeyMultibase"]


def test_the_same_badge_always_has_the_same_bytes():
    first, second = made.signed(), made.signed()

    assert first == second
    assert first["proof"][0]["proofValue"] == GOLDEN
    assert hashlib.sha256(baking.compact(first).encode()).hexdigest() == GOLDEN_BYTES


def test_the_proof_is_a_list_of_one():
    assert isinstance(made.signed()["proof"], list)
    assert len(made.signed()["proof"]) == 1


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("name",), "Platinum"),
        (("credentialSubject", "achievement", "criteria", "narrative"), "Nothing"),
        (("validUntil",), "2099-01-01T00:00:00Z"),
        (("credentialStatus", "statusListIndex"), "43"),
        (("proof", 0, "created"), "2026-05-06T09:00:01Z"),
        (("proof", 0, "proofPurpose"), "authentication"),
        (("proof", 0, "proofValue"), "z" + "1" * 64),
        (("proof", 0, "proofValue"), "0OIl"),
        (("proof", 0, "proofValue"), None),
    ],
)
def test_any_change_breaks_the_proof(path, to):
    badge = made.changed(made.signed(), *path, to=to)

    assert not proofs.holds(badge, badge["proof"][0], made.INSIDE.public_key())


def test_another_key_does_not_fit():
    badge = made.signed()

    assert proofs.holds(badge, badge["proof"][0], made.INSIDE.public_key())
    assert not proofs.holds(badge, badge["proof"][0], made.OTHER.public_key())
