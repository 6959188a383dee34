"""What tells one advert, and one employer of adverts, from another. Pure."""

import re
from urllib.parse import urlsplit

from crm.likeness.names import read

_TRACKING = re.compile(r"^(?:utm_|gclid|fbclid|ref$|source$|src$|trk)", re.I)
LONGEST = 300
BY_TITLE = "title:"
"""Begins the key of an advert that has no number and no address: it may be posted again."""


def of_name(name: str) -> str:
    """Return what stays of an employer's name through the ways of writing it."""
    return f"name:{' '.join(read(name).core)}"[:LONGEST] if read(name).joined else ""


def of_schools(numbers: str) -> str:
    """Return the key of one school, or of several together, by their official numbers."""
    found = sorted(set(re.findall(r"[0-9]{3,8}", numbers)))
    return f"urn:{','.join(found)}"[:LONGEST] if found else ""


def of_advert(identifier: str, url: str, source: str, title: str, place: str) -> str:
    """Return the key of an advert: its number within its source, its address, else its title.

    A number says nothing by itself: without a source it goes with the site, or with the title.
    """
    if identifier:
        whose = source or urlsplit(url).netloc or title
        return f"id:{whose.casefold()}|{identifier}"[:LONGEST]
    if found := _address(url):
        return f"url:{found}"[:LONGEST]
    if not (source and title):
        return ""
    return f"{BY_TITLE}{source.casefold()}|{title.casefold()}|{place.casefold()}"[:LONGEST]


def _address(url: str) -> str:
    """Return an advert's own address without what only counts visits."""
    parts = urlsplit(url)
    if not parts.path.strip("/") and not parts.query:
        return ""  # the front page of a site is no advert's own address
    kept = [one for one in parts.query.split("&") if one and not _TRACKING.match(one)]
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}{'?' + '&'.join(kept) if kept else ''}"
