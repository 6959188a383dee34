"""What the programme of webinars adds to the product."""

from datetime import timedelta

from crm.core.features import Act, Feature, Link, Owned, Seed
from crm.core.jobs import Job
from crm.core.permissions import Permission
from webinars.programme import invented, jobs, queries, routes, seed
from webinars.programme.models import Webinar
from webinars.programme.rules import State

FEATURE = Feature(
    name="programme",
    blueprints=(routes.bp,),
    links=(Link("Webinars", "programme.index", Permission.VIEW_WEBINARS, order=58),),
    acts=(
        Act(
            "Plan a webinar",
            "programme.new",
            Permission.RUN_WEBINARS,
            78,
            "webinar",
            "webinar event new",
        ),
    ),
    owned=(
        Owned(
            "Webinars",
            Webinar.owner_id,
            lambda: Webinar.state.in_([State.DRAFT, State.PUBLISHED]),
        ),
    ),
    calendar_entries=(queries.of_owner,),
    invents=(invented.webinars,),
    seeds=(Seed("webinar templates", seed.load),),
    jobs=(
        Job(
            "finish-webinars",
            "Call webinars finished once they are over",
            jobs.finish,
            every=timedelta(minutes=5),
        ),
    ),
)
