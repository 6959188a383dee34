"""Next steps with an employer, and the rules that make repeating ones."""

from datetime import date, datetime
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activity.models import Activity
from crm.activity.rules import Kind
from crm.core.db import Model, Numbered, Versioned
from crm.core.outbox import Mail
from crm.employers.models import Employer
from crm.followups.rules import Ended, Every
from crm.people.models import Person

OPEN = "closed_at IS NULL"


def _where(condition: str) -> dict[str, Any]:
    """Return the condition of a partial index in both dialects."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


class FollowRule(Numbered, Versioned, Model):
    """A follow-up that comes again. ``next_n`` is the occurrence to make once ``make_on`` is here.

    Both are the clockwork's own and are not journalled.
    """

    __tablename__ = "follow_rule"
    __subject__ = "employer_id"
    __table_args__ = (
        sa.Index("ix_follow_rule_make", "make_on", "id", **_where("ended_at IS NULL")),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    kind: Mapped[Kind | None]
    title: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    anchor_on: Mapped[date]
    count: Mapped[int]
    unit: Mapped[Every]
    due_time: Mapped[str] = mapped_column(default="")
    ends_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    next_n: Mapped[int] = mapped_column(default=0, info={"journal": "omit"})
    make_on: Mapped[date] = mapped_column(default=date.min, info={"journal": "omit"})


class SequenceRun(Numbered, Versioned, Model):
    """A sequence that was started with an employer; its steps were planned as follow-ups then.

    ``about`` tells apart runs of one sequence, such as two placements.
    """

    __tablename__ = "sequence_run"
    __subject__ = "employer_id"

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    code: Mapped[str]
    about: Mapped[str] = mapped_column(default="")
    anchor_on: Mapped[date]
    started_by_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    started_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    stopped_why: Mapped[str] = mapped_column(default="")


class Leave(Numbered, Versioned, Model):
    """Days on which somebody does not work, both included; never why.

    ``cover_id`` acts for them; without one what falls due moves to ``back_on``, the first working
    day after.
    """

    __tablename__ = "leave"
    __table_args__ = (
        sa.Index("ix_leave_person_to", "person_id", "to_on"),
        sa.Index("ix_leave_cover_to", "cover_id", "to_on"),
        {"sqlite_autoincrement": True},
    )

    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    from_on: Mapped[date]
    to_on: Mapped[date]
    back_on: Mapped[date]
    cover_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])
    cover: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[cover_id])


class Away(NamedTuple):
    """What leave makes of a step: the day it is shown on, until when its owner is away, who acts.

    ``until`` is empty while the owner is there, ``cover`` without one.
    """

    shown_on: date
    until: date | None
    cover: str | None


class FollowUp(Numbered, Versioned, Model):
    """One next step. ``closed_at`` empty is open; ``due_time`` is London wall time or empty.

    ``planned_on`` is the day worked out, ``first_due_on`` the working day it became, ``due_on`` the
    day it is due now, after snoozing. ``waiting_for`` says who has to act if not the owner,
    ``cap_reason`` why it was planned in spite of the cap on contacts.
    ``away`` is what leave makes of it, where a query asked for that.
    """

    __tablename__ = "follow_up"
    __subject__ = "employer_id"
    __table_args__ = (
        sa.UniqueConstraint("rule_id", "first_due_on"),
        sa.Index("ix_follow_up_owner_due", "owner_id", "due_on", "id", **_where(OPEN)),
        sa.Index("ix_follow_up_due", "due_on", "id", **_where(OPEN)),
        sa.Index("ix_follow_up_employer_due", "employer_id", "due_on", "id"),
        sa.Index("ix_follow_up_owner_closed", "owner_id", "closed_at", "id"),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id))
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    kind: Mapped[Kind | None]
    title: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    planned_on: Mapped[date]
    first_due_on: Mapped[date]
    due_on: Mapped[date]
    due_time: Mapped[str] = mapped_column(default="")
    snoozes: Mapped[int] = mapped_column(default=0)
    snooze_reason: Mapped[str] = mapped_column(default="")
    cap_reason: Mapped[str] = mapped_column(default="")
    rule_id: Mapped[int | None] = mapped_column(sa.ForeignKey(FollowRule.id))
    occurrence: Mapped[int | None]
    run_id: Mapped[int | None] = mapped_column(sa.ForeignKey(SequenceRun.id), index=True)
    waiting_for: Mapped[str] = mapped_column(default="")
    waiting_on_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    nudges: Mapped[int] = mapped_column(default=0)
    nudged_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    ended: Mapped[Ended | None]
    ended_why: Mapped[str] = mapped_column(default="")
    done_activity_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Activity.id), index=True)
    made_at: Mapped[datetime]

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")
    owner: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[owner_id])

    away = cast("Away | None", None)


class Reminder(Numbered, Model):
    """One follow-up that came due on one day, and the mail that said so; never twice.

    Without a mail it waits for one, or was suppressed for the reason given.
    """

    __tablename__ = "reminder"
    __journal__ = False
    __table_args__ = (
        sa.UniqueConstraint("follow_up_id", "due_on"),
        sa.Index("ix_reminder_due", "due_on"),
        {"sqlite_autoincrement": True},
    )

    follow_up_id: Mapped[int] = mapped_column(sa.ForeignKey(FollowUp.id, ondelete="CASCADE"))
    due_on: Mapped[date]
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    mail_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Mail.id), index=True)
    suppressed: Mapped[str] = mapped_column(default="")
    noticed_at: Mapped[datetime]
