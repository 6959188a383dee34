"""What the hunt for duplicates adds to the product."""

from crm.core.features import Feature, Link
from crm.core.permissions import Permission
from crm.duplicates import jobs, routes
from crm.duplicates.commands import duplicates
from crm.records.commands import employers_group

FEATURE = Feature(
    name="duplicates",
    blueprints=(routes.bp,),
    links=(Link("Duplicates", "duplicates.index", Permission.MERGE, order=81, under="Records"),),
    jobs=(jobs.SWEEP,),
)

employers_group.add_command(duplicates)
