"""What the pages about waits add to the product."""

from crm.core.features import Feature
from crm.waits import routes

FEATURE = Feature(name="waits", blueprints=(routes.bp,))
