"""What public pages of vacancies add to the product."""

from crm.core.features import Feature
from crm.openings import routes

FEATURE = Feature(name="openings", blueprints=(routes.bp,))
