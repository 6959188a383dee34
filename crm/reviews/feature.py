"""What reviews add to the product."""

from datetime import time
from typing import Any

from crm.core.features import Feature, Keeper, PlacementPanel
from crm.core.jobs import Job
from crm.core.permissions import Permission
from crm.placements.models import Placement
from crm.reviews import jobs, queries, routes, standing


def _panel(placement: Placement) -> dict[str, Any]:
    due = queries.due_of([placement.employer_id])
    return {
        "rows": queries.of_placement(placement.id),
        "due_on": due.get(placement.ref),
        "placement": placement,
        "standing": queries.standing_of(placement.id),
    }


FEATURE = Feature(
    name="reviews",
    blueprints=(routes.bp,),
    placement_panels=(
        PlacementPanel(
            name="reviews",
            template="crm/reviews/panel.html",
            permission=Permission.VIEW_WORK,
            order=5,
            load=_panel,
        ),
    ),
    keepers=(
        Keeper(
            tables={"placement", "placement_review", "follow_up"},
            refresh=standing.refresh,
        ),
    ),
    jobs=(
        Job(
            "mark-risks",
            "Look for placements at risk",
            jobs.mark_risks,
            at=time(0, 30),
        ),
    ),
)
