"""What was taken out of the service, as it happened."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model, Numbered
from crm.people.models import Person


class Export(Numbered, Model):
    """One file of employers that left: who took it, of which list, how many rows and what for.

    ``person_id`` is None when a command acted as the system. The row is journalled, so History
    shows it and the seals hold it; nothing takes it back.
    """

    __tablename__ = "export"
    __undo__ = False

    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    form: Mapped[str]
    conditions: Mapped[str]
    rows: Mapped[int]
    with_contacts: Mapped[bool]
    purpose: Mapped[str]
