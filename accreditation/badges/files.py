"""A badge in each form that people download: JSON, token, picture, certificate, and a snippet."""

from html import escape

from flask import current_app

from accreditation.badges import pictures, places
from accreditation.badges.models import Badge
from accreditation.openbadges import baking
from accreditation.scheme import queries as schemes
from crm.core import clock

GREY = "#484949"
#: What the picture says in place of the level once the badge does not hold.
NEUTRAL = {
    "revoked": "Withdrawn",
    "expired": "Ended",
    "not yet valid": "Not yet valid",
    "under review": "Under review",
}
MEDIA = {
    "json": "application/vc+ld+json",
    "jwt": "text/plain; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml; charset=utf-8",
}


def made(badge: Badge, form: str) -> bytes:
    """Return a badge in one of the forms of ``MEDIA``; pictures have the JSON inside."""
    if form == "json":
        return badge.credential.encode()
    if form == "jwt":
        return badge.token.encode()
    drawn = standing(badge, form)
    if form == "png":
        return baking.bake_png(drawn, badge.credential)
    return baking.bake_svg(drawn.decode(), badge.credential).encode()


def picture(scheme: str, title: str, form: str, *, invented: bool = False) -> bytes:
    """Return the picture of a level without a badge inside, as PNG or SVG."""
    colour = str(current_app.config["BRAND_COLOUR"])
    if form == "png":
        return pictures.png(scheme, title, colour, invented=invented)
    return pictures.svg(scheme, title, colour, invented=invented).encode()


def standing(badge: Badge, form: str) -> bytes:
    """Return the picture of a badge as it stands now: it names the level only while it holds."""
    scheme = str(current_app.config["SCHEME_NAME"])
    word = NEUTRAL.get(badge.word(clock.now()))
    if word is None:
        title = schemes.ready(badge.scheme_version).level_title(badge.level_code)
        return picture(scheme, title, form, invented=badge.made_up)
    if form == "png":
        return pictures.png(scheme, word, GREY, invented=badge.made_up)
    return pictures.svg(scheme, word, GREY, invented=badge.made_up).encode()


def snippet(badge: Badge) -> str:
    """Return HTML for the holder's own pages: a picture that our page answers for.

    Its words name no level, because they stay where they were put after the badge ended.
    """
    url, scheme = places.badge(badge.public_id), str(current_app.config["SCHEME_NAME"])
    words = escape(f"{scheme}: see what {badge.holder} holds now", quote=True)
    return (
        f'<a href="{url}"><img src="{url}/picture.svg" width="{pictures.WIDTH // 3}" '
        f'height="{pictures.HEIGHT // 3}" alt="{words}"></a>'
    )
