"""What leave adds to the product."""

from crm.away import routes
from crm.core.features import Feature

FEATURE = Feature(name="away", blueprints=(routes.bp,))
