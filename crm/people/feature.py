"""What people add to the product."""

from datetime import time

from crm.core.features import Feature
from crm.core.jobs import Job
from crm.people import jobs, queries, routes, sessions

FEATURE = Feature(
    name="people",
    blueprints=(routes.bp,),
    jobs=(Job("forget-sign-ins", "Forget old sign-ins", jobs.forget_old, at=time(3, 30)),),
    start_checks=(queries.refuse_made_up,),
)

__all__ = ["FEATURE", "sessions"]
