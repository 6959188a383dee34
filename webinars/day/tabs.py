"""The tabs of one webinar, in the order of its life."""

from typing import NamedTuple

from flask import current_app, url_for

from webinars.programme.models import Webinar

PAGES = (
    ("Webinar", "programme.show"),
    ("Sign-ups", "registrants.index"),
    ("Day", "day.show"),
    ("Attendance", "importing.index"),
    ("Follow-ups", "feedback.show"),
    ("What came of it", "outcomes.show"),
)


class Tab(NamedTuple):
    """One tab: its words, its address, and whether it is open."""

    title: str
    url: str
    current: bool


def tabs(webinar: Webinar, current: str) -> list[Tab]:
    """Return the tabs of a webinar; ``current`` is the endpoint of the open page."""
    return [
        Tab(title, url_for(endpoint, ref=webinar.ref), endpoint == current)
        for title, endpoint in PAGES
        if endpoint in current_app.view_functions
    ]
