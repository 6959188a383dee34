"""Awards for tests, granted only by ``actions.grant``."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from accreditation.awards import actions, queries, rules
from accreditation.awards.models import Award, AwardEvent
from accreditation.scheme import queries as schemes
from accreditation.scheme.models import SchemeVersion, State
from crm.core import clock
from crm.core.db import session
from crm.employers.models import Employer
from tests.makers import Make

MONTHS = {"bronze": 12, "silver": 24, "gold": 24}


def published(effective_from: date | None = None) -> SchemeVersion:
    """Publish the version that ships, without its page."""
    version = schemes.find("1")
    assert version is not None
    if version.state is State.DRAFT:
        version.state, version.effective_from = State.PUBLISHED, effective_from or date(2026, 1, 1)
        version.published_at = clock.now()
        session.commit()
    return version


def granted(
    make: Make, level: str = "silver", *, employer: Any = None, after: Award | None = None,
    invented: bool = True,
    conditional: bool = False, officer: Any = None, begins: date | None = None, **more: Any,
) -> Award:  # fmt: skip
    """Grant and commit an award from today, to an invented employer unless told otherwise."""
    version = more.pop("version", None) or (schemes.find("1") if invented else published())
    if after is not None:
        employer = session.get_one(Employer, after.employer_id)
    employer = employer or make.employer(made_up=invented)
    begins = begins or clock.today()
    award = actions.grant(
        employer=employer,
        version=version,
        level=level,
        valid_from=begins,
        valid_until=more.pop("ends", None) or rules.last_day(begins, MONTHS[level]),
        decision_ref=more.pop("decision_ref", "D-00001"),
        public_ok=more.pop("public_ok", True),
        conditional=conditional,
        officer=officer,
        evidence="Judged on evidence the service verified.",
    )
    session.commit()
    return queries.award_or_404(award.ref)


def kinds(award: Award) -> list[str]:
    """Return the kinds of lines in an award's history, the oldest first."""
    return list(
        session.scalars(
            sa.select(AwardEvent.kind)
            .where(AwardEvent.award_id == award.id)
            .order_by(AwardEvent.id)
        )
    )
