"""The embedded proof: Data Integrity with the suite eddsa-rdfc-2022.

Source: W3C Data Integrity EdDSA Cryptosuites 1.0, 3.2; reproduced byte for byte against the test
vector of the Open Badges 3.0 implementation guide.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

import base58
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from accreditation.openbadges import graphs, multikeys

KIND = "DataIntegrityProof"
SUITE = "eddsa-rdfc-2022"
PURPOSE = "assertionMethod"


def moment(at: datetime) -> str:
    """Return a moment as credentials write it: UTC, whole seconds, ``Z``."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def sign(
    document: dict[str, Any], key: Ed25519PrivateKey, method: str, created: datetime
) -> dict[str, Any]:
    """Return a copy of ``document`` with its proof, as an array: the badge schema asks for one.

    ``method`` is the address of the public key. The same input always gives the same bytes.
    """
    options = {
        "type": KIND,
        "created": moment(created),
        "verificationMethod": method,
        "cryptosuite": SUITE,
        "proofPurpose": PURPOSE,
    }
    value = "z" + base58.b58encode(key.sign(hashed(document, options))).decode()
    return document | {"proof": [options | {"proofValue": value}]}


def hashed(document: dict[str, Any], options: dict[str, Any]) -> bytes:
    """Return the 64 bytes that are signed: digest of the proof's options, then of the document.

    Raises ``graphs.Unsound``.
    """
    plain = {name: value for name, value in document.items() if name != "proof"}
    config = {name: value for name, value in options.items() if name != "proofValue"}
    config["@context"] = document.get("@context")
    return b"".join(
        hashlib.sha256(graphs.canonical(one).encode()).digest() for one in (config, plain)
    )


def digest(document: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical form without proofs, in hexadecimal."""
    plain = {name: value for name, value in document.items() if name != "proof"}
    return hashlib.sha256(graphs.canonical(plain).encode()).hexdigest()


def holds(document: dict[str, Any], proof: dict[str, Any], key: Ed25519PublicKey) -> bool:
    """Return whether ``proof`` was made over this very document with this key's other half.

    Raises ``graphs.Unsound`` when there is no canonical form to judge.
    """
    try:
        value = multikeys.unbase58(str(proof.get("proofValue", "")))
    except multikeys.NoKey:
        return False
    try:
        key.verify(value, hashed(document, proof))
    except InvalidSignature:
        return False
    return True
