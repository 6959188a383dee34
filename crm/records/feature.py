"""What files of employers add to the product."""

from crm.core.features import Act, Feature, Link
from crm.core.permissions import Permission
from crm.records import jobs, routes, tables
from crm.records.commands import employers_group

FEATURE = Feature(
    name="records",
    blueprints=(routes.bp,),
    links=(Link("Import", "records.imports", Permission.IMPORT, order=80, under="Records"),),
    acts=(
        Act(
            "Import a file of employers",
            "records.imports",
            Permission.IMPORT,
            70,
            words="csv xlsx upload load",
        ),
    ),
    jobs=(jobs.READ_FILES, jobs.DISCARD_UNUSED),
    commands=(employers_group,),
    read_table=tables.rows_of,
)
