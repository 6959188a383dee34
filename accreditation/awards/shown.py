"""Awards on the employer's page: the panel, in one statement with the proposed level; timeline."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from accreditation.awards.models import Award, AwardEvent
from accreditation.awards.rules import State
from accreditation.badges.models import Badge
from accreditation.levels.models import ProposedLevel
from accreditation.scheme.models import SchemeVersion
from crm.core.db import session
from crm.core.features import TimelineItem
from crm.employers.models import Employer
from crm.people.models import Person


def timeline(employer_id: Any) -> Any:
    """Return what happened to an employer's awards for the timeline."""
    return (
        sa.select(
            AwardEvent.at,
            AwardEvent.id.label("row_id"),
            (Award.level + sa.literal(": ") + sa.cast(AwardEvent.kind, sa.Text)).label("head"),
            AwardEvent.words.label("body"),
            sa.func.coalesce(Person.name, sa.literal("The system")).label("who"),
        )
        .join(Award, Award.id == AwardEvent.award_id)
        .outerjoin(Person, Person.id == AwardEvent.by_id)
        .where(Award.employer_id == employer_id)
    )


@dataclass(frozen=True)
class Panel:
    """What an employer's page shows: the proposed level, and the newest award with its badge."""

    proposed: ProposedLevel | None
    award: Award | None
    public_id: str | None
    version: str | None


def panel(employer_id: int) -> Panel:
    """Return proposed level and newest award of an employer in one statement."""
    return Panel(*session.execute(_panel(), {"employer": employer_id}).one())


@cache
def _panel() -> Any:
    """Return the statement, built once: every page of an employer asks it."""
    employer: Any = sa.bindparam("employer")
    newest = (
        sa.select(sa.func.max(Award.id))
        .where(Award.employer_id == employer, Award.state != State.DROPPED)
        .scalar_subquery()
    )
    version = (
        sa.select(SchemeVersion.version)
        .where(SchemeVersion.id == Award.scheme_version_id)
        .scalar_subquery()
    )
    return (
        sa.select(ProposedLevel, Award, Badge.public_id, version)
        .select_from(Employer)
        .outerjoin(ProposedLevel, ProposedLevel.employer_id == Employer.id)
        .outerjoin(Award, Award.id == newest)
        .outerjoin(Badge, Badge.id == Award.badge_id)
        .where(Employer.id == employer)
    )


def say(row: Any) -> TimelineItem:
    """Return a line of an award's history as the timeline shows it."""
    return TimelineItem(
        kind="award", icon="score", label="Award", sentence=row.head, at=row.at, who=row.who,
        body=row.body,
    )  # fmt: skip
