"""What carving adds to the product."""

from crm.carving import routes
from crm.core.features import Feature

FEATURE = Feature(name="carving", blueprints=(routes.bp,))
