"""What exports add to the product."""

from crm.core.features import Feature
from crm.exports import routes
from crm.exports.commands import export
from crm.records.commands import employers_group

employers_group.add_command(export)

FEATURE = Feature(name="exports", blueprints=(routes.bp,))
