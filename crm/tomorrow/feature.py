"""What the page of tomorrow adds to the product."""

from crm.core.features import Feature
from crm.tomorrow import routes

FEATURE = Feature(name="tomorrow", blueprints=(routes.bp,))
