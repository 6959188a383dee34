"""A badge in each form that people download: JSON, token, PNG and SVG."""

from flask import current_app

from accreditation.badges import pictures
from accreditation.badges.models import Badge
from accreditation.openbadges import baking
from accreditation.scheme import queries as schemes

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
    scheme = schemes.ready(badge.scheme_version)
    title = scheme.level_title(badge.level_code)
    drawn = picture(str(current_app.config["SCHEME_NAME"]), title, form, invented=badge.made_up)
    if form == "png":
        return baking.bake_png(drawn, badge.credential)
    return baking.bake_svg(drawn.decode(), badge.credential).encode()


def picture(scheme: str, title: str, form: str, *, invented: bool = False) -> bytes:
    """Return the picture of a level without a badge inside, as PNG or SVG."""
    colour = str(current_app.config["BRAND_COLOUR"])
    if form == "png":
        return pictures.png(scheme, title, colour, invented=invented)
    return pictures.svg(scheme, title, colour, invented=invented).encode()
