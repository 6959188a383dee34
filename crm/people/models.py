"""Staff, their sign-ins and the links that let them in for the first time."""

import re
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Model, Numbered, Versioned
from crm.core.permissions import Permission, Role


class Person(Numbered, Versioned, Model):
    """A member of staff. ``email_key`` is the address in lower case, one account each.

    ``keys_off`` and ``roomy`` are how they like the pages: no single-key shortcuts, rows far apart.
    ``independent`` marks somebody outside the service, who confirms checks of the council itself.
    """

    __tablename__ = "person"
    __undo__ = False
    __shown_to__ = {"*": Permission.VIEW_PEOPLE}

    name: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role]
    password_hash: Mapped[str | None] = mapped_column(info={"journal": "omit"})
    password_set_at: Mapped[datetime | None]
    link_sent_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    reminder_mail: Mapped[bool] = mapped_column(default=True)
    independent: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    made_up: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    keys_off: Mapped[bool] = mapped_column(
        default=False, server_default=sa.false(), info={"journal": "omit"}
    )
    roomy: Mapped[bool] = mapped_column(
        default=False, server_default=sa.false(), info={"journal": "omit"}
    )

    @property
    def active(self) -> bool:
        """Return whether this person may sign in."""
        return self.locked_at is None

    @property
    def initials(self) -> str:
        """Return up to two letters for tight places."""
        return "".join(word[0] for word in re.findall(r"\w+", self.name)[:2]).upper()


def email_key(email: str) -> str:
    """Return the form of an address by which accounts are told apart."""
    return email.strip().lower()


class SignIn(Numbered, Model):
    """One signed-in browser. The cookie holds the token; here is only its digest."""

    __tablename__ = "sign_in"
    __journal__ = False

    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id, ondelete="CASCADE"), index=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
