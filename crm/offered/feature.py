"""What vacancies offered by a link add to the product."""

from crm.core.features import Feature
from crm.offered import routes

FEATURE = Feature(name="offered", blueprints=(routes.bp,))
