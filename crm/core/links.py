"""One-purpose links: a last moment, a number of uses, an end before that, and what was done.

Most are for one use. The table holds a digest and a salt. The link itself can be worked out again
with ``SECRET_KEY``, so that a mail in the outbox waits without it: whoever reads the outbox, or the
log of a link, cannot follow it.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from crm.core import clock
from crm.core.db import Model, Numbered, session

PLACE = "{link}"
SECOND = "{second link}"
KEPT = timedelta(days=30)


class State(StrEnum):
    """What a link can still do."""

    OPEN = "open"
    USED_UP = "used up"
    EXPIRED = "expired"
    REVOKED = "revoked"


class OneTimeLink(Numbered, Model):
    """A link that opens ``endpoint`` for one subject until it is used, revoked or too old.

    ``used_at`` ends it for good, by its one use or because it was revoked; a link for ``most``
    uses counts them in ``uses``.
    """

    __tablename__ = "one_time_link"
    __journal__ = False

    purpose: Mapped[str]
    endpoint: Mapped[str]
    subject_id: Mapped[int | None] = mapped_column(index=True)
    salt: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    most: Mapped[int] = mapped_column(default=1, server_default="1")
    uses: Mapped[int] = mapped_column(default=0, server_default="0")
    opened_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class LinkEvent(Numbered, Model):
    """One thing that was done with a link. A link with such a log is not forgotten."""

    __tablename__ = "link_event"
    __journal__ = False

    link_id: Mapped[int] = mapped_column(sa.ForeignKey(OneTimeLink.id), index=True)
    at: Mapped[datetime]
    what: Mapped[str]
    by: Mapped[str] = mapped_column(default="")
    count: Mapped[int] = mapped_column(default=0)


def make(
    purpose: str, endpoint: str, subject_id: int | None, lasts: timedelta, *, most: int = 1
) -> OneTimeLink:
    """Make a link for ``most`` uses, and end earlier ones of this purpose and subject; flushes."""
    revoke(purpose, subject_id)
    salt = secrets.token_hex(16)
    link = OneTimeLink(
        purpose=purpose,
        endpoint=endpoint,
        subject_id=subject_id,
        salt=salt,
        digest=_digest(_token(purpose, salt)),
        expires_at=clock.now() + lasts,
        most=most,
    )
    session.add(link)
    session.flush()
    return link


def address(link: OneTimeLink) -> str:
    """Return the whole address, on ``BASE_URL`` whatever host the request named."""
    token = _token(link.purpose, link.salt)
    path = current_app.url_map.bind("localhost").build(link.endpoint, {"token": token})
    return f"{current_app.config['BASE_URL'].rstrip('/')}{path}"


def fill(body: str, link_id: int | None, second_link_id: int | None = None) -> str:
    """Return a mail's text with its own links in place of ``{link}`` and ``{second link}``."""
    for place, number in ((PLACE, link_id), (SECOND, second_link_id)):
        link = session.get(OneTimeLink, number) if number else None
        body = body.replace(place, address(link)) if link else body
    return body


def find(token: str, *purposes: str) -> OneTimeLink | None:
    """Return the link of ``token`` while it can be used for one of ``purposes``."""
    return session.scalar(
        sa.select(OneTimeLink).where(
            OneTimeLink.digest == _digest(token),
            OneTimeLink.purpose.in_(purposes),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.uses < OneTimeLink.most,
            OneTimeLink.expires_at > clock.now(),
        )
    )


def look(token: str, *purposes: str) -> OneTimeLink | None:
    """Return the link of ``token`` whatever became of it: ``state`` says that."""
    return session.scalar(
        sa.select(OneTimeLink).where(
            OneTimeLink.digest == _digest(token), OneTimeLink.purpose.in_(purposes)
        )
    )


def state(link: OneTimeLink) -> State:
    """Return what a link can still do at this moment."""
    if link.revoked_at is not None:
        return State.REVOKED
    if link.expires_at <= clock.now():
        return State.EXPIRED
    return State.USED_UP if link.used_at or link.uses >= link.most else State.OPEN


def use(link_id: int) -> bool:
    """Use the link up; False when another request was first or its time is over."""
    return _end(OneTimeLink.id == link_id, OneTimeLink.expires_at > clock.now()) == 1


def take(link_id: int, count: int) -> bool:
    """Use ``count`` of a link's uses; False, and none used, when fewer are left or it ended.

    One statement counts and decides, so that of two at once only one gets the last use.
    """
    taken = session.execute(
        sa.update(OneTimeLink)
        .where(
            OneTimeLink.id == link_id,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > clock.now(),
            OneTimeLink.uses + count <= OneTimeLink.most,
        )
        .values(uses=OneTimeLink.uses + count)
        .execution_options(synchronize_session=False)
    )
    return int(taken.rowcount) == 1  # type: ignore[attr-defined]


def note(link_id: int, what: str, by: str = "", *, count: int = 0) -> None:
    """Write down what was done with a link, and by whom where that is known; flushes."""
    session.add(LinkEvent(link_id=link_id, at=clock.now(), what=what, by=by, count=count))
    session.flush()


def log_of(link_id: int) -> Sequence[LinkEvent]:
    """Return what was done with a link, the newest first."""
    return session.scalars(
        sa.select(LinkEvent)
        .where(LinkEvent.link_id == link_id)
        .order_by(LinkEvent.id.desc())
        .limit(200)
    ).all()


def revoke(purpose: str, subject_id: int | None) -> None:
    """End every open link of a subject for one purpose.

    A number alone names nobody: a person and a request may have the same one.
    """
    of_subject = OneTimeLink.subject_id == subject_id  # "IS NULL" for links without a subject
    _end(of_subject, OneTimeLink.purpose == purpose, revoked_at=clock.now())


def forget_old() -> int:
    """Remove links that ended long ago and have no log; return how many."""
    logged = sa.exists().where(LinkEvent.link_id == OneTimeLink.id)
    gone = session.execute(
        sa.delete(OneTimeLink)
        .where(OneTimeLink.expires_at < clock.now() - KEPT, ~logged)
        .execution_options(synchronize_session=False)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _end(*which: sa.ColumnElement[bool], **also: datetime) -> int:
    ended = session.execute(
        sa.update(OneTimeLink)
        .where(*which, OneTimeLink.used_at.is_(None))
        .values(used_at=clock.now(), **also)
        .execution_options(synchronize_session=False)
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]


def _token(purpose: str, salt: str) -> str:
    key = current_app.config["SECRET_KEY"].encode()
    mac = hmac.digest(key, f"one-time link\n{purpose}\n{salt}".encode(), "sha256")
    return urlsafe_b64encode(mac).decode().rstrip("=")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
