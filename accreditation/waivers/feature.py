"""What waivers add to the product."""

from accreditation.waivers import routes
from crm.core.features import Feature

FEATURE = Feature(name="waivers", blueprints=(routes.bp,))
