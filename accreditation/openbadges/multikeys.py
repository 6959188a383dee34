"""Public keys as text: multibase for embedded proofs, JSON Web Key for tokens."""

import base64
import binascii
import re
from typing import Any

import base58
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

#: The multicodec prefix of an Ed25519 public key. Source: W3C Controlled Identifiers 1.0, Multikey.
ED25519 = b"\xed\x01"
ED25519_BYTES = 32
P256_BYTES = 32


class NoKey(Exception):
    """The text is not a public key that is known here; the message says why."""


def multibase(key: Ed25519PublicKey) -> str:
    """Return the key as a Multikey text, beginning ``z6Mk``."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return "z" + base58.b58encode(ED25519 + raw).decode()


def read_multibase(text: str) -> Ed25519PublicKey:
    """Return the Ed25519 key in a Multikey text; raises ``NoKey``."""
    raw = unbase58(text)
    if not raw.startswith(ED25519) or len(raw) != len(ED25519) + ED25519_BYTES:
        raise NoKey("The key is not an Ed25519 key.")
    return Ed25519PublicKey.from_public_bytes(raw[len(ED25519) :])


def unbase58(text: str) -> bytes:
    """Return the bytes in multibase text of base 58 (``z`` and the digits); raises ``NoKey``."""
    if not re.fullmatch("z[1-9A-HJ-NP-Za-km-z]{1,200}", text):
        raise NoKey("It is not multibase text of base 58.")
    return base58.b58decode(text[1:])


def jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """Return a P-256 key as a JSON Web Key, without a key id."""
    point = key.public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": _base64url(point.x.to_bytes(P256_BYTES, "big")),
        "y": _base64url(point.y.to_bytes(P256_BYTES, "big")),
    }


def as_jwk(key: "PublicKey") -> dict[str, str]:
    """Return an Ed25519 or P-256 key as a JSON Web Key; raises ``NoKey`` for another kind."""
    if isinstance(key, Ed25519PublicKey):
        raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return {"kty": "OKP", "crv": "Ed25519", "x": _base64url(raw), "alg": "EdDSA"}
    if isinstance(key, ec.EllipticCurvePublicKey):
        return jwk(key) | {"alg": "ES256"}
    raise NoKey("The key is not a P-256 or Ed25519 key.")


PublicKey = Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey


def read_jwk(found: Any) -> PublicKey:
    """Return the public key in a JSON Web Key (P-256, Ed25519 or RSA); raises ``NoKey``."""
    made = None
    if isinstance(found, dict):
        made = KINDS.get(f"{found.get('kty')} {found.get('crv', '')}".strip())
    if made is None:
        raise NoKey("The key is not a P-256, Ed25519 or RSA key.")
    try:
        return made(found)
    except (KeyError, ValueError, TypeError, binascii.Error):
        raise NoKey("The key is broken.") from None


def _p256(found: dict[str, Any]) -> PublicKey:
    x, y = _number(found["x"]), _number(found["y"])
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def _ed25519(found: dict[str, Any]) -> PublicKey:
    return Ed25519PublicKey.from_public_bytes(unbase64url(found["x"]))


def _rsa(found: dict[str, Any]) -> PublicKey:
    modulus = unbase64url(found["n"])
    if not 256 <= len(modulus) <= 1024:
        raise NoKey("An RSA key must have 2,048 to 8,192 bits.")
    return rsa.RSAPublicNumbers(_number(found["e"]), int.from_bytes(modulus, "big")).public_key()


KINDS = {"EC P-256": _p256, "OKP Ed25519": _ed25519, "RSA": _rsa}


def _number(text: str) -> int:
    return int.from_bytes(unbase64url(text), "big")


def unbase64url(text: str) -> bytes:
    """Return the bytes in base64url text without padding; raises ``ValueError``."""
    if not re.fullmatch("[A-Za-z0-9_-]*", text):
        raise ValueError("not base64url")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
