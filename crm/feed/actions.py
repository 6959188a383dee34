"""Making, renewing and ending the address of a feed."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from typing import Any

import sqlalchemy as sa
from flask import current_app

from crm.core import clock
from crm.core.db import session
from crm.feed.models import CalendarFeed


def renew(person: Any, *, with_names: bool, rhythms: bool, waiting: bool) -> CalendarFeed:
    """Give a person a new address and end the old one; flushes. ``person`` has an ``id``."""
    end(person)
    salt = secrets.token_hex(16)
    feed = CalendarFeed(
        person_id=person.id,
        salt=salt,
        digest=digest(token(salt)),
        with_names=with_names,
        rhythms=rhythms,
        waiting=waiting,
        made_at=clock.now(),
    )
    session.add(feed)
    session.flush()
    return feed


def end(person: Any) -> None:
    """End a person's address at once; executes, does not commit."""
    session.execute(sa.delete(CalendarFeed).where(CalendarFeed.person_id == person.id))


def address(feed: CalendarFeed) -> str:
    """Return the whole secret address, on ``BASE_URL`` whatever host the request named."""
    path = current_app.url_map.bind("localhost").build("feed.calendar", {"token": token(feed.salt)})
    return f"{current_app.config['BASE_URL'].rstrip('/')}{path}"


def token(salt: str) -> str:
    """Return the secret part of an address."""
    key = current_app.config["SECRET_KEY"].encode()
    mac = hmac.digest(key, f"calendar feed\n{salt}".encode(), "sha256")
    return urlsafe_b64encode(mac).decode().rstrip("=")


def digest(secret: str) -> str:
    """Return what the table holds of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
