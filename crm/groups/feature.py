"""What groups add to the product."""

from crm.core.features import Feature
from crm.groups import routes

FEATURE = Feature(name="groups", blueprints=(routes.bp,))
