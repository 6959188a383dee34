"""Sealed bytes: unreadable, bound to their place, every changed bit noticed."""

import base64
import os

import pytest

from crm.core import config
from crm.vault import ciphers

KEY, OTHER = os.urandom(32), os.urandom(32)
PLAIN = b"marker of sixteen" * 50


def test_what_is_sealed_comes_back_and_cannot_be_read() -> None:
    sealed = ciphers.seal(PLAIN, "a/page-1", KEY)

    assert PLAIN[:16] not in sealed
    assert ciphers.unseal(sealed, "a/page-1", [KEY]) == PLAIN


def test_every_flipped_byte_is_noticed() -> None:
    sealed = ciphers.seal(b"a wage slip", "a/original", KEY)

    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(ciphers.Unreadable):
            ciphers.unseal(changed, "a/original", [KEY])


@pytest.mark.parametrize("cut", [0, 4, 12, 20, 30])
def test_half_a_file_is_noticed(cut: int) -> None:
    with pytest.raises(ciphers.Unreadable):
        ciphers.unseal(ciphers.seal(PLAIN, "a/original", KEY)[:cut], "a/original", [KEY])


def test_a_file_moved_to_another_place_does_not_open() -> None:
    with pytest.raises(ciphers.Unreadable):
        ciphers.unseal(ciphers.seal(PLAIN, "a/original", KEY), "b/original", [KEY])


def test_an_old_key_still_opens_and_a_missing_one_says_so() -> None:
    sealed = ciphers.seal(PLAIN, "a", OTHER)

    assert ciphers.unseal(sealed, "a", [KEY, OTHER]) == PLAIN
    with pytest.raises(ciphers.Unreadable, match="VAULT_KEY does not hold"):
        ciphers.unseal(sealed, "a", [KEY])


def test_keys_are_32_bytes_and_the_first_counts() -> None:
    text = [base64.urlsafe_b64encode(key).decode() for key in (KEY, OTHER)]

    assert config.keys(", ".join(text)) == [KEY, OTHER]
    for wrong in ("", "short", base64.urlsafe_b64encode(b"too short").decode(), f"{text[0]},"):
        with pytest.raises(ValueError):
            config.keys(wrong)
