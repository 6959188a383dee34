"""The status list: bits where they belong, and lists that cannot be read."""

import base64
import gzip

import pytest

from accreditation.openbadges import bits


def packed(raw: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(raw)).decode().rstrip("=")


def test_the_first_entry_is_the_highest_bit_of_the_first_byte():
    assert bits.encode([0]) == packed_like(b"\x80" + b"\0" * 16383)
    assert bits.encode([15]) == packed_like(b"\0\x01" + b"\0" * 16382)


def packed_like(raw: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(raw, mtime=0)).decode().rstrip("=")


@pytest.mark.parametrize("index", [0, 1, 7, 8, 42, 65_535, 131_071])
def test_one_entry_and_no_other(index):
    encoded = bits.encode([index])

    assert bits.is_set(encoded, index)
    assert not any(bits.is_set(encoded, other) for other in (2, 9, 100) if other != index)


def test_an_empty_list_is_small():
    assert len(bits.encode([])) < 100


@pytest.mark.parametrize(
    ("encoded", "index"),
    [
        (bits.encode([]), 131_072),
        (bits.encode([]), -1),
        (bits.encode([])[1:], 0),
        ("u????", 0),
        ("u" + base64.urlsafe_b64encode(b"not packed").decode(), 0),
        (packed(b"\0" * 100), 0),
        ("", 0),
    ],
)
def test_what_is_no_list_is_refused(encoded, index):
    with pytest.raises(bits.BadList):
        bits.is_set(encoded, index)


def test_a_list_that_would_fill_the_memory_is_read_only_in_part():
    bomb = packed(b"\0" * 50_000_000)

    assert not bits.is_set(bomb, 7)
    with pytest.raises(bits.BadList, match="no such entry"):
        bits.is_set(bomb, 49_000_000 * 8)


def test_an_entry_is_one_object_with_its_index_as_text():
    entry = bits.entry("https://badges.example/badges/status/1", 42)

    assert entry["statusListIndex"] == "42"
    assert entry["statusPurpose"] == "revocation"
    assert entry["id"] == "https://badges.example/badges/status/1#42"
