"""What the programme of webinars adds to the product."""

from crm.core.features import Feature, Link, Owned, Seed
from crm.core.permissions import Permission
from webinars.programme import routes, seed
from webinars.programme.models import Webinar
from webinars.programme.rules import State

FEATURE = Feature(
    name="programme",
    blueprints=(routes.bp,),
    links=(Link("Webinars", "programme.index", Permission.VIEW_WEBINARS, order=58),),
    owned=(
        Owned(
            "Webinars",
            Webinar.owner_id,
            lambda: Webinar.state.in_([State.DRAFT, State.PUBLISHED]),
        ),
    ),
    seeds=(Seed("webinar templates", seed.load),),
)
