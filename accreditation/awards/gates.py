"""A gate that fails opens a review and marks the award; it never changes the level by itself."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from accreditation.assessments import actions as assessments
from accreditation.assessments.models import Assessment
from accreditation.assessments.rules import LIVE
from accreditation.awards import badging, notices
from accreditation.awards.models import Award
from accreditation.awards.rules import CURRENT, Move
from accreditation.levels.models import ProposedLevel
from accreditation.scheme import queries as schemes
from accreditation.scheme.models import SchemeVersion
from accreditation.waivers import queries as waivers
from crm.core import clock, journal, refs
from crm.core.db import session
from crm.employers.models import Employer

MOST = 2_000


def failing(rank: int, summary: Mapping[str, Any], waived: Sequence[str] = ()) -> dict[str, str]:
    """Return code and words of the gates up to a level's rank that do not pass."""
    return {
        row["code"]: row["words"]
        for row in summary.get("gates", ())
        if not row["passed"] and row["rank"] <= rank and "code" in row and row["code"] not in waived
    }


def to_look_at() -> Sequence[int]:
    """Return the ids of awards whose stored score, or open review, may change their mark."""
    rows = session.execute(
        sa.select(Award, ProposedLevel.summary)
        .outerjoin(ProposedLevel, ProposedLevel.employer_id == Award.employer_id)
        .where(Award.state.in_(CURRENT))
        .order_by(Award.id)
        .limit(MOST)
    ).all()
    ranks = _ranks({award.scheme_version_id for award, _ in rows})
    return [
        award.id
        for award, summary in rows
        if award.review_ref
        or award.review_gates
        or failing(ranks[award.scheme_version_id][award.level], summary or {})
    ]


def _ranks(ids: set[int]) -> dict[int, dict[str, int]]:
    rows = session.scalars(sa.select(SchemeVersion).where(SchemeVersion.id.in_(ids)))
    return {row.id: dict(schemes.ready(row).ranks) for row in rows}


def look(award_id: int) -> bool:
    """Open a review where a gate fails, close the mark where it is over; flushes.

    Return whether something changed. The same gates open no second review until they passed.
    """
    award = notices.held(award_id)
    if award is None or award.state not in CURRENT:
        return False
    closed = _close(award)
    stored = session.get(ProposedLevel, award.employer_id)
    version = session.get_one(SchemeVersion, award.scheme_version_id)
    rank = schemes.ready(version).ranks[award.level]
    waived = [row.gate for row in waivers.in_force(award.employer_id, clock.today())]
    found = failing(rank, stored.summary if stored else {}, waived)
    known = set(award.review_gates.split())
    if not found and known and not award.review_ref:
        award.review_gates = ""
        session.flush()
        return True
    if award.review_ref or set(found) <= known:
        return closed
    _open(award, found, known)
    return True


def _open(award: Award, found: Mapping[str, str], known: set[str]) -> None:
    employer = session.get_one(Employer, award.employer_id)
    words = ". ".join(found[code] for code in sorted(found))
    journal.operation(f"Opened a review of {employer.name}: {words}", kind="clock")
    review = assessments.open_review(employer, f"{award.ref} {award.level}: {words}")
    award.review_ref, award.review_why = review.ref, words
    award.review_since, award.review_gates = clock.now(), " ".join(sorted(known | set(found)))
    session.flush()
    badging.note(award, Move.REVIEW, by=None, reason=award.review_gates, private=words)


def _close(award: Award) -> bool:
    number = refs.number_in(award.review_ref, "S") if award.review_ref else None
    review = session.get(Assessment, number) if number else None
    if not award.review_ref or (review is not None and review.state in LIVE):
        return False
    badging.note(award, Move.REVIEWED, by=None, private=award.review_why)
    award.review_ref, award.review_why, award.review_since = "", "", None
    session.flush()
    return True
