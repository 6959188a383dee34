"""What the employer said once a placement had ended."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activity.models import Activity
from crm.core.db import Model, Numbered, Versioned
from crm.employers.models import Employer
from crm.people.models import Person
from crm.placements.models import Placement


class Again(StrEnum):
    """Whether they would take another person."""

    YES = "yes"
    PERHAPS = "perhaps"
    NO = "no"


class ExitTalk(Numbered, Versioned, Model):
    """One exit conversation; ``activity`` is the same contact in the employer's log."""

    __tablename__ = "exit_talk"
    __subject__ = "employer_id"
    __restorable__ = {"helped": ()}

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    placement_id: Mapped[int] = mapped_column(sa.ForeignKey(Placement.id), index=True)
    activity_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Activity.id), index=True)
    held_on: Mapped[date]
    again: Mapped[Again]
    helped: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    made_at: Mapped[datetime]

    by: Mapped[Person] = relationship(lazy="raise_on_sql")
