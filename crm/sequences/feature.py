"""What sequences add to the product."""

from crm.core.features import Feature
from crm.sequences import routes

FEATURE = Feature(name="sequences", blueprints=(routes.bp,))
