"""What drafting the scheme adds to the product."""

from accreditation.versions import routes
from crm.core.features import Feature

FEATURE = Feature(name="versions", blueprints=(routes.bp,))
