"""Recordings, which follow-ups were applied, and a survey whose answers name nobody.

Of the answers only counts are kept: no row stands for one person, none has a moment, and each
answer writes to every count of its webinar, so that nothing here tells who said what.
"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Model, Numbered, Versioned
from crm.core.links import OneTimeLink
from crm.core.permissions import Permission
from crm.people.models import Person
from webinars.programme.models import Webinar


class Plan(StrEnum):
    """Which of the two follow-up plans."""

    CAME = "attended"
    MISSED = "did not come"


class Recording(Numbered, Versioned, Model):
    """Where the recording of a webinar is, until when, and what is said about its captions."""

    __tablename__ = "webinar_recording"
    __undo_needs__ = Permission.RUN_WEBINARS

    webinar_id: Mapped[int] = mapped_column(sa.ForeignKey(Webinar.id), unique=True)
    url: Mapped[str]
    captions: Mapped[str] = mapped_column(default="")
    until: Mapped[date]
    set_by_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))


class AppliedPlans(Numbered, Model):
    """Both plans were applied to those who were there, or missed it, by then.

    A mail of theirs leaves only while this row is there: undoing it holds the mail back.
    """

    __tablename__ = "applied_plans"
    __undo_needs__ = Permission.RUN_WEBINARS

    webinar_id: Mapped[int] = mapped_column(sa.ForeignKey(Webinar.id), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    employers: Mapped[int] = mapped_column(default=0)
    mails: Mapped[int] = mapped_column(default=0)

    by: Mapped[Person] = relationship(lazy="raise_on_sql")


class SurveyQuestion(Numbered, Model):
    """One question of the survey; a change retires it and asks the new one instead."""

    __tablename__ = "survey_question"
    __undo_needs__ = Permission.RUN_WEBINARS

    position: Mapped[int]
    words: Mapped[str]
    retired_at: Mapped[datetime | None]


class SurveyTally(Numbered, Model):
    """How often a question got one of its answers at one webinar."""

    __tablename__ = "survey_tally"
    __journal__ = False
    __table_args__ = (
        sa.UniqueConstraint("webinar_id", "question_id", "answer"),
        {"sqlite_autoincrement": True},
    )

    webinar_id: Mapped[int] = mapped_column(sa.ForeignKey(Webinar.id))
    question_id: Mapped[int] = mapped_column(sa.ForeignKey(SurveyQuestion.id), index=True)
    answer: Mapped[int]
    count: Mapped[int] = mapped_column(default=0)


class SurveyTurn(Model):
    """A link by which somebody answered, so that it is answered once. It points to no answer."""

    __tablename__ = "survey_turn"
    __journal__ = False

    link_id: Mapped[int] = mapped_column(
        sa.ForeignKey(OneTimeLink.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
