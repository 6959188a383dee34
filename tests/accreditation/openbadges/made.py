"""An issuer made for tests, with keys that are always the same, and badges of it."""

import copy
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from accreditation.openbadges import bits, credential, multikeys, proofs, tokens
from accreditation.openbadges.checks import examine
from accreditation.openbadges.report import Report

DID = "did:web:badges.example"
METHOD = f"{DID}#ed25519-1"
KID = "https://badges.example/badges/keys/p256-1"
LIST = "https://badges.example/badges/status/1"
INSIDE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
TOKEN = ec.derive_private_key(7, ec.SECP256R1())
BEGINS = datetime(2026, 5, 6, 9, tzinfo=UTC)
ENDS = datetime(2028, 5, 6, tzinfo=UTC)
TODAY = datetime(2026, 11, 24, 14, 32, tzinfo=UTC)


class Ours:
    """What the issuer knows of itself."""

    did = DID

    def __init__(self, *revoked: int) -> None:
        self.gone = set(revoked)

    def key(self, address: str) -> multikeys.PublicKey | None:
        return {METHOD: INSIDE.public_key(), KID: TOKEN.public_key()}.get(address)

    def revoked(self, list_url: str, index: int) -> str | None:
        if list_url != LIST:
            return None
        return "It was revoked on 1 June 2026: given back." if index in self.gone else ""

    def issued(self, found: dict[str, Any]) -> bool:
        return found.get("id") == "https://badges.example/badges/one"

    def held(self, found: dict[str, Any]) -> str:
        return ""


def plain(**changes: Any) -> dict[str, Any]:
    """Return an unsigned badge; ``changes`` replace parts of it, ``None`` removes one."""
    issuer = credential.Issuer(
        DID, "Example County Council", "https://badges.example/badges/issuer"
    )
    level = "https://badges.example/badges/achievements/1/gold"
    found = credential.build(
        credential.Badge(
            url="https://badges.example/badges/one",
            issuer=issuer,
            level=credential.Level(
                url=level, criteria_url=f"{level}#criteria", scheme="Example scheme",
                version="1", title="Gold, Leading", description="An employer that leads.",
                narrative="At least one job kept for 26 weeks.", image=f"{level}.png",
            ),
            recipient=credential.Recipient(
                "https://badges.example/badges/one#holder", "Windrush Foods", "01234567"
            ),
            valid_from=BEGINS,
            valid_until=ENDS,
            status=bits.entry(LIST, 42),
            evidence="Judged on evidence that the service verified.",
        )
    )  # fmt: skip
    found |= changes
    return {name: value for name, value in found.items() if value is not None}


def signed(document: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return proofs.sign(document or plain(**changes), INSIDE, METHOD, BEGINS)


def token(document: dict[str, Any] | None = None) -> str:
    return tokens.sign(document or plain(), TOKEN, KID)


def changed(document: dict[str, Any], *path: Any, to: Any) -> dict[str, Any]:
    """Return a copy of a document with one value changed after it was signed."""
    found = copy.deepcopy(document)
    place = found
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = to
    return found


def check(file: bytes | str, ours: Ours | None = None, now: datetime = TODAY) -> Report:
    return examine(file.encode() if isinstance(file, str) else file, ours or Ours(), now)


def failed(report: Report) -> set[str]:
    return {one.name for one in report.checks if one.ok is False}


def unchecked(report: Report) -> set[str]:
    return {one.name for one in report.checks if one.ok is None}
