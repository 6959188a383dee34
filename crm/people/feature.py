"""What people add to the product."""

from crm.core.features import Feature
from crm.people import routes, sessions

FEATURE = Feature(name="people", blueprints=(routes.bp,))

__all__ = ["FEATURE", "sessions"]
