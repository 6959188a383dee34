"""The secret addresses of calendar feeds."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Model, Numbered
from crm.people.models import Person


class CalendarFeed(Numbered, Model):
    """One person's feed and what it holds; the table has a digest of the address and a salt.

    The address is worked out with ``SECRET_KEY``, so whoever reads the table cannot open the feed.
    """

    __tablename__ = "calendar_feed"
    __journal__ = False

    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Person.id, ondelete="CASCADE"), unique=True
    )
    salt: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    with_names: Mapped[bool]
    rhythms: Mapped[bool]
    waiting: Mapped[bool]
    made_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
