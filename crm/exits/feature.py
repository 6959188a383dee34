"""What exit conversations add to the product."""

from typing import Any

from crm.core.features import Feature, PlacementPanel
from crm.core.permissions import Permission
from crm.exits import queries, routes
from crm.placements.models import Placement


def _panel(placement: Placement) -> dict[str, Any]:
    rows = queries.of_placement(placement.id) if placement.ended_on else ()
    return {"rows": rows, "placement": placement}


FEATURE = Feature(
    name="exits",
    blueprints=(routes.bp,),
    placement_panels=(
        PlacementPanel(
            name="exits",
            template="crm/exits/panel.html",
            permission=Permission.VIEW_WORK,
            order=4,
            load=_panel,
        ),
    ),
)
