"""Bytes made unreadable at rest: AES-256-GCM, bound to the place where they are kept.

The first key of ``VAULT_KEY`` seals; every key of it opens, so a key can be replaced while files
sealed with the old one stay readable.
"""

import hashlib
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MARK = b"PWV1"
NONCE = 12
KEY_ID = 8


class Unreadable(Exception):
    """Sealed bytes were changed, moved, or sealed with a key that is not here."""


def seal(plain: bytes, place: str, key: bytes) -> bytes:
    """Return ``plain`` unreadable; only ``unseal`` with the same ``place`` and key undoes it."""
    nonce = secrets.token_bytes(NONCE)
    return MARK + _id(key) + nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def unseal(sealed: bytes, place: str, known: Sequence[bytes]) -> bytes:
    """Return what ``seal`` took; raises ``Unreadable`` when one bit or the place differs."""
    head, rest = sealed[: len(MARK) + KEY_ID], sealed[len(MARK) + KEY_ID :]
    key = next((one for one in known if MARK + _id(one) == head), None)
    if key is None:
        raise Unreadable("It was sealed with a key that VAULT_KEY does not hold.")
    try:
        return AESGCM(key).decrypt(rest[:NONCE], rest[NONCE:], place.encode())
    except (InvalidTag, ValueError):
        raise Unreadable("It is not what was stored here.") from None


def _id(key: bytes) -> bytes:
    return hashlib.sha256(b"vault key id" + key).digest()[:KEY_ID]
