"""What views add to the product."""

from crm.core.features import Feature
from crm.views import queries, routes

FEATURE = Feature(name="views", blueprints=(routes.bp,), places=(queries.places,))
