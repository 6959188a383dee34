"""What the register adds to the product."""

from accreditation.register import demo, routes
from crm.core.features import Feature

FEATURE = Feature(name="register", blueprints=(routes.bp,), invents=(demo.awards,))
