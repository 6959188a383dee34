"""Notices that an award ends: rows with a day, each mailed once, planned anew when the end moves.

Nothing here commits; ``jobs`` commits notice by notice.
"""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from accreditation.awards import badging, letters, queries, rules
from accreditation.awards.models import Award, AwardNotice, NoticeState
from accreditation.awards.rules import CURRENT, OPEN, Move
from accreditation.scheme.models import SchemeVersion
from crm.core import clock
from crm.core.db import session
from crm.core.formats import long_day

MOST = 500


def plan(award: Award) -> bool:
    """Bring the end of an award and its planned notices up to date; return whether it moved.

    What was sent for an earlier end stays in the record; what was only planned for it is dropped.
    """
    moved = award.state in OPEN and _end_anew(award)
    today = clock.today()
    wanted = {}
    if award.state in CURRENT:
        days = queries.terms(today).notice_days
        wanted = rules.timely(rules.notices(award.ends_on, days), today)
    rows = session.scalars(sa.select(AwardNotice).where(AwardNotice.award_id == award.id)).all()
    known = set()
    for row in rows:
        if row.state is not NoticeState.PLANNED:
            if row.ends_on == award.ends_on:
                known.add(row.days)
        elif row.ends_on == award.ends_on and wanted.get(row.days) == row.due_on:
            known.add(row.days)
        else:
            session.delete(row)
    session.flush()
    # Of notices that are due already one is enough: not a later one after a nearer one was sent.
    nearest = min((count for count in known), default=None)
    for count, on in wanted.items():
        if count not in known and not (on <= today and nearest is not None and nearest < count):
            session.add(
                AwardNotice(award_id=award.id, days=count, ends_on=award.ends_on, due_on=on)
            )
    session.flush()
    return moved


def _end_anew(award: Award) -> bool:
    version = session.get_one(SchemeVersion, award.scheme_version_id)
    end = rules.end_of(award.valid_until, queries.honoured_until(version))
    on = max(end.on, award.valid_from)
    if on == award.ends_on:
        return False
    before = award.ends_on
    award.ends_on, award.ends_why = on, end.why
    words = f"It ended on {long_day(before)} until now; now it ends on {long_day(on)}"
    words += f": {end.why}." if end.why else "."
    line = badging.note(award, Move.MOVED, by=None, words=words)
    if award.state in CURRENT:
        letters.moved(award, line)
    return True


def due(on: date) -> Sequence[int]:
    """Return the ids of notices that are due on a day, the longest due first."""
    return session.scalars(
        sa.select(AwardNotice.id)
        .where(AwardNotice.state == NoticeState.PLANNED, AwardNotice.due_on <= on)
        .order_by(AwardNotice.due_on, AwardNotice.id)
        .limit(MOST)
    ).all()


def send(notice_id: int) -> bool:
    """Send a notice, or skip it when it is moot; return whether it was settled here. Flushes.

    The award is held first, as everywhere: a renewal at the same moment comes before or after.
    """
    award_id = session.scalar(sa.select(AwardNotice.award_id).where(AwardNotice.id == notice_id))
    award = held(award_id)
    row = session.get(AwardNotice, notice_id, with_for_update=True, populate_existing=True)
    if award is None or row is None or row.state is not NoticeState.PLANNED:
        return False
    row.done_at = clock.now()
    row.why = _moot(award, row)
    row.state = NoticeState.SKIPPED if row.why else NoticeState.SENT
    session.flush()
    if row.state is NoticeState.SENT:
        left = (award.ends_on - clock.today()).days
        if letters.tell(award, Move.NOTICE, f"award-notice:{row.id}", _more(award, left)) is None:
            row.state, row.why = NoticeState.SKIPPED, "Nobody there has an email address."
            session.flush()
            return True
        badging.note(award, Move.NOTICE, by=None, words=f"{row.days} days before the end.")
    return True


def _more(award: Award, left: int) -> str:
    lead = f"That is in {left} days." if left > 1 else "That is tomorrow." if left else "Today."
    why = f" It ends then because {award.ends_why}." if award.ends_why else ""
    return (
        f"{lead}{why} If you do nothing it ends, and your badge with it. To renew takes a few "
        "minutes: what you told us before is filled in, and only what is out of date is asked."
    )


def _moot(award: Award, row: AwardNotice) -> str:
    if award.state not in CURRENT:
        return f"The award is {award.state.value}."
    if row.ends_on != award.ends_on:
        return "The end moved."
    if award.ends_on < clock.today():
        return "The award is over."
    if _nearer(award, row):
        return "A nearer notice is due too: one is enough."
    return "They are renewing already." if queries.renewing(award) else ""


def _nearer(award: Award, row: AwardNotice) -> bool:
    nearer = sa.select(AwardNotice.id).where(
        AwardNotice.award_id == award.id,
        AwardNotice.ends_on == award.ends_on,
        AwardNotice.days < row.days,
        AwardNotice.due_on <= clock.today(),
        AwardNotice.state != NoticeState.SKIPPED,
    )
    return session.scalar(nearer.limit(1)) is not None


def held(award_id: int | None) -> Award | None:
    """Return an award, held until the commit and read anew."""
    if award_id is None:
        return None
    return session.get(Award, award_id, with_for_update=True, populate_existing=True)


def to_plan(after: int, limit: int) -> Sequence[int]:
    """Return the ids of awards that may have an end to come, by id."""
    return session.scalars(
        sa.select(Award.id)
        .where(Award.state.in_(OPEN), Award.id > after)
        .order_by(Award.id)
        .limit(limit)
    ).all()
