"""What handing over adds to the product."""

from crm.core.features import Feature, Link
from crm.core.permissions import Permission
from crm.handover import routes

FEATURE = Feature(
    name="handover",
    blueprints=(routes.bp,),
    links=(Link("Hand over", "handover.index", Permission.HAND_OVER, order=88),),
)
