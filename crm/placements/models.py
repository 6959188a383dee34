"""The placement and the history of what was agreed for it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core import refs
from crm.core.db import Model, Numbered, Versioned, table_of
from crm.core.permissions import Permission
from crm.employers.models import Employer
from crm.participants.rules import Pathway
from crm.pay.models import Paid
from crm.people.models import Person
from crm.placements.rules import EARLY, Ended, Kind
from crm.placements.terms import What
from crm.vacancies.models import Contract, Vacancy

CONTRACTS = (
    Contract.UNKNOWN,
    Contract.PERMANENT,
    Contract.FIXED_TERM,
    Contract.TEMPORARY,
    Contract.SEASONAL,
    Contract.ZERO_HOURS,
    Contract.APPRENTICESHIP,
)
"""The contracts a placement may have; trials and internships are kinds of placement."""


class Placement(Numbered, Versioned, Paid, Model):
    """One person's work with one employer; the person is an opaque reference and nothing else.

    Job, contract, pay and hours are those in force today, as the lines of ``PlacementTerms`` say.
    ``terms_id`` is the number of the newest line that was agreed after the start. ``limits_apply``
    says that earnings limits may count, ``supervised`` that staff of the service or a charity
    supervise the work; nothing more is known of anybody's income.
    """

    __tablename__ = "placement"
    __restorable__ = {"notes": ()}
    __subject__ = "employer_id"
    __shown_to__ = {"pay_amount": Permission.CHECK_PAY}
    __table_args__ = (
        sa.Index("ix_placement_employer_started", "employer_id", "started_on", "id"),
        sa.Index("ix_placement_started", "started_on", "id"),
        sa.Index("ix_placement_ended_started", "ended_on", "started_on", "id"),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id))
    vacancy_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Vacancy.id), index=True)
    participant_ref: Mapped[str] = mapped_column(index=True)
    job_title: Mapped[str]
    contract: Mapped[Contract] = mapped_column(default=Contract.UNKNOWN)
    terms_id: Mapped[int | None]
    pathway: Mapped[Pathway]
    kind: Mapped[Kind]
    started_on: Mapped[date]
    planned_end_on: Mapped[date | None]
    on_programme: Mapped[bool] = mapped_column(default=False)
    limits_apply: Mapped[bool] = mapped_column(default=False)
    supervised: Mapped[bool] = mapped_column(default=False)
    ended_on: Mapped[date | None]
    end_code: Mapped[Ended | None]
    end_reason: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    made_up: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")
    vacancy: Mapped[Vacancy | None] = relationship(lazy="raise_on_sql")
    entered_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")

    @property
    def ref(self) -> str:
        """Return the short reference, like P-00012."""
        return refs.ref("P", self.id)

    @property
    def ended_early(self) -> bool:
        """Return whether the work it left is likely still there."""
        return self.end_code in EARLY


class PlacementTerms(Numbered, Paid, Model):
    """What was agreed from a day on. Never changed; it goes only together with its placement.

    ``about_id`` is the number of the line that this one replaces, takes back or puts back.
    """

    __tablename__ = "placement_terms"
    __journal__ = False
    __table_args__ = (
        sa.Index("ix_placement_terms_placement", "placement_id", "id"),
        sa.Index("ix_placement_terms_from", "from_on", "id"),
        {"sqlite_autoincrement": True},
    )

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey(Placement.id, ondelete="CASCADE"))
    what: Mapped[What]
    about_id: Mapped[int | None]
    from_on: Mapped[date]
    job_title: Mapped[str]
    contract: Mapped[Contract]
    why: Mapped[str] = mapped_column(default="")
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    entered_at: Mapped[datetime]

    entered_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class PlacementStanding(Model):
    """What was worked out of a placement, kept true by upper slices; it can be made anew.

    ``risks`` holds objects with ``code``, ``words`` and ``todo``; ``mark`` is the next milestone.
    """

    __tablename__ = "placement_standing"
    __journal__ = False
    __table_args__ = (
        sa.Index("ix_placement_standing_risk", "at_risk", "placement_id"),
        sa.Index("ix_placement_standing_mark", "mark_on", "placement_id"),
    )

    placement_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Placement.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    risks: Mapped[list[Any]] = mapped_column(default=list)
    at_risk: Mapped[bool] = mapped_column(default=False)
    mark: Mapped[str] = mapped_column(default="")
    mark_on: Mapped[date | None]


SQLITE_GUARDS = (
    """CREATE TRIGGER placement_terms_kept BEFORE UPDATE ON placement_terms
    BEGIN SELECT RAISE(ABORT, 'the history of terms keeps what was written'); END""",
    """CREATE TRIGGER placement_terms_stays BEFORE DELETE ON placement_terms
    WHEN EXISTS (SELECT 1 FROM placement WHERE id = OLD.placement_id)
    BEGIN SELECT RAISE(ABORT, 'the history of terms keeps what was written'); END""",
)
POSTGRES_GUARDS = (
    """CREATE FUNCTION placement_terms_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM placement WHERE id = OLD.placement_id) THEN
    RETURN OLD; END IF;
    RAISE EXCEPTION 'the history of terms keeps what was written'; END $$""",
    """CREATE TRIGGER placement_terms_kept BEFORE UPDATE OR DELETE ON placement_terms
    FOR EACH ROW EXECUTE FUNCTION placement_terms_kept()""",
)


def _guard(
    _target: object, connection: sa.Connection, *, tables: Sequence[sa.Table], **_: object
) -> None:
    if table_of(PlacementTerms) not in tables:
        return
    sqlite = connection.dialect.name == "sqlite"
    for statement in SQLITE_GUARDS if sqlite else POSTGRES_GUARDS:
        connection.exec_driver_sql(statement)


event.listen(Model.metadata, "after_create", _guard)
