"""Clockwork: repeating follow-ups, and the morning mail."""

from datetime import date, datetime

import sqlalchemy as sa

from crm.core import calendar, clock, journal
from crm.core.db import reading, session
from crm.followups import actions, morning, reminders, standing
from crm.followups.models import FollowRule
from crm.reference import queries as reference

AT_ONCE = 200


def make_due(at: datetime) -> int:
    """Make every follow-up whose time to be made has come, one short transaction each.

    Also after an outage every occurrence is made; the oldest first.
    """
    today = clock.to_london(at).date()
    handled = 0
    while waiting := _waiting(today):
        for rule_id in waiting:
            journal.operation("Made a repeating follow-up", kind="clock")
            made = actions.make_next(rule_id, today)
            session.commit()
            handled += made is not None
    return handled


def _waiting(today: date) -> list[int]:
    """Look with a plain read, so that an idle tick takes no write lock."""
    with reading():
        found = session.scalars(
            sa.select(FollowRule.id)
            .where(FollowRule.make_on <= today, FollowRule.ended_at.is_(None))
            .order_by(FollowRule.make_on, FollowRule.id)
            .limit(AT_ONCE)
        ).all()
        session.rollback()
    return list(found)


def renew_rhythms(_at: datetime) -> int:
    """Work out every rhythm again: a wait may change today, or a holiday was added since."""
    done = standing.renew()
    session.commit()
    return done


def daily_mail(at: datetime) -> int:
    """Post one mail to each person with work overdue or due today; none on days off."""
    today = clock.to_london(at).date()
    if not calendar.is_working_day(today, reference.holidays()):
        session.rollback()
        return 0
    posted = 0
    for person in morning.people_with_work(today):
        mail = morning.post(person, today)
        if mail is not None:
            reminders.note(person.id, today, mail_id=mail.id)
        session.commit()
        posted += mail is not None
    for person_id, why in reminders.not_written_to(today):
        reminders.note(person_id, today, suppressed=why)
        session.commit()
    return posted
