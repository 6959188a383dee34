"""What contact and site pages add to the product."""

from crm.contacts import routes
from crm.core.features import Feature

FEATURE = Feature(name="contacts", blueprints=(routes.bp,))
