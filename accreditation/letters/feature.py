"""What letters add to the product."""

from accreditation.letters import routes
from crm.core.features import Feature

FEATURE = Feature(name="letters", blueprints=(routes.bp,))
