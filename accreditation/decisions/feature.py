"""What decisions add to the product."""

from typing import Any

from accreditation.decisions import commands, invented, queries, routes, sealing
from crm.core.features import Feature, Keeper, Link, TimelineItem, TimelineKind
from crm.core.permissions import Permission

SAID = {"approved": "approved", "conditional": "approved with conditions", "refused": "refused"}


def _say(row: Any) -> TimelineItem:
    level = f" {row.body.capitalize()}" if row.body else ""
    return TimelineItem(
        kind="decision",
        icon="score",
        label="Decision",
        sentence=f"{SAID[row.head]}{level}",
        at=row.at,
        who=row.who,
        url=f"/accreditation/decisions/D-{row.row_id:05d}",
    )


FEATURE = Feature(
    name="decisions",
    blueprints=(routes.bp,),
    links=(
        Link("Decisions", "decisions.index", Permission.VIEW_ACCREDITATION, order=61,
             count=queries.to_decide, oldest=queries.undecided_since, waits="to decide",
             under="Accreditation"),
    ),
    timeline=(
        TimelineKind("decision", "Decision", Permission.VIEW_ACCREDITATION, queries.timeline, _say),
    ),
    keepers=(Keeper(tables=frozenset({"decision"}), refresh=sealing.keep_short),),
    commands=(commands.GROUP,),
    invents=(invented.decisions,),
)  # fmt: skip
