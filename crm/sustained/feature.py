"""What the clock of sustained work adds to the product."""

from datetime import time
from typing import Any

from crm.core.features import Feature, Keeper, Link, PlacementPanel, Seed
from crm.core.jobs import Job
from crm.core.permissions import Permission
from crm.placements.models import Placement
from crm.placements.rules import IN_WORK
from crm.sustained import jobs, queries, routes, seed, standing
from crm.sustained.rules import EVIDENCE


def _panel(placement: Placement) -> dict[str, Any]:
    counts = placement.kind in IN_WORK
    return {
        "placement": placement,
        "clock": queries.clock_of(placement) if counts else None,
        "kinds": EVIDENCE,
    }


FEATURE = Feature(
    name="sustained",
    blueprints=(routes.bp,),
    links=(
        Link(
            "Milestones",
            "sustained.milestones",
            Permission.EDIT_RATES,
            order=86,
            under="Settings",
        ),
    ),
    placement_panels=(
        PlacementPanel(
            name="sustained",
            template="crm/sustained/panel.html",
            permission=Permission.VIEW_WORK,
            order=8,
            load=_panel,
        ),
    ),
    keepers=(Keeper(tables={"placement"}, refresh=standing.refresh),),
    seeds=(Seed("milestones", seed.load),),
    jobs=(
        Job(
            "mark-milestones",
            "Work out the next milestone of everybody in work",
            jobs.mark_milestones,
            at=time(0, 25),
        ),
    ),
)
