"""What calendar feeds add to the product."""

from crm.core.features import Feature
from crm.feed import routes

FEATURE = Feature(name="feed", blueprints=(routes.bp,))
