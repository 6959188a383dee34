"""How values are written for people: template filters."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from flask import Flask
from markupsafe import Markup, escape

from crm.core import clock

#: A link whose last part is a secret: nothing that people name is that long without a blank.
PRIVATE = re.compile(r"https?://\S+/[\w.=%-]{30,}")
REF = re.compile(r"\b[A-Z]-[0-9]{4,9}\b")
PENNY = Decimal("0.01")


def day(value: date | None, *, year: bool | None = None) -> str:
    """Return ``Tue 24 Nov``, with the year when it is not this one; ``Never`` for no date."""
    if value is None:
        return "Never"
    shown = value.year != clock.today().year if year is None else year
    return f"{_short(value)} {value.year}" if shown else _short(value)


@lru_cache(maxsize=2000)
def _short(value: date) -> str:
    """Return ``Tue 24 Nov``; a list writes the same days again and again."""
    return f"{value:%a} {value.day} {value:%b}"


def long_day(value: date, *, weekday: bool = False) -> str:
    """Return ``24 November 2026``, or with its weekday ``Tuesday 24 November``."""
    return f"{value:%A} {value.day} {value:%B}" if weekday else f"{value.day} {value:%B %Y}"


def moment(value: datetime | None) -> str:
    """Return London time as ``Tue 24 Nov, 14:32``."""
    if value is None:
        return "Never"
    here = clock.to_london(value)
    return f"{day(here.date())}, {here:%H:%M}"


def long_moment(value: datetime) -> str:
    """Return London time for the public: ``24 November 2026 at 2:32pm``, full hours as ``5pm``."""
    here = clock.to_london(value)
    minutes = f":{here:%M}" if here.minute else ""
    half = "pm" if here.hour >= 12 else "am"
    return f"{long_day(here.date())} at {here.hour % 12 or 12}{minutes}{half}"


def uk_time(value: datetime) -> str:
    """Return ``Tuesday 24 November 2026, 10:00 GMT``: the day in full and the zone's own word."""
    here = clock.to_london(value)
    return f"{long_day(here.date(), weekday=True)} {here.year}, {here:%H:%M %Z}"


def money(value: Decimal | None) -> str:
    """Return ``£13.10``, rounded half up to the penny."""
    if value is None:
        return "Not known"
    return f"£{value.quantize(PENNY, ROUND_HALF_UP):,}"


def number(value: int) -> str:
    """Return ``1,212``."""
    return f"{value:,}"


def plural(count: int, one: str, many: str = "") -> str:
    """Return ``1 row`` or ``3 rows``; ``many`` for words that do not take an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def hours(value: Decimal | None) -> str:
    """Return hours without needless zeros: ``37.5``."""
    return "Not known" if value is None else format(value.normalize(), "f")


def private_links(text: str) -> str:
    """Return a mail's text without the links that only its reader may follow."""
    return PRIVATE.sub("[the reader’s own link]", text)


def whole_refs(text: str) -> str:
    """Return ``text`` with each reference, such as ``P-00014``, kept on one line."""
    if isinstance(text, Markup):
        return text
    return Markup(REF.sub(r'<span class="pw-nowrap">\g<0></span>', str(escape(text))))  # noqa: S704


def install(app: Flask) -> None:
    """Make the filters known to the templates."""
    shown = (day, long_day, moment, long_moment, uk_time, money, number, plural, hours)
    for filter_ in (*shown, private_links, whole_refs):
        app.jinja_env.filters[filter_.__name__] = filter_
