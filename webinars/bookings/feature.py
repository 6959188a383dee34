"""What bookings add to the product."""

from datetime import time, timedelta

from crm.core.features import Feature, Keeper
from crm.core.jobs import Job
from webinars.bookings import jobs, keeping, routes, standing

FEATURE = Feature(
    name="bookings",
    blueprints=(routes.bp,),
    jobs=(
        Job("settle-waiting-lists", "Offer free seats of webinars in order", jobs.settle,
            every=timedelta(seconds=15)),
        Job("tell-bookings", "Mail where a webinar booking is now", jobs.tell,
            every=timedelta(seconds=15)),
        Job("forget-bookings", "Forget what webinar sign-ups no longer need", jobs.forget,
            at=time(3, 45)),
    ),
    keepers=(Keeper(tables={"booking"}, refresh=standing.refresh),),
    personal_data=(keeping.held_about,),
    template_globals={"bookings_kept": keeping.days_now},
)  # fmt: skip
