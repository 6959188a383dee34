"""What declarations add to the product."""

from crm.core.features import Feature

FEATURE = Feature(name="declared")
