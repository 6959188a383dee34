"""What triage adds to the product."""

from typing import Any

from crm.core.features import Feature, Link, TimelineItem, TimelineKind
from crm.core.permissions import Permission
from crm.interest import queries
from crm.triage import routes


def _say(row: Any) -> TimelineItem:
    return TimelineItem(
        kind="enquiry",
        icon="mail",
        label="Registered interest",
        sentence=row.head,
        at=row.at,
        who=row.who,
        body=row.body,
        url=f"/interest/queue/{row.head}",
    )


FEATURE = Feature(
    name="triage",
    blueprints=(routes.bp,),
    links=(
        Link(
            "Enquiries",
            "triage.index",
            Permission.VIEW_EMPLOYERS,
            order=15,
            count=queries.waiting_count,
        ),
    ),
    timeline=(
        TimelineKind("enquiry", "Enquiries", Permission.VIEW_EMPLOYERS, queries.timeline, _say),
    ),
)
