"""The second form of a badge: the same credential as a signed JSON Web Token (VC-JWT, ES256)."""

import json
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from accreditation.openbadges import multikeys, strict

#: What a foreign token may be signed with. Source: Open Badges 3.0, 8.2; EdDSA is widely used.
KNOWN = ("ES256", "RS256", "EdDSA")
HEADER = frozenset({"alg", "kid", "jwk", "typ"})


def sign(document: dict[str, Any], key: EllipticCurvePrivateKey, kid: str) -> str:
    """Return the compact token of a credential; ``kid`` is the address of the key's one JWK."""
    import jwt  # much memory: the web starts without it

    payload = json.dumps(claims(document), ensure_ascii=False, separators=(",", ":"))
    header = {"typ": "JWT", "kid": kid}
    return jwt.PyJWS().encode(payload.encode(), key, algorithm="ES256", headers=header)


def claims(document: dict[str, Any]) -> dict[str, Any]:
    """Return the credential with the token's own names for issuer, id, subject and times."""
    issuer, subject = document["issuer"], document["credentialSubject"]
    found = {name: value for name, value in document.items() if name != "proof"} | {
        "iss": issuer["id"] if isinstance(issuer, dict) else issuer,
        "jti": document["id"],
        "nbf": _seconds(document["validFrom"]),
    }
    if isinstance(subject, dict) and subject.get("id"):
        found["sub"] = subject["id"]
    if document.get("validUntil"):
        found["exp"] = _seconds(document["validUntil"])
    return found


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def read(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return header and payload of a compact token, unproved; raises ``strict.Malformed``."""
    parts = token.split(".")
    if len(parts) != 3:
        raise strict.Malformed("A token has three parts with points between.")
    try:
        header, payload = (multikeys.unbase64url(part) for part in parts[:2])
    except ValueError:
        raise strict.Malformed("The token is not base64url text.") from None
    return strict.read(header), strict.read(payload)


def fault(header: dict[str, Any]) -> str:
    """Return what is wrong with a header, or ""."""
    odd = sorted(set(header) - HEADER)
    if odd:
        return f"Its header holds {odd[0][:20]}, which a badge may not have."
    if header.get("alg") not in KNOWN:
        return f"It is signed with {str(header.get('alg'))[:20]}, which is not accepted."
    return "" if header.get("typ", "JWT") == "JWT" else "Its type is not JWT."


def holds(token: str, key: multikeys.PublicKey, algorithm: str) -> bool:
    """Return whether the token was signed with this key's other half."""
    import jwt

    try:
        jwt.PyJWS().decode(token, key, algorithms=[algorithm])
    except (jwt.PyJWTError, TypeError, ValueError):
        return False
    return True


def differences(payload: dict[str, Any]) -> list[str]:
    """Return the names of the token that contradict the credential it carries."""
    try:
        expected = claims(payload)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return ["credential"]
    return [
        name
        for name in ("iss", "jti", "sub", "nbf", "exp")
        if payload.get(name) != expected.get(name)
        and not (name == "sub" and name not in payload and name not in expected)
    ]
