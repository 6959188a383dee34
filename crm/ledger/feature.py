"""What the delivery ledger adds to the product."""

from crm.core.features import Feature
from crm.ledger import routes

FEATURE = Feature(name="ledger", blueprints=(routes.bp,))
