"""Signed-in browsers: a row each, so that any of them can be ended at once.

The cookie carries a random token; the table holds its SHA-256 only.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

import flask_login
import sqlalchemy as sa
from flask import request
from flask import session as cookie
from sqlalchemy.orm import contains_eager

from crm.core import clock
from crm.core.db import Moment, reading, session, set_may_write
from crm.core.web import READS, login
from crm.people.models import Person, SignIn

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=2)
KEPT = timedelta(days=366)


@dataclass
class Visitor(flask_login.UserMixin):  # type: ignore[misc]
    """The person behind a request, with the sign-in that let them in."""

    token: str
    person: Person
    sign_in: SignIn

    def get_id(self) -> str:
        """Return what the cookie holds."""
        return self.token


def start(person: Person) -> str:
    """Sign ``person`` in on this browser under a new token; flushes.

    Nothing of the cookie from before outlives this, so a planted one is worth nothing.
    """
    leave()
    token = secrets.token_urlsafe(32)
    now = clock.now()
    row = SignIn(
        person_id=person.id,
        token_digest=digest(token),
        started_at=now,
        seen_at=now,
        browser=request.user_agent.string[:200],
    )
    session.add(row)
    session.flush()
    flask_login.login_user(Visitor(token, person, row))
    return token


def digest(token: str) -> str:
    """Return what the table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


#: Asked on every page, so it is built once.
_LIVE = (
    sa.select(SignIn)
    .join(SignIn.person)
    .options(contains_eager(SignIn.person))
    .where(
        SignIn.token_digest == sa.bindparam("digest"),
        SignIn.ended_at.is_(None),
        SignIn.seen_at > sa.bindparam("seen", type_=Moment()),
        SignIn.started_at > sa.bindparam("started", type_=Moment()),
        Person.locked_at.is_(None),
    )
)


@login.user_loader  # type: ignore[untyped-decorator]
def load(token: str) -> Visitor | None:
    """Return the visitor of a live sign-in: not ended, not idle too long, person not locked."""
    now = clock.now()
    asked = {"digest": digest(token), "seen": now - IDLE, "started": now - LONGEST}
    row = session.scalar(_LIVE, asked)
    if row is None:
        return None
    if now - row.seen_at > NOTED_EVERY:
        row = _note_seen(row)
    return Visitor(token, row.person, row)


def _note_seen(row: SignIn) -> SignIn:
    """Write the time of this visit in a short transaction of its own, also on a GET."""
    session.rollback()
    set_may_write(True)
    session.execute(
        sa.update(SignIn)
        .where(SignIn.id == row.id)
        .values(seen_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    session.commit()
    set_may_write(request.method not in READS)
    found = session.scalars(
        sa.select(SignIn)
        .join(SignIn.person)
        .options(contains_eager(SignIn.person))
        .where(SignIn.id == row.id)
    )
    return found.one()


def leave() -> None:
    """End this browser's sign-in, if it has one, and empty its cookie."""
    if token := cookie.get("_user_id"):
        _end(SignIn.token_digest == digest(str(token)))
    cookie.clear()


def end(person_id: int, sign_in_id: int) -> bool:
    """End one sign-in of a person; its cookie is worth nothing from now on."""
    return _end(SignIn.person_id == person_id, SignIn.id == sign_in_id) == 1


def end_others(person_id: int, kept_id: int) -> int:
    """End every sign-in of a person but one; return how many."""
    return _end(SignIn.person_id == person_id, SignIn.id != kept_id)


def end_all(person_id: int) -> None:
    """End every sign-in of a person: after locking, a new role or a new password."""
    _end(SignIn.person_id == person_id)


def _end(*which: sa.ColumnElement[bool]) -> int:
    ended = session.execute(
        sa.update(SignIn)
        .where(*which, SignIn.ended_at.is_(None))
        .values(ended_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]


def forget_old() -> int:
    """Remove sign-ins of more than a year ago; return how many."""
    gone = session.execute(sa.delete(SignIn).where(SignIn.started_at < clock.now() - KEPT))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def live(person_id: int) -> list[SignIn]:
    """Return a person's sign-ins that still work, newest first."""
    now = clock.now()
    with reading():
        return list(
            session.scalars(
                sa.select(SignIn)
                .where(
                    SignIn.person_id == person_id,
                    SignIn.ended_at.is_(None),
                    SignIn.seen_at > now - IDLE,
                    SignIn.started_at > now - LONGEST,
                )
                .order_by(SignIn.id.desc())
            )
        )
