"""What the door of one-purpose links adds to the product: its pages."""

from crm.core.features import Feature
from crm.door import routes

FEATURE = Feature(name="door", blueprints=(routes.bp,))
