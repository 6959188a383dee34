"""The tabs of one webinar, in the order of its life."""

from typing import NamedTuple

from flask import current_app, url_for

from crm.core.access import allowed
from crm.core.permissions import Permission
from webinars.programme.models import Webinar

PAGES = (
    ("Webinar", "programme.show", Permission.VIEW_WEBINARS),
    ("Sign-ups", "registrants.index", Permission.VIEW_WEBINARS),
    ("Day", "day.show", Permission.VIEW_WEBINARS),
    ("Attendance", "importing.index", Permission.RUN_WEBINARS),
    ("Follow-ups", "feedback.show", Permission.VIEW_WEBINARS),
    ("What came of it", "outcomes.show", Permission.VIEW_WEBINARS),
)


class Tab(NamedTuple):
    """One tab: its words, its address, and whether it is open."""

    title: str
    url: str
    current: bool


def tabs(webinar: Webinar, current: str) -> list[Tab]:
    """Return the tabs that the reader may open; ``current`` is the endpoint of the open page."""
    return [
        Tab(title, url_for(endpoint, ref=webinar.ref), endpoint == current)
        for title, endpoint, permission in PAGES
        if endpoint in current_app.view_functions and allowed(permission)
    ]
