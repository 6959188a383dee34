"""What follow-ups add to the product."""

from datetime import timedelta

from crm.core.features import Feature, Keeper
from crm.core.jobs import Job
from crm.followups import jobs, queries

FEATURE = Feature(
    name="followups",
    keepers=(Keeper(tables={"follow_up"}, refresh=queries.keep_next),),
    jobs=(
        Job(
            "make-due-followups",
            "Make repeating follow-ups",
            jobs.make_due,
            every=timedelta(seconds=60),
        ),
    ),
)
