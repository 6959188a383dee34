"""What the public pages of webinars add to the product."""

from crm.core.features import Feature
from webinars.notices import routes

FEATURE = Feature(name="notices", blueprints=(routes.bp,))
