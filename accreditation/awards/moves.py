"""Moves that people make with an award, each with a reason. Nothing here commits.

Who may is asked here and again by a listener below the session, so that no other way leads past.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import event

from accreditation.assessments import queries as assessments
from accreditation.assessments.refusing import refuse
from accreditation.awards import actions, badging, letters, notices, origins, queries, rules
from accreditation.awards.models import Award, AwardEvent
from accreditation.awards.rules import Move, Reason, State
from accreditation.badges import actions as badges
from accreditation.badges.models import Badge
from accreditation.badges.models import Reason as BadgeReason
from accreditation.scheme.models import SchemeVersion
from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.formats import long_day
from crm.employers.models import Employer
from crm.people.models import Person

DECIDED = (Move.CONFIRM, Move.DROP, Move.SUSPEND, Move.REINSTATE, Move.REVOKE, Move.WITHDRAW)
BADGE_REASONS = {"RV-4": BadgeReason.MISTAKE}


class NotYours(RuleBroken):
    """Somebody tried what they may not do with this award; it is written down."""


def take_back(error: RuleBroken, act: str, *, by: Any) -> int:
    """Take back what was tried; write down what its person may not do. Return the answer's status.

    Rows that were loaded have to be loaded anew afterwards.
    """
    if isinstance(error, NotYours):
        refuse(None, by, act, error.message)
        return 403
    session.rollback()
    return 200


def why_not(award: Award, person: Any) -> str:
    """Say why a person may not move an award by hand; nothing when they may."""
    if person.id in origins.worked_on(award):
        return "You worked on the case behind this award. Somebody else has to decide."
    return _too_close(award, person)


def _too_close(award: Award, person: Any) -> str:
    employer = session.get_one(Employer, award.employer_id)
    version = session.get_one(SchemeVersion, award.scheme_version_id)
    return rules.why_not_by(person, assessments.bonds(employer, version), council=employer.council)


@dataclass(frozen=True, slots=True)
class Wish:
    """A move that somebody wants to make: ``said`` is public, ``private`` is for the file."""

    move: Move
    reason: Reason
    said: str
    private: str
    person: Person


def make(
    award: Award, move: Move, *, by: Any, code: str, words: str = "", private: str = ""
) -> AwardEvent:
    """Make a move by hand; flushes. ``award`` is locked, ``words`` are public, ``private`` not.

    Raises ``NotYours`` for who may not, ``RuleBroken`` for what cannot be.
    """
    person = session.get_one(Person, by.id)
    if refused := why_not(award, person):
        raise NotYours(refused)
    reason = rules.reason_of(move, code)
    if reason is None:
        raise RuleBroken("Choose a reason.", "reason")
    if not private.strip():
        raise RuleBroken("Say for the file why. The business does not see it.", "private")
    actions.check(award, move)
    said = " ".join(part for part in (reason.words, words.strip()) if part)
    title = f"{award.ref} of {queries.employer_of(award).name}: {move.value}"
    journal.whole(title, kind=actions.KIND, actor=by)
    line = _MADE[move](award, Wish(move, reason, said, private.strip(), person))
    notices.plan(award)
    letters.moved(award, line)
    return line


def _to(award: Award, wish: Wish) -> AwardEvent:
    award.state, award.state_since = rules.MOVES[wish.move].to, clock.now()
    award.state_words = "" if award.state is State.CONFIRMED else wish.said
    award.reason = wish.reason.code
    session.flush()
    return badging.note(
        award, wish.move, by=wish.person, reason=wish.reason.code, words=wish.said,
        private=wish.private,
    )  # fmt: skip


def _confirm(award: Award, wish: Wish) -> AwardEvent:
    actions.check_confirmable(award)
    return actions.settle(award, by=wish.person, reason=wish.reason.code, private=wish.private)


def _suspend(award: Award, wish: Wish) -> AwardEvent:
    line = _to(award, wish)
    badge = _badge(award)
    if badge is not None and badge.held_since is None:
        badges.hold(badge, wish.said, by=wish.person)
    return line


def _reinstate(award: Award, wish: Wish) -> AwardEvent:
    line = _to(award, wish)
    badge = _badge(award)
    if badge is not None and badge.held_since is not None:
        badges.release(badge, by=wish.person)
    return line


def _revoke(award: Award, wish: Wish) -> AwardEvent:
    if refused := why_not_yet(award, wish.reason, clock.today()):
        raise RuleBroken(refused, "reason")
    line = _to(award, wish)
    why = BADGE_REASONS.get(wish.reason.code, BadgeReason.CONDITIONS)
    badging.revoke(award, why, wish.said, by=wish.person)
    return line


def _withdraw(award: Award, wish: Wish) -> AwardEvent:
    line = _to(award, wish)
    badging.revoke(award, BadgeReason.WITHDRAWN, wish.said, by=wish.person)
    return line


_MADE: Mapping[Move, Callable[[Award, Wish], AwardEvent]] = {
    Move.CONFIRM: _confirm,
    Move.DROP: _to,
    Move.SUSPEND: _suspend,
    Move.REINSTATE: _reinstate,
    Move.REVOKE: _revoke,
    Move.WITHDRAW: _withdraw,
}


def why_not_yet(award: Award, reason: Reason, today: date) -> str:
    """Say why a level cannot be taken away yet: the business has not had its notice."""
    if reason.at_once:
        return ""
    days = queries.terms(today).revoke_days
    if award.state is not State.SUSPENDED:
        return (
            f"Suspend it first: the business gets {days} days of notice before a level is taken "
            "away for this reason."
        )
    first = rules.earliest(clock.to_london(award.state_since).date(), days)
    if today < first:
        return f"The business has notice until {long_day(first)}. Take the level away from then on."
    return ""


def _badge(award: Award) -> Badge | None:
    badge = session.get(Badge, award.badge_id) if award.badge_id else None
    return badge if badge is not None and badge.revoked_at is None else None


@event.listens_for(AwardEvent, "before_insert")
def _four_eyes(_mapper: object, _connection: object, line: AwardEvent) -> None:
    """Let nobody move an award who may not, or in another's name; it holds for every way."""
    if line.kind not in DECIDED or line.by_id is None:
        return
    acting = journal.acts()
    if acting is not None and acting.id != line.by_id:
        raise RuleBroken("Only the person who decides can put their name to it.")
    with session.no_autoflush:
        award = session.get_one(Award, line.award_id)
        follows = line.kind is Move.DROP and not line.reason  # a newer decision took its place
        ask = _too_close if follows else why_not
        if refused := ask(award, session.get_one(Person, line.by_id)):
            raise NotYours(refused)
