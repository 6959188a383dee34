"""What the day of a webinar adds to the product."""

from datetime import time
from typing import Any

from crm.core import refs
from crm.core.features import Feature, Keeper, Seed, TimelineItem, TimelineKind
from crm.core.formats import plural
from crm.core.jobs import Job
from crm.core.permissions import Permission
from webinars.day import actions, jobs, queries, routes, rules, seed, tabs
from webinars.programme.models import DIGITS


def _say(row: Any) -> TimelineItem:
    number, minutes, attended, name = row.head.split("|", 3)
    ref, who = refs.ref("W", int(number), DIGITS), rules.masked(name)
    stayed = plural(int(minutes), "minute") if minutes else ""
    came = f"{who} came to {ref}" + (f", {stayed}" if stayed else "")
    short = f"{who} was at {ref} for {stayed}, too short to count"
    return TimelineItem(
        kind="attended",
        icon="webinar",
        label="Webinar",
        sentence=came if attended == "yes" else short,
        at=row.at,
        who=row.who.capitalize(),
        body=row.body,
        url=f"/webinars/manage/{ref}/day",
    )


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
    keepers=(Keeper(tables={"booking"}, refresh=actions.follow_bookings),),
    personal_data=(queries.held_about,),
    timeline=(
        TimelineKind(
            "attended", "Came to webinars", Permission.VIEW_WEBINARS, queries.timeline, _say
        ),
    ),
    template_globals={"webinar_tabs": tabs.tabs},
)
