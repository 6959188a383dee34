"""What tiers add to the product."""

from crm.core.features import Feature
from crm.tiers import routes

FEATURE = Feature(name="tiers", blueprints=(routes.bp,))
