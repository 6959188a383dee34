"""What stands on pages of others: never a level that no longer holds."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from accreditation.badges import actions
from accreditation.badges.models import Reason
from accreditation.openbadges import baking
from crm.core import clock
from crm.core.db import session
from tests.accreditation.badges.world import check, issued

BRAND = "#0b4a53"


def picture(stranger, badge, form="svg"):
    answer = stranger.client.get(f"/badges/{badge.public_id}/picture.{form}")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=30"
    return answer


def ended(make, how):
    begins = clock.now().replace(microsecond=0)
    if how == "expired":
        return issued(make, level="gold", begins=begins - timedelta(days=9),
                      lasts=timedelta(days=5))  # fmt: skip
    if how == "not yet valid":
        return issued(make, level="gold", begins=begins + timedelta(days=9))
    badge = issued(make, level="gold")
    if how == "revoked":
        actions.revoke(badge, Reason.CONDITIONS, "A job ended.")
    else:
        actions.hold(badge, "We look again.")
    session.commit()
    return badge


def test_while_it_holds_the_picture_names_the_level(make, stranger):
    badge = issued(make, level="gold")

    drawn = picture(stranger, badge).text

    assert ">Gold<" in drawn
    assert BRAND in drawn
    assert "openbadges:credential" not in drawn
    assert Image.open(io.BytesIO(picture(stranger, badge, "png").data)).size == (480, 560)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("revoked", "Withdrawn"),
        ("expired", "Ended"),
        ("under review", "Under review"),
        ("not yet valid", "Not yet valid"),
    ],
)
def test_as_soon_as_it_does_not_hold_no_picture_of_ours_names_the_level(make, stranger, how, said):
    badge = ended(make, how)
    baked = stranger.client.get(f"/badges/{badge.public_id}.svg")

    for drawn in (picture(stranger, badge).text, baking_out(baked.text)):
        assert f">{said}<" in drawn
        assert "Gold" not in drawn
        assert BRAND not in drawn
    assert baked.headers["Cache-Control"] == "public, max-age=30"
    png = stranger.client.get(f"/badges/{badge.public_id}.png")
    assert png.headers["Cache-Control"] == "public, max-age=30"
    assert check(png.data).status == how
    shown = Image.open(io.BytesIO(png.data)).convert("RGB").getpixel((240, 500))
    assert max(shown) - min(shown) < 8, "grey"


def baking_out(baked):
    """Return a baked picture without the badge inside."""
    assert baking.read_svg(baked.encode())
    before, _, rest = baked.partition("<openbadges:credential>")
    return before + rest.partition("</openbadges:credential>")[2]


def test_the_snippet_leads_to_the_page_and_names_no_level(make, stranger):
    badge = issued(make, level="gold", name='Bright & "Sons" <Bakers>')

    answer = stranger.client.get(f"/badges/{badge.public_id}/snippet.html")

    assert answer.text.startswith(f'<a href="http://127.0.0.1:8000/badges/{badge.public_id}"><img ')
    assert f'/badges/{badge.public_id}/picture.svg"' in answer.text
    assert "Bright &amp; &quot;Sons&quot; &lt;Bakers&gt;" in answer.text
    assert "Gold" not in answer.text
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.content_type.startswith("text/plain")


def test_the_page_offers_the_snippet_only_while_it_holds(make, stranger):
    held, gone = issued(make), ended(make, "revoked")

    page = stranger.get(f"/badges/{held.public_id}").text
    assert "picture.svg" in page
    assert "&lt;a href=" in page
    assert "&lt;a href=" not in stranger.get(f"/badges/{gone.public_id}").text
