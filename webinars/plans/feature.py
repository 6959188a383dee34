"""What templates of webinars add to the product."""

from crm.core.features import Feature
from webinars.plans import routes

FEATURE = Feature(name="plans", blueprints=(routes.bp,))
