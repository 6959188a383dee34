"""One-time links: one purpose, a last moment, one use.

The table holds a digest and a salt. The link itself can be worked out again with ``SECRET_KEY``,
so that a mail in the outbox waits without it: whoever reads the outbox cannot follow the link.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from crm.core import clock
from crm.core.db import Model, Numbered, session

PLACE = "{link}"
KEPT = timedelta(days=30)


class OneTimeLink(Numbered, Model):
    """A link that opens ``endpoint`` for one subject until it is used, revoked or too old."""

    __tablename__ = "one_time_link"
    __journal__ = False

    purpose: Mapped[str]
    endpoint: Mapped[str]
    subject_id: Mapped[int | None] = mapped_column(index=True)
    salt: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


def make(purpose: str, endpoint: str, subject_id: int | None, lasts: timedelta) -> OneTimeLink:
    """Make a link, and end earlier ones of this purpose and subject; flushes."""
    revoke(purpose, subject_id)
    salt = secrets.token_hex(16)
    link = OneTimeLink(
        purpose=purpose,
        endpoint=endpoint,
        subject_id=subject_id,
        salt=salt,
        digest=_digest(_token(purpose, salt)),
        expires_at=clock.now() + lasts,
    )
    session.add(link)
    session.flush()
    return link


def address(link: OneTimeLink) -> str:
    """Return the whole address, on ``BASE_URL`` whatever host the request named."""
    token = _token(link.purpose, link.salt)
    path = current_app.url_map.bind("localhost").build(link.endpoint, {"token": token})
    return f"{current_app.config['BASE_URL'].rstrip('/')}{path}"


def fill(body: str, link_id: int | None) -> str:
    """Return a mail's text with its own link, if it has one, in place of ``{link}``."""
    link = session.get(OneTimeLink, link_id) if link_id else None
    return body.replace(PLACE, address(link)) if link else body


def find(token: str, *purposes: str) -> OneTimeLink | None:
    """Return the link of ``token`` while it can be used for one of ``purposes``."""
    return session.scalar(
        sa.select(OneTimeLink).where(
            OneTimeLink.digest == _digest(token),
            OneTimeLink.purpose.in_(purposes),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > clock.now(),
        )
    )


def use(link_id: int) -> bool:
    """Use the link up; False when another request was first or its time is over."""
    return _end(OneTimeLink.id == link_id, OneTimeLink.expires_at > clock.now()) == 1


def revoke(purpose: str | None, subject_id: int | None) -> None:
    """End every open link of a subject, or only those of one purpose."""
    which = [OneTimeLink.subject_id == subject_id]  # "IS NULL" for links without a subject
    if purpose is not None:
        which.append(OneTimeLink.purpose == purpose)
    _end(*which)


def forget_old() -> int:
    """Remove links that ended long ago; return how many."""
    gone = session.execute(
        sa.delete(OneTimeLink).where(OneTimeLink.expires_at < clock.now() - KEPT)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _end(*which: sa.ColumnElement[bool]) -> int:
    ended = session.execute(
        sa.update(OneTimeLink)
        .where(*which, OneTimeLink.used_at.is_(None))
        .values(used_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]


def _token(purpose: str, salt: str) -> str:
    key = current_app.config["SECRET_KEY"].encode()
    mac = hmac.digest(key, f"one-time link\n{purpose}\n{salt}".encode(), "sha256")
    return urlsafe_b64encode(mac).decode().rstrip("=")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
