"""What the register lists: awards that the employer agreed to show, and nothing that is private."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import aliased, contains_eager, joinedload, undefer

from accreditation.awards import queries as awards
from accreditation.awards.models import Award
from accreditation.awards.rules import CURRENT, State
from accreditation.badges import places
from accreditation.badges.models import Badge
from accreditation.register import rules
from accreditation.register.rules import Status
from accreditation.scheme import queries as schemes
from accreditation.scheme.models import SchemeVersion
from crm.core import calendar, clock, pages
from crm.core.db import session
from crm.employers.models import Employer, Standing
from crm.reference import queries as reference
from crm.reference.rules import Certainty

PAGE = 20
TAKEN = (State.REVOKED, State.WITHDRAWN)
NAME = sa.func.coalesce(sa.func.nullif(Employer.trading_name, ""), Employer.name)
SORTED = sa.func.lower(NAME, type_=sa.Text())
ORDER = pages.Order((SORTED, Award.id), lambda row: (row.sorted, row.id))
COLUMNS: tuple[Any, ...] = (
    Award.id,
    Award.level,
    Award.state,
    Award.state_since,
    Award.valid_from,
    Award.ends_on,
    Award.scheme_version_id,
    Award.made_up,
    NAME.label("name"),
    SORTED.label("sorted"),
    Badge.public_id,
    Standing.district_code,
    Standing.district_certainty,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One employer on the register, as anybody may see it."""

    employer: str
    district_code: str
    district: str
    level: str
    level_title: str
    scheme_version: str
    since: date
    valid_until: date
    status: Status
    badge: str
    public_id: str
    invented: bool

    @property
    def since_words(self) -> str:
        """Return the first day for people."""
        return rules.day(self.since)

    def plain(self) -> dict[str, str]:
        """Return the line in the columns of the open data, all as text."""
        return {
            "employer": self.employer,
            "district_code": self.district_code,
            "district": self.district,
            "level": self.level,
            "level_title": self.level_title,
            "scheme_version": self.scheme_version,
            "since": self.since.isoformat(),
            "valid_until": self.valid_until.isoformat(),
            "status": self.status.word,
            "badge": self.badge,
            "invented": "yes" if self.invented else "no",
        }


def listing(asked: Mapping[str, str]) -> sa.Select[Any]:
    """Return the select of the register, narrowed by ``name``, ``district`` and ``level``."""
    statement: sa.Select[Any] = (
        sa.select(*COLUMNS)
        .join(Employer, Employer.id == Award.employer_id)
        .outerjoin(Standing, Standing.employer_id == Award.employer_id)
        .outerjoin(Badge, Badge.id == Award.badge_id)
        .where(*_shown())
    )
    if name := asked.get("name"):
        statement = statement.where(SORTED.contains(name.lower(), autoescape=True))
    if district := asked.get("district"):
        statement = statement.where(Standing.district_code == district)
    if level := asked.get("level"):
        statement = statement.where(Award.level == level)
    return statement


def _shown() -> list[sa.ColumnElement[bool]]:
    """Return the conditions of the register: consent, confirmed once, and current or just over."""
    today = clock.today()
    last = today - timedelta(days=awards.terms(today).grace_days)
    other = aliased(Award)
    newer = sa.exists().where(other.employer_id == Award.employer_id, other.id > Award.id)
    agreed = awards.public().whereclause
    assert agreed is not None
    found = [
        agreed,
        sa.or_(
            sa.and_(Award.state.in_(CURRENT), Award.ends_on >= last),
            sa.and_(Award.state == State.LAPSED, Award.ends_on >= last, ~newer),
            sa.and_(Award.state.in_(TAKEN), Award.state_since >= _end_of(last), ~newer),
        ),
    ]
    if current_app.config["PRODUCTION"]:
        found.append(Award.made_up.is_(False))
    return found


def _end_of(day: date) -> datetime:
    return calendar.utc_from_london(datetime.combine(day + timedelta(days=1), time()))


def versions() -> Mapping[int, SchemeVersion]:
    """Return the scheme versions that awards name, by id, with their documents."""
    named = sa.exists().where(Award.scheme_version_id == SchemeVersion.id)
    rows = session.scalars(
        sa.select(SchemeVersion)
        .options(undefer(SchemeVersion.document))
        .where(named)
        .order_by(SchemeVersion.id)
    )
    return {row.id: row for row in rows}


def levels(known: Mapping[int, SchemeVersion]) -> list[tuple[str, str]]:
    """Return the levels to choose from: code and title, as the newest version calls them."""
    found = {
        level.code: level.title for row in known.values() for level in schemes.ready(row).levels
    }
    return list(found.items())


def lines(rows: Iterable[Any], known: Mapping[int, SchemeVersion]) -> list[Line]:
    """Return rows of ``listing`` as lines."""
    today, names = clock.today(), reference.authority_names()
    return [_line(row, known[row.scheme_version_id], names, today) for row in rows]


def _line(row: Any, version: SchemeVersion, names: Mapping[str, str], today: date) -> Line:
    known = row.district_certainty not in (None, Certainty.UNKNOWN)
    code = row.district_code if known else ""
    since = clock.to_london(row.state_since).date()
    return Line(
        employer=row.name,
        district_code=code,
        district=names.get(code, ""),
        level=row.level,
        level_title=schemes.ready(version).level_title(row.level),
        scheme_version=version.version,
        since=row.valid_from,
        valid_until=row.ends_on,
        status=rules.status(row.state.value, ends_on=row.ends_on, since=since, today=today),
        badge=places.badge(row.public_id) if row.public_id else "",
        public_id=row.public_id or "",
        invented=row.made_up,
    )


def everything(asked: Mapping[str, str]) -> list[Line]:
    """Return the whole register under these filters, in the order of its names."""
    rows = session.execute(listing(asked).order_by(*ORDER.sorted())).all()
    return lines(rows, versions())


def holders(limit: int = 500) -> Sequence[Award]:
    """Return the awards that employers hold now, listed or not, by name."""
    return session.scalars(
        sa.select(Award)
        .join(Award.employer)
        .options(
            contains_eager(Award.employer),
            joinedload(Award.scheme_version).undefer(SchemeVersion.document),
        )
        .where(Award.state.in_(CURRENT))
        .order_by(SORTED, Award.id)
        .limit(limit)
    ).all()
