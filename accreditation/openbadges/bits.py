"""The status list: one bit a badge. Source: W3C Bitstring Status List 1.0."""

import base64
import binascii
import gzip
import zlib
from collections.abc import Iterable
from typing import Any

from accreditation.openbadges import contexts

#: The least number of entries, so that asking for the list does not tell about which badge.
ENTRIES = 131_072
REVOCATION = "revocation"
MOST_BYTES = 4_000_000


class BadList(Exception):
    """The text is not a status list; the message says why."""


def encode(revoked: Iterable[int]) -> str:
    """Return the list with these entries set, as ``encodedList`` holds it."""
    bits = bytearray(ENTRIES // 8)
    for index in revoked:
        bits[index // 8] |= 0x80 >> index % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def is_set(encoded: str, index: int) -> bool:
    """Return one entry of an ``encodedList``; raises ``BadList``."""
    bits = _decode(encoded)
    if not 0 <= index < len(bits) * 8:
        raise BadList("The list has no such entry.")
    return bool(bits[index // 8] & 0x80 >> index % 8)


def _decode(encoded: str) -> bytes:
    if not encoded.startswith("u"):
        raise BadList("The list is not base64url text.")
    try:
        packed = base64.urlsafe_b64decode(encoded[1:] + "=" * (-(len(encoded) - 1) % 4))
        bits = zlib.decompressobj(31).decompress(packed, MOST_BYTES)
    except (zlib.error, binascii.Error, ValueError):
        raise BadList("The list cannot be unpacked.") from None
    if len(bits) * 8 < ENTRIES:
        raise BadList(f"The list is shorter than {ENTRIES:,} entries.")
    return bits


def entry(list_url: str, index: int) -> dict[str, str]:
    """Return the ``credentialStatus`` of a badge: one entry, because the schema allows no more."""
    return {
        "id": f"{list_url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": REVOCATION,
        "statusListIndex": str(index),
        "statusListCredential": list_url,
    }


def credential(
    list_url: str, issuer: str, revoked: Iterable[int], valid_from: str, valid_until: str
) -> dict[str, Any]:
    """Return the unsigned list credential."""
    return {
        "@context": [contexts.CREDENTIALS],
        "id": list_url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": valid_from,
        "validUntil": valid_until,
        "credentialSubject": {
            "id": f"{list_url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": REVOCATION,
            "encodedList": encode(revoked),
        },
    }
