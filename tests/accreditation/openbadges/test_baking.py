"""Badges in pictures: in and out again, and pictures that are broken or made to harm."""

import io
import struct
import zlib

import pytest
from PIL import Image

from accreditation.openbadges import baking
from accreditation.openbadges.strict import Malformed
from tests.accreditation.openbadges import made

JSON = baking.compact(made.signed())
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>'


def png(**info: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "#0b4a53").save(out, "PNG")
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def with_chunk(kind: bytes, body: bytes) -> bytes:
    picture = png()
    return picture[:33] + chunk(kind, body) + picture[33:]


@pytest.mark.parametrize("badge", [JSON, made.token(), '{"a":"é ]]> <&"}'])
def test_in_and_out_again(badge):
    assert baking.read_png(baking.bake_png(png(), badge)) == badge
    assert baking.read_svg(baking.bake_svg(SVG, badge).encode()) == badge


def test_other_software_reads_the_text_of_the_picture():
    picture = Image.open(io.BytesIO(baking.bake_png(png(), JSON)))
    picture.load()

    assert picture.text["openbadgecredential"] == JSON


def test_a_picture_baked_again_holds_the_new_badge_only():
    again = baking.bake_png(baking.bake_png(png(), "{}"), JSON)

    assert baking.read_png(again) == JSON
    assert again.count(b"openbadgecredential") == 1


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (b"GIF89a", "not a PNG"),
        (png(), "no badge"),
        (with_chunk(b"tEXt", b"openbadges\0{}"), "2.0 or older"),
        (
            with_chunk(b"iTXt", baking.KEYWORD + b"\0\x01\0\0\0" + zlib.compress(b"{}")),
            "compressed",
        ),
        (with_chunk(b"iTXt", baking.KEYWORD + b"\0\0\0"), "broken"),
        (with_chunk(b"iTXt", baking.KEYWORD + b"\0\0\0\0\0\xff\xfe"), "UTF-8"),
        (baking.bake_png(png(), "{}")[:60], "breaks off|damaged"),
        (baking.bake_png(png(), "{}").replace(b"{}", b"[]"), "damaged"),
        (png()[:8] + struct.pack(">I", 2**31) + b"IDAT", "damaged"),
        (png()[:8] + chunk(b"tEXt", b"") * 6000, "too many parts"),
    ],
)
def test_a_broken_png_is_refused_with_its_reason(picture, why):
    with pytest.raises(Malformed, match=why):
        baking.read_png(picture)


def test_two_badges_in_one_picture_are_refused():
    once = chunk(b"iTXt", baking.KEYWORD + b"\0\0\0\0\0{}")
    picture = png()
    with pytest.raises(Malformed, match="more than one"):
        baking.read_png(picture[:33] + once * 2 + picture[33:])
    baked = baking.bake_svg(SVG, "{}")
    element = baked[baked.index("<openbadges:") : baked.index("<circle")]
    with pytest.raises(Malformed, match="more than one"):
        baking.read_svg(baked.replace("<circle", element + "<circle").encode())


BOMB = '<!DOCTYPE s [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + SVG


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (SVG, "no badge"),
        ("<svg", "not a sound SVG"),
        ("<html></html>", "not an SVG"),
        ("<svg>plain</svg>", "not an SVG"),
        (BOMB, "document type"),
        ('<!DOCTYPE svg SYSTEM "http://elsewhere.example/x">' + SVG, "document type"),
        ("<g>" * 3000, "nested"),
        ('<?xml version="1.0" encoding="nonsense"?>' + SVG, "not a sound SVG"),
    ],
)
def test_a_broken_svg_is_refused_with_its_reason(picture, why):
    with pytest.raises(Malformed, match=why):
        baking.read_svg(picture.encode())
