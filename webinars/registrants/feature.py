"""What the staff's list of a webinar's people adds to the product."""

from crm.core.features import Feature
from webinars.registrants import routes

FEATURE = Feature(name="registrants", blueprints=(routes.bp,))
