"""What follow-ups, recordings and the survey add to the product."""

from crm.core.features import Feature, Seed
from webinars.feedback import queries, routes, seed

FEATURE = Feature(
    name="feedback",
    blueprints=(routes.bp,),
    seeds=(Seed("questions of the survey", seed.load),),
    mail_checks=(queries.why_not,),
    template_globals={"follow_up_sides": queries.sides},
)
