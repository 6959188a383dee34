"""What changes to many add to the product."""

from crm.bulk import jobs, routes
from crm.core.features import Feature

FEATURE = Feature(name="bulk", blueprints=(routes.bp,), jobs=(jobs.GO_ON,))
