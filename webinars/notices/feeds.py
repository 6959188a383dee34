"""Coming webinars for calendars and for other sites: the same webinars give the same bytes."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from crm.core import clock
from crm.core.formats import uk_time
from webinars.programme import calendars, queries
from webinars.programme.models import Webinar

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""The stamp of a webinar that never moved: an event needs one, and it must not change by itself."""


def ics(webinars: Sequence[Webinar], *, base_url: str) -> bytes:
    """Return a calendar of public webinars, without any link to join."""
    host = urlsplit(base_url).hostname or "localhost"
    made = calendars.calendar("PUBLISH")
    made.add("x-wr-calname", "Webinars for employers")
    made.add("x-published-ttl", "PT1H")
    for one in webinars:
        event = calendars.event(
            one, uid=f"{one.ref}@{host}", sequence=one.sequence, stamped_at=one.moved_at or EPOCH
        )
        event.add("description", one.words)
        event.add("url", queries.public_address(one))
        made.add_component(event)
    return bytes(made.to_ical())


def document(webinars: Sequence[Webinar]) -> bytes:
    """Return the same webinars as JSON: facts that the public page shows, and no more."""
    text = json.dumps({"webinars": [facts(one) for one in webinars]}, ensure_ascii=False, indent=1)
    return text.encode()


def facts(webinar: Webinar) -> dict[str, Any]:
    """Return what everybody may know of one webinar; moments carry London's offset."""
    return {
        "ref": webinar.ref,
        "title": webinar.title,
        "about": webinar.words,
        "series": webinar.series.title if webinar.series else None,
        "starts_at": clock.to_london(webinar.starts_at).isoformat(),
        "ends_at": clock.to_london(webinar.ends_at).isoformat(),
        "when": uk_time(webinar.starts_at),
        "speakers": webinar.speakers.splitlines(),
        "captions": webinar.captions,
        "transcript": webinar.transcript,
        "state": webinar.standing().value,
        "url": queries.public_address(webinar),
    }
