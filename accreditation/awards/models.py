"""Awards, what happened to each, the notices that are due, and the dated terms for all of them."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accreditation.awards.rules import CURRENT, OPEN, WAITING, Move, State
from accreditation.badges.models import Badge
from accreditation.scheme.models import SchemeVersion
from crm.core import refs
from crm.core.db import Model, Numbered, table_of
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.employers.models import Employer
from crm.people.models import Person


def _among(*states: State) -> sa.TextClause:
    return sa.text(f"state IN ({', '.join(repr(state.value) for state in states)})")


class Award(Numbered, Model):
    """A level granted to an employer by a decision; an employer holds one at a time.

    ``valid_from`` and ``valid_until`` are its first and last day as decided; ``ends_on`` is earlier
    where its version of the scheme is honoured for less long, and ``ends_why`` says so.
    ``state_words`` are public. ``review_ref`` names the assessment that looks at it again and
    ``review_gates`` the gates that opened it, so that the same ones do not open another.
    """

    __tablename__ = "award"
    __subject__ = "employer_id"
    __undo_needs__ = Permission.DECIDE
    __table_args__ = (
        sa.CheckConstraint("valid_until >= valid_from", name="in_order"),
        sa.CheckConstraint("state <> 'provisional' OR badge_id IS NULL", name="provisional_bare"),
        sa.Index("ix_award_employer", "employer_id", "id"),
        sa.Index("ix_award_ends", "state", "ends_on", "id"),
        sa.Index(
            "uq_award_held", "employer_id", unique=True,
            sqlite_where=_among(*CURRENT), postgresql_where=_among(*CURRENT),
        ),
        sa.Index(
            "uq_award_waiting", "employer_id", unique=True,
            sqlite_where=_among(*WAITING), postgresql_where=_among(*WAITING),
        ),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id))
    scheme_version_id: Mapped[int] = mapped_column(sa.ForeignKey(SchemeVersion.id), index=True)
    level: Mapped[str]
    state: Mapped[State]
    decision_ref: Mapped[str]
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    ends_on: Mapped[date]
    ends_why: Mapped[str] = mapped_column(default="")
    public_ok: Mapped[bool] = mapped_column(default=False)
    evidence: Mapped[str] = mapped_column(default="")
    badge_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Badge.id), index=True)
    badge_trouble: Mapped[str] = mapped_column(default="")
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("award.id"), index=True)
    state_since: Mapped[datetime]
    state_words: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    review_ref: Mapped[str] = mapped_column(default="")
    review_why: Mapped[str] = mapped_column(default="")
    review_since: Mapped[datetime | None]
    review_gates: Mapped[str] = mapped_column(default="", server_default="")
    made_up: Mapped[bool] = mapped_column(default=False)

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")
    scheme_version: Mapped[SchemeVersion] = relationship(lazy="raise_on_sql")
    badge: Mapped[Badge | None] = relationship(lazy="raise_on_sql")

    @property
    def ref(self) -> str:
        """Return the short reference, like B-00003."""
        return refs.ref("B", self.id)


class AwardEvent(Numbered, Model):
    """One line of an award's history, never changed; ``words`` are public, ``private`` are not."""

    __tablename__ = "award_event"
    __journal__ = False
    __table_args__ = (
        sa.Index("ix_award_event_award", "award_id", "id"),
        {"sqlite_autoincrement": True},
    )

    award_id: Mapped[int] = mapped_column(sa.ForeignKey(Award.id))
    kind: Mapped[Move]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    reason: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    private: Mapped[str] = mapped_column(default="")

    by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class NoticeState(StrEnum):
    """What became of a notice."""

    PLANNED = "planned"
    SENT = "sent"
    SKIPPED = "skipped"


class AwardNotice(Numbered, Model):
    """One notice that an award ends, due on a day; ``ends_on`` is the end that it tells."""

    __tablename__ = "award_notice"
    __journal__ = False
    __table_args__ = (
        sa.UniqueConstraint("award_id", "ends_on", "days"),
        sa.Index("ix_award_notice_due", "state", "due_on", "id"),
        {"sqlite_autoincrement": True},
    )

    award_id: Mapped[int] = mapped_column(sa.ForeignKey(Award.id))
    days: Mapped[int]
    ends_on: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[NoticeState] = mapped_column(default=NoticeState.PLANNED)
    done_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(default="")


class AwardTerms(Numbered, Model):
    """The periods that awards keep to from a day on, with who says so.

    ``notice_days`` count back from the last day. ``grace_days`` are how long a level is shown as
    current beyond it. A suspension longer than ``suspend_days`` asks for a decision, and a level is
    taken away only after ``revoke_days`` of it, unless the reason needs no notice. ``appeal_days``
    and ``answer_days`` are working days. ``stale_days`` is how long before its end evidence shows
    on the board. ``fresh_levels`` are renewed only after something new since they were awarded;
    ``appeal_holds`` shows a badge as under review while the business asks for a review.
    """

    __tablename__ = "award_terms"
    __undo_needs__ = Permission.MANAGE_SCHEME

    from_on: Mapped[date] = mapped_column(unique=True)
    notice_days: Mapped[list[Any]]
    grace_days: Mapped[int]
    suspend_days: Mapped[int]
    revoke_days: Mapped[int]
    appeal_days: Mapped[int]
    answer_days: Mapped[int]
    stale_days: Mapped[int]
    fresh_levels: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    appeal_holds: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    status: Mapped[str]
    source: Mapped[str]
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))


@event.listens_for(Award, "before_update")
def _one_each(_mapper: object, connection: sa.Connection, row: Award) -> None:
    """Refuse to fold two employers together while both hold an award."""
    if row.state not in OPEN or not sa.inspect(row).attrs.employer_id.history.has_changes():
        return
    states = CURRENT if row.state in CURRENT else WAITING
    table = table_of(Award)
    other = sa.select(table.c.id).where(
        table.c.employer_id == row.employer_id, table.c.state.in_(states), table.c.id != row.id
    )
    if connection.scalar(other.limit(1)) is not None:
        raise RuleBroken("Both employers hold an award. Decide which one stays, and end the other.")


SAYS = "the history of an award never changes"
STAYS = "an award is never removed"
SETTLED = "scheme_version_id, level, decision_ref, granted_at, replaces_id, made_up"
FINAL = ", ".join(f"'{state.value}'" for state in State if state not in OPEN)
ENDED = "what an award was, and its end, never change"
SQLITE_GUARDS = (
    f"""CREATE TRIGGER award_event_kept BEFORE UPDATE ON award_event
    BEGIN SELECT RAISE(ABORT, '{SAYS}'); END""",
    f"""CREATE TRIGGER award_event_stays BEFORE DELETE ON award_event
    BEGIN SELECT RAISE(ABORT, '{SAYS}'); END""",
    f"""CREATE TRIGGER award_stays BEFORE DELETE ON award
    BEGIN SELECT RAISE(ABORT, '{STAYS}'); END""",
    f"""CREATE TRIGGER award_settled BEFORE UPDATE OF {SETTLED} ON award
    BEGIN SELECT RAISE(ABORT, '{ENDED}'); END""",
    f"""CREATE TRIGGER award_ended BEFORE UPDATE OF state ON award
    WHEN OLD.state IN ({FINAL}) AND NEW.state <> OLD.state
    BEGIN SELECT RAISE(ABORT, '{ENDED}'); END""",
)
POSTGRES_GUARDS = (
    f"""CREATE FUNCTION award_event_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{SAYS}'; END $$""",
    """CREATE TRIGGER award_event_kept BEFORE UPDATE OR DELETE ON award_event
    FOR EACH ROW EXECUTE FUNCTION award_event_kept()""",
    f"""CREATE FUNCTION award_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{STAYS}'; END IF;
        IF TG_ARGV[0] = 'settled' OR (OLD.state IN ({FINAL}) AND NEW.state <> OLD.state)
        THEN RAISE EXCEPTION '{ENDED}'; END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER award_stays BEFORE DELETE ON award
    FOR EACH ROW EXECUTE FUNCTION award_kept()""",
    f"""CREATE TRIGGER award_settled BEFORE UPDATE OF {SETTLED} ON award
    FOR EACH ROW EXECUTE FUNCTION award_kept('settled')""",
    """CREATE TRIGGER award_ended BEFORE UPDATE OF state ON award
    FOR EACH ROW EXECUTE FUNCTION award_kept()""",
)


def _guard(
    _target: object, connection: sa.Connection, *, tables: Sequence[sa.Table], **_: object
) -> None:
    if table_of(AwardEvent) not in tables:
        return
    sqlite = connection.dialect.name == "sqlite"
    for statement in SQLITE_GUARDS if sqlite else POSTGRES_GUARDS:
        connection.exec_driver_sql(statement)


event.listen(Model.metadata, "after_create", _guard)
