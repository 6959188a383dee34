"""What an award does to its badge, in the same transaction. Nothing here commits."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import current_app

from accreditation.awards import queries
from accreditation.awards.models import Award, AwardEvent
from accreditation.awards.rules import Move
from accreditation.badges import actions as badges
from accreditation.badges.models import Badge, Reason
from accreditation.openbadges.credential import NotSound
from crm.core import calendar, clock
from crm.core.db import session
from crm.core.errors import RuleBroken

FAULT = "The badge could not be signed. Tell whoever keeps the server; the log says more."


def issue(award: Award, *, by: Any) -> bool:
    """Issue the badge of an award; when that fails the award stands, says why, and can retry."""
    olds = queries.replaced_badges(award.employer_id)
    try:
        with session.begin_nested():
            award.badge = _issued(award, olds[-1] if olds else None, by)
            award.badge_trouble = ""
            session.flush()
    except (RuleBroken, NotSound) as error:
        return _failed(award, str(getattr(error, "message", error)), by)
    except (OSError, ValueError):
        current_app.logger.exception("The badge of %s could not be signed", award.ref)
        return _failed(award, FAULT, by)
    note(award, Move.BADGE, by=by)
    for old in olds[:-1]:
        badges.revoke(old, Reason.SUPERSEDED, "A newer award takes its place.", by=by)
    return True


def _issued(award: Award, replaces: Badge | None, by: Any) -> Badge:
    # A renewal may be granted before the old award ends: the new badge counts at once.
    begins = min(award.valid_from, clock.today())
    return badges.issue(
        badges.Grounds(
            employer=queries.employer_of(award),
            scheme_version=queries.version_of(award),
            level=award.level,
            valid_from=_midnight(begins),
            valid_until=_midnight(award.ends_on + timedelta(days=1)) - timedelta(seconds=1),
            decision=award.decision_ref,
            evidence=award.evidence,
            officer=by,
            replaces=replaces,
            made_up=award.made_up,
        )
    )


def _failed(award: Award, why: str, by: Any) -> bool:
    award.badge_trouble = why
    note(award, Move.NO_BADGE, by=by, private=why)
    return False


def revoke(award: Award, why: Reason, words: str, *, by: Any) -> None:
    """Revoke the badge of an award, if it has one that still counts."""
    badge = session.get(Badge, award.badge_id) if award.badge_id else None
    if badge is not None and badge.revoked_at is None:
        badges.revoke(badge, why, words, by=by)


def note(
    award: Award, kind: Move, *, by: Any, reason: str = "", words: str = "", private: str = ""
) -> AwardEvent:
    """Write a line of an award's history; flushes."""
    line = AwardEvent(
        award_id=award.id, kind=kind, at=clock.now(), by_id=by.id if by else None,
        reason=reason, words=words, private=private,
    )  # fmt: skip
    session.add(line)
    session.flush()
    return line


def _midnight(day: date) -> datetime:
    return calendar.utc_from_london(datetime.combine(day, time()))
