"""What data protection adds to the product."""

from datetime import time

from crm.core.features import Feature, Link
from crm.core.jobs import Job
from crm.core.permissions import Permission
from crm.data_protection import jobs, queries, routes

FEATURE = Feature(
    name="data_protection",
    blueprints=(routes.bp,),
    links=(
        Link(
            "Data requests",
            "data_protection.requests",
            Permission.VIEW_EMPLOYERS,
            order=95,
            under="Records",
        ),
    ),
    jobs=(Job("forget-asked", "Forget who asked what we hold", jobs.forget_asked, at=time(3, 50)),),
    personal_data=(queries.active_requests,),
)
