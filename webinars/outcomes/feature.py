"""What the counts of what followed add to the product."""

from crm.core.features import Feature
from webinars.outcomes import invented, routes

FEATURE = Feature(name="outcomes", blueprints=(routes.bp,), invents=(invented.held,))
