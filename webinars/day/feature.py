"""What the day of a webinar adds to the product."""

from crm.core.features import Feature, Seed
from webinars.day import queries, routes, seed, tabs

FEATURE = Feature(
    name="day",
    blueprints=(routes.bp,),
    seeds=(Seed("numbers of webinars", seed.load),),
    personal_data=(queries.held_about,),
    template_globals={"webinar_tabs": tabs.tabs},
)
