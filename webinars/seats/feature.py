"""What the personal pages of bookings add to the product."""

from crm.core.features import Feature
from webinars.seats import routes

FEATURE = Feature(name="seats", blueprints=(routes.bp,))
