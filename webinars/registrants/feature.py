"""What the staff's list of a webinar's people adds to the product."""

from typing import Any

from crm.core import refs
from crm.core.db import session
from crm.core.features import EmployerPanel, Feature, TimelineItem, TimelineKind
from crm.core.permissions import Permission
from crm.employers.models import Employer, Standing
from webinars.registrants import invented, queries, routes


def _panel(employer: Employer) -> dict[str, Any]:
    """Take the number from the standing, which the page has read already: no statement more."""
    standing = session.get(Standing, employer.id)
    return {"count": standing.webinars if standing else 0}


def _say(row: Any) -> TimelineItem:
    words = {"seat": "Has a seat.", "waiting": "Waits for a seat.", "offered": "A seat is offered."}
    return TimelineItem(
        kind="webinars",
        icon="webinar",
        label="Booked the webinar",
        sentence=row.head,
        at=row.at,
        who=row.who,
        body=words.get(row.body, "The booking is over."),
        url=f"/webinars/manage/people/{refs.ref('K', row.row_id)}",
    )


FEATURE = Feature(
    name="registrants",
    blueprints=(routes.bp,),
    employer_panels=(
        EmployerPanel(
            name="webinars",
            template="webinars/registrants/panel.html",
            permission=Permission.VIEW_WEBINARS,
            order=62,
            load=_panel,
        ),
    ),
    invents=(invented.bookings,),
    timeline=(
        TimelineKind(
            "webinars", "Booked webinars", Permission.VIEW_WEBINARS, queries.timeline, _say
        ),
    ),
)
