"""What handing over adds to the product."""

from crm.core.features import Feature
from crm.handover import routes

FEATURE = Feature(
    name="handover",
    blueprints=(routes.bp,),
)
