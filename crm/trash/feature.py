"""What the trash adds to the product."""

from crm.core.features import Feature, Link, Seed
from crm.core.permissions import Permission
from crm.trash import jobs, kinds, routes, seed

FEATURE = Feature(
    name="trash",
    blueprints=(routes.bp,),
    links=(Link("Trash", "trash.index", Permission.TRASH, order=92, under="Records"),),
    jobs=(jobs.EMPTY,),
    template_globals={"along": kinds.along},
    seeds=(Seed("days in the trash", seed.load),),
)
