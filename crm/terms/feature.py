"""What the history of terms adds to the product."""

from typing import Any

from crm.core.features import Feature, PlacementPanel
from crm.core.permissions import Permission
from crm.placements.models import Placement
from crm.terms import queries, routes


def _panel(placement: Placement) -> dict[str, Any]:
    return {"history": queries.history(placement), "placement": placement}


FEATURE = Feature(
    name="terms",
    blueprints=(routes.bp,),
    placement_panels=(
        PlacementPanel(
            name="terms",
            template="crm/terms/panel.html",
            permission=Permission.VIEW_WORK,
            order=10,
            load=_panel,
        ),
    ),
)
