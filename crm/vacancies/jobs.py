"""Clockwork: vacancies whose closing date comes near, and those whose date has passed."""

from collections.abc import Callable
from datetime import datetime, timedelta

from crm.core import clock, journal
from crm.core.db import session
from crm.vacancies import actions, queries
from crm.vacancies.models import Vacancy

AHEAD = timedelta(days=7)


def close_passed(at: datetime) -> int:
    """Close each vacancy whose closing date has passed, one operation each; how many."""
    today = clock.to_london(at).date()

    def close(vacancy: Vacancy) -> bool:
        actions.expire(vacancy, on=today)
        return True

    return _each(queries.passed(today), "Closed vacancy {}: its closing date passed", close)


def remind(at: datetime) -> int:
    """Plan a call about each vacancy that closes within a week, once; how many."""
    today = clock.to_london(at).date()
    title = "Planned to ask about vacancy {} before it closes"
    return _each(
        queries.closing(today, today + AHEAD), title, lambda row: actions.remind(row, on=today)
    )


def nightly(at: datetime) -> int:
    """Do both, the closing first."""
    return close_passed(at) + remind(at)


def _each(refs: list[str], title: str, act: Callable[[Vacancy], bool]) -> int:
    handled = 0
    for ref in refs:
        vacancy = queries.find_by_ref(ref)
        journal.operation(title.format(ref), kind="clock")
        if vacancy is None or not vacancy.live or not act(vacancy):
            session.rollback()
            continue
        session.commit()
        handled += 1
    return handled
