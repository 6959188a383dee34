"""What merging contacts adds to the product."""

from crm.core.features import Feature
from crm.twins import routes

FEATURE = Feature(name="twins", blueprints=(routes.bp,))
