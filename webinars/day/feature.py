"""What the day of a webinar adds to the product."""

from datetime import time

from crm.core.features import Feature, Seed
from crm.core.jobs import Job
from webinars.day import jobs, queries, routes, seed, tabs

FEATURE = Feature(
    name="day",
    blueprints=(routes.bp,),
    jobs=(
        Job(
            "forget-presences",
            "Forget who was at a webinar and led to nothing",
            jobs.forget,
            at=time(3, 50),
        ),
    ),
    seeds=(Seed("numbers of webinars", seed.load),),
    personal_data=(queries.held_about,),
    template_globals={"webinar_tabs": tabs.tabs},
)
