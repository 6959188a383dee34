"""The review of a placement."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activity.models import Activity
from crm.activity.rules import Kind, Outcome
from crm.core.db import Exact, Model, Numbered, Versioned
from crm.employers.models import Employer
from crm.people.models import Person
from crm.placements.models import Placement
from crm.reviews.rules import Going, Held, Whom


class Review(Numbered, Versioned, Model):
    """One look at how a placement goes; ``activity`` is the same contact in the employer's log.

    ``hours_worked`` are those of the week before. The supported person is "person", nothing more.
    """

    __tablename__ = "placement_review"
    __subject__ = "employer_id"
    __restorable__ = {"note": ()}

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    placement_id: Mapped[int] = mapped_column(sa.ForeignKey(Placement.id), index=True)
    activity_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Activity.id), index=True)
    held_on: Mapped[date]
    kind: Mapped[Kind]
    whom: Mapped[Whom]
    outcome: Mapped[Outcome]
    going: Mapped[Going | None]
    hours_worked: Mapped[Decimal | None] = mapped_column(Exact)
    note: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    made_at: Mapped[datetime]

    by: Mapped[Person] = relationship(lazy="raise_on_sql")

    @property
    def held(self) -> Held:
        """Return the row as the rules take it."""
        return Held(self.held_on, self.whom, self.outcome, self.going, self.hours_worked)
