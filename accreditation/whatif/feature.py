"""What a what-if adds to the product."""

from accreditation.whatif import commands, jobs, routes
from crm.core.features import Feature

FEATURE = Feature(
    name="whatif",
    blueprints=(routes.bp,),
    jobs=jobs.JOBS,
    commands=(commands.GROUP,),
)
