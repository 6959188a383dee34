"""Clockwork of the programme."""

from datetime import datetime

from crm.core import clock
from crm.core.db import reading, session
from webinars.programme import actions, queries
from webinars.programme.models import Webinar
from webinars.programme.rules import State

AT_ONCE = 50


def finish(_at: datetime) -> int:
    """Call published webinars finished once they are over, one commit each."""
    with reading():
        over = queries.ended(AT_ONCE)
        session.rollback()
    handled = 0
    for webinar_id in over:
        webinar = session.get(Webinar, webinar_id, with_for_update=True, populate_existing=True)
        if webinar and webinar.state is State.PUBLISHED and webinar.ends_at <= clock.now():
            actions.finish(webinar)
            handled += 1
        session.commit()
    return handled
