"""What applications add to the product."""

from accreditation.applications import queries
from crm.core.features import Feature

FEATURE = Feature(name="applications", template_globals={"applications_of": queries.of_employer})
