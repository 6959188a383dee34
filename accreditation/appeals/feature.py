"""What reviews add to the product."""

from typing import Any

from accreditation.appeals import demo, queries, routes
from crm.core.features import Feature, Link, TimelineItem, TimelineKind
from crm.core.permissions import Permission


def _say(row: Any) -> TimelineItem:
    return TimelineItem(
        kind="appeal", icon="score", label="Review", sentence=row.head, at=row.at, who=row.who,
        body=row.body,
    )  # fmt: skip


FEATURE = Feature(
    name="appeals",
    blueprints=(routes.bp,),
    invents=(demo.turns,),
    links=(
        Link(
            "Reviews asked for", "appeals.index", Permission.VIEW_ACCREDITATION, order=63,
            count=queries.waiting_count, under="Accreditation",
        ),
    ),
    timeline=(
        TimelineKind("appeal", "Review", Permission.VIEW_ACCREDITATION, queries.timeline, _say),
    ),
)  # fmt: skip
