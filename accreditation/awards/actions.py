"""Granting and confirming awards. Nothing here commits."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from accreditation.awards import badging, letters, notices, origins, queries, rules
from accreditation.awards.models import Award, AwardEvent, AwardTerms
from accreditation.awards.rules import CURRENT, Move, State
from accreditation.badges.models import Reason
from accreditation.scheme import queries as schemes
from accreditation.scheme.document import Scheme
from accreditation.scheme.models import SchemeVersion
from accreditation.scheme.models import State as VersionState
from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.formats import long_day, plural
from crm.employers import standing
from crm.employers.models import Employer

KIND = "award"
PERIODS = (
    "grace_days", "suspend_days", "revoke_days", "appeal_days", "answer_days", "stale_days",
)  # fmt: skip
CHOICES = ("fresh_levels", "appeal_holds")


def grant(
    *,
    employer: Employer,
    version: SchemeVersion,
    level: str,
    valid_from: date,
    valid_until: date,
    decision_ref: str,
    public_ok: bool,
    conditional: bool,
    officer: Any,
    evidence: str = "",
    told: bool = False,
) -> Award:
    """Grant what a decision says; flushes. ``officer`` decided; ``evidence`` is a public sentence.

    No mail goes when the business is ``told`` by another one at the same moment.
    Without open conditions it is confirmed at once and takes the place of the award held so far.
    Under a version that is no more than a proposal a real employer's award stays provisional.
    """
    scheme = _sound(version, level, valid_from, valid_until)
    session.execute(sa.select(Employer.id).where(Employer.id == employer.id).with_for_update())
    if (earlier := queries.waiting(employer.id, lock=True)) is not None:
        _end(earlier, Move.DROP, "A newer decision takes its place.", by=officer)
    journal.whole(
        f"Granted {scheme.level_title(level)} to {employer.name}", kind=KIND, actor=officer
    )
    before = queries.latest(employer.id)
    _refuse_stale(before, level)
    end = rules.end_of(valid_until, queries.honoured_until(version))
    now = clock.now()
    award = Award(
        employer_id=employer.id, scheme_version_id=version.id, level=level,
        state=State.PROVISIONAL, decision_ref=decision_ref, granted_at=now,
        granted_by_id=officer.id if officer else None, valid_from=valid_from,
        valid_until=valid_until, ends_on=max(end.on, valid_from), ends_why=end.why,
        public_ok=public_ok, evidence=evidence, state_since=now,
        replaces_id=before.id if before else None, made_up=employer.made_up,
    )  # fmt: skip
    award.employer, award.scheme_version = employer, version
    session.add(award)
    session.flush()
    badging.note(award, Move.GRANT, by=officer, words=scheme.level_title(level))
    award.state_words = _waits(award, conditional=conditional)
    if not award.state_words:
        line = settle(award, by=officer)
        if not told:
            letters.moved(award, line)
    session.flush()
    return award


def _waits(award: Award, *, conditional: bool) -> str:
    """Say to the public why an award does not count yet; nothing when it does."""
    version = award.scheme_version
    if conditional:
        return "Its conditions are not met yet."
    if version.state is not VersionState.PUBLISHED and not award.made_up:
        return f"Version {version.version} of the scheme is not published yet."
    return ""


def _sound(version: SchemeVersion, level: str, first: date, last: date) -> Scheme:
    scheme = schemes.ready(version)
    if level not in scheme.ranks:
        raise RuleBroken(f"Scheme version {scheme.version} has no level {level}.", "level")
    if last < first:
        raise RuleBroken("An award must end after it begins.", "valid_until")
    return scheme


def _refuse_stale(before: Award | None, level: str) -> None:
    """Refuse to renew a level that needs something new since its award, when nothing is there."""
    held = before is not None and before.state in CURRENT and before.level == level
    if before is None or not held or level not in queries.terms(clock.today()).fresh_levels:
        return
    if not queries.new_since(before):
        raise RuleBroken(
            "This level is renewed only after a new action. Nothing new is on record since "
            f"{long_day(before.valid_from)}: log a visit, an opening or a trial first.",
            "level",
        )


def confirm(award: Award, *, by: Any, private: str = "") -> bool:
    """Confirm an award whose conditions are met; flushes. Return whether its badge was issued.

    ``award`` is locked. Raises ``RuleBroken`` when it cannot be confirmed.
    """
    check_confirmable(award)
    journal.whole(f"Confirmed the award of {queries.employer_of(award).name}", kind=KIND, actor=by)
    line = settle(award, by=by, private=private)
    letters.moved(award, line)
    return award.badge_id is not None


def check_confirmable(award: Award) -> None:
    """Raise ``RuleBroken`` for an award that cannot be confirmed now."""
    check(award, Move.CONFIRM)
    if refused := why_not_confirm(award):
        raise RuleBroken(refused)


def why_not_confirm(award: Award) -> str:
    """Say why an award that waits cannot be confirmed now; nothing when it can."""
    if queries.version_of(award).state is VersionState.DRAFT and not award.made_up:
        return "Publish this version of the scheme first: only then a level is awarded."
    if award.ends_on < clock.today():
        return "The time of this award is over. A new decision is needed."
    if left := origins.open_conditions(award):
        found = f"{award.decision_ref} has {plural(len(left), 'open condition')}."
        return f"{found} Note the proof there: the last one confirms the award."
    return ""


def settle(award: Award, *, by: Any, reason: str = "", private: str = "") -> AwardEvent:
    """Let an award count and take the place of the one held so far; issue its badge. Flushes."""
    held = queries.current(award.employer_id, lock=True)
    if held is not None:
        move = rules.replaced_by(queries.rank(held), queries.rank(award))
        _end(held, move, "A newer award takes its place.", by=by)
    award.state, award.state_since, award.state_words = State.CONFIRMED, clock.now(), ""
    session.flush()
    line = badging.note(award, Move.CONFIRM, by=by, reason=reason, private=private)
    issued = badging.issue(award, by=by)
    notices.plan(award)
    if held is not None and held.state is State.DOWNGRADED and not issued:
        badging.revoke(held, Reason.SUPERSEDED, held.state_words, by=by)
    return line


def retry_badge(award: Award, *, by: Any) -> bool:
    """Try again to issue the badge of a confirmed award; return whether it worked."""
    if award.state is not State.CONFIRMED or award.badge_id is not None:
        raise RuleBroken("Only a confirmed award without a badge needs one.")
    journal.whole(f"Issued the badge of {queries.employer_of(award).name}", kind=KIND, actor=by)
    return badging.issue(award, by=by)


def check(award: Award, move: Move) -> None:
    """Raise ``RuleBroken`` for a move that the state of an award does not allow."""
    if refused := rules.why_not(award.state, move):
        raise RuleBroken(refused)


def _end(
    award: Award, move: Move, words: str, *, by: Any, reason: str = "", private: str = ""
) -> AwardEvent:
    """Take an award to the state a move leads to, and write it down; flushes."""
    check(award, move)
    award.state, award.state_since = rules.MOVES[move].to, clock.now()
    award.state_words, award.reason = words, reason
    session.flush()
    line = badging.note(award, move, by=by, reason=reason, words=words, private=private)
    notices.plan(award)
    return line


def keep_standing(employer_ids: Sequence[int]) -> None:
    """Keep on lists what level these employers hold, and since when they ever held one."""
    held = sa.func.max(sa.case((Award.state.in_(CURRENT), Award.level)))
    confirmed = Award.state.not_in(rules.PRIVATE)
    rows = session.execute(
        sa.select(
            Employer.id,
            held.label("level"),
            sa.func.min(sa.case((confirmed, Award.valid_from))).label("first_on"),
        )
        .outerjoin(Award, Award.employer_id == Employer.id)
        .where(Employer.id.in_(employer_ids))
        .group_by(Employer.id)
    )
    standing.keep(
        {
            row.id: {
                "employer_id": row.id,
                "award_level": row.level or "",
                "awarded_on": row.first_on,
            }
            for row in rows
        }
    )


def seed_terms() -> int:
    """Add the first periods when none are stored. Source: the scoring reference, 3.2, 24 to 27."""
    if session.scalar(sa.select(AwardTerms.id).limit(1)) is not None:
        return 0
    session.add(
        AwardTerms(
            from_on=date(2026, 1, 1), notice_days=[90, 60, 30], grace_days=0, suspend_days=28,
            revoke_days=10, appeal_days=20, answer_days=20, stale_days=60,
            fresh_levels=["bronze"], status="unconfirmed",
            source="Proposed: reminders 90, 60 and 30 days before, 20 working days to ask for a "
            "review. The other periods are proposed too.",
        )
    )  # fmt: skip
    session.flush()
    return 1


def set_terms(given: Mapping[str, Any], *, notice_days: list[int], by: Any) -> AwardTerms:
    """Set the periods that count from a day on; flushes. The worker plans notices anew at night."""
    known = sa.select(AwardTerms.id).where(AwardTerms.from_on == given["from_on"])
    if session.scalar(known) is not None:
        raise RuleBroken("Periods from that day are set already. Choose another day.", "from_on")
    journal.operation(f"Set periods of awards from {long_day(given['from_on'])}")
    row = AwardTerms(**given, notice_days=notice_days, added_by_id=by.id)
    session.add(row)
    session.flush()
    return row


def give_back(award: Award, words: str) -> None:
    """End an award because the business gives it back by its own link; flushes."""
    journal.whole(f"{queries.employer_of(award).name} gave its level back", kind=KIND, actor=None)
    said = "The employer gave the level back."
    line = _end(award, Move.WITHDRAW, said, by=None, reason="WI-1", private=words)
    badging.revoke(award, Reason.WITHDRAWN, said, by=None)
    letters.moved(award, line)
