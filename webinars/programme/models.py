"""Series, templates and webinars."""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core import clock, refs
from crm.core.db import Model, Numbered, Versioned
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.people.models import Person
from webinars.programme import rules
from webinars.programme.rules import Standing, State

DIGITS = 4


class Series(Numbered, Versioned, Model):
    """Webinars that belong together, like those for small employers."""

    __tablename__ = "webinar_series"
    __undo_needs__ = Permission.RUN_WEBINARS

    title: Mapped[str]


class Plan:
    """What a template and a webinar both say: who may come, who is reminded, who counts as there.

    ``reminder_hours`` are hours before the start, ``offer_hours`` how long a free seat is offered,
    ``attended_percent`` the share of the minutes after which somebody attended; stays may begin
    and end ``grace_minutes`` outside the webinar.
    """

    words: Mapped[str] = mapped_column(default="")
    need: Mapped[str] = mapped_column(default="")
    capacity: Mapped[int] = mapped_column(default=100)
    overbook_percent: Mapped[int] = mapped_column(default=0)
    offer_hours: Mapped[int] = mapped_column(default=48)
    reminder_hours: Mapped[list[Any]] = mapped_column(default=lambda: [168, 24, 1])
    attended_percent: Mapped[int] = mapped_column(default=50)
    grace_minutes: Mapped[int] = mapped_column(default=5)

    @property
    def seats(self) -> int:
        """Return how many may hold a seat."""
        return rules.seats(self.capacity, self.overbook_percent)


class WebinarTemplate(Plan, Numbered, Versioned, Model):
    """A webinar that comes again, without its date. ``code`` names one that is shipped."""

    __tablename__ = "webinar_template"
    __undo_needs__ = Permission.RUN_WEBINARS

    code: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    title: Mapped[str]
    minutes: Mapped[int] = mapped_column(default=60)
    #: "unconfirmed" until somebody has looked at its numbers and saved it.
    status: Mapped[str] = mapped_column(default="confirmed")
    retired_at: Mapped[datetime | None]


def _counted() -> Any:
    """Return a count that ``bookings`` keeps in the statement that takes or frees a seat."""
    return mapped_column(default=0, server_default="0", info={"journal": "omit"})


class Webinar(Plan, Numbered, Versioned, Model):
    """One webinar.

    ``taken`` and ``waiting`` count seats and people on the waiting list; they are changed below the
    mapping, in the transaction of the booking, and are in no journal. ``sequence`` rises by itself
    with each change of time, place or cancellation, also by an undo: calendars go by it.
    ``moved_at`` is when that was.
    """

    __tablename__ = "webinar"
    __undo_needs__ = Permission.RUN_WEBINARS
    __table_args__ = (
        sa.Index("ix_webinar_state_starts", "state", "starts_at", "id"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint("capacity >= 0 AND taken >= 0 AND waiting >= 0", name="counts"),
        {"sqlite_autoincrement": True},
    )

    series_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Series.id), index=True)
    template_id: Mapped[int | None] = mapped_column(sa.ForeignKey(WebinarTemplate.id), index=True)
    title: Mapped[str]
    speakers: Mapped[str] = mapped_column(default="")
    captions: Mapped[str] = mapped_column(default="")
    transcript: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    join_url: Mapped[str] = mapped_column(default="")
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    closed_at: Mapped[datetime | None]
    private: Mapped[bool] = mapped_column(default=False)
    #: The private link is worked out from it; another salt ends the link that was.
    invite_salt: Mapped[str] = mapped_column(default="", info={"journal": "omit"})
    sequence: Mapped[int] = mapped_column(default=0, info={"journal": "omit"})
    moved_at: Mapped[datetime | None] = mapped_column(info={"journal": "omit"})
    cancelled_words: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    made_up: Mapped[bool] = mapped_column(default=False)
    taken: Mapped[int] = _counted()
    waiting: Mapped[int] = _counted()

    owner: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    series: Mapped[Series | None] = relationship(lazy="raise_on_sql")

    @property
    def ref(self) -> str:
        """Return the reference that people read out, like W-0003."""
        return refs.ref("W", self.id, DIGITS)

    @property
    def minutes(self) -> int:
        """Return how long it lasts, in minutes that pass."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    def standing(self, now: datetime | None = None) -> Standing:
        """Return what it is to people now: "full" and "closed" are worked out."""
        return rules.standing(
            self.state,
            closed=self.closed_at is not None,
            starts_at=self.starts_at,
            now=now or clock.now(),
            taken=self.taken,
            most=self.seats,
        )

    @property
    def invite_key(self) -> str:
        """Return the key of the private link, or "" where there is none."""
        if not self.invite_salt:
            return ""
        key = current_app.config["SECRET_KEY"].encode()
        text = f"webinar {self.id}\n{self.invite_salt}".encode()
        return urlsafe_b64encode(hmac.digest(key, text, "sha256")[:16]).decode().rstrip("=")


@event.listens_for(Webinar, "before_update")
def _rise(_mapper: object, _connection: object, webinar: Webinar) -> None:
    """Let the sequence rise with what calendars show, whoever changes it, undo included.

    Nobody, undo included, makes a draft again of what people booked.
    """
    now = {attr.key: attr.history for attr in sa.inspect(webinar).attrs}
    states = {*now["state"].added, *now["state"].deleted} if now["state"].has_changes() else set()
    if webinar.state is State.DRAFT and states and webinar.taken + webinar.waiting:
        raise RuleBroken("People have booked this webinar. Cancel it, so that they are told.")
    moved = any(now[name].has_changes() for name in ("starts_at", "ends_at", "join_url"))
    if moved or State.CANCELLED in states:
        webinar.sequence += 1
        webinar.moved_at = clock.now()
