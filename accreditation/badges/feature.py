"""What badges add to the product."""

from accreditation.badges import commands, jobs, keys, routes
from crm.core.features import Feature, Seed

FEATURE = Feature(
    name="badges",
    blueprints=(routes.bp,),
    commands=(commands.badges_group,),
    jobs=jobs.JOBS,
    seeds=(Seed("keys for badges", keys.ensure, order=60),),
)
