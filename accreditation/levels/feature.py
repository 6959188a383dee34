"""What proposed levels add to the product."""

from typing import Any

from accreditation.levels import actions, commands, jobs, queries, routes
from crm.core.features import Feature, Keeper, Link, TimelineItem, TimelineKind
from crm.core.permissions import Permission

AT_ONCE = frozenset({"vacancy", "placement", "parity_check", "declared"})
SOON = frozenset({"employer", "activity"})


def _say(row: Any) -> TimelineItem:
    return TimelineItem(
        kind="score",
        icon="score",
        label="Proposed level",
        sentence=row.head,
        at=row.at,
        who=row.who,
        body=row.body,
    )


FEATURE = Feature(
    name="levels",
    blueprints=(routes.bp,),
    links=(
        Link(
            "Proposed levels",
            "levels.index",
            Permission.VIEW_ACCREDITATION,
            60,
            under="Accreditation",
        ),
    ),
    timeline=(
        TimelineKind("score", "Score", Permission.VIEW_ACCREDITATION, queries.timeline, _say),
    ),
    keepers=(
        Keeper(tables=SOON, refresh=actions.mark_due),
        Keeper(tables=AT_ONCE, refresh=actions.keep),
    ),
    jobs=jobs.JOBS,
    commands=(commands.accreditation_group,),
)
