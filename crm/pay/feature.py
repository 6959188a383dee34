"""What pay adds to the product."""

from crm.core.features import Feature, Link, OpenData, Seed
from crm.core.permissions import Permission
from crm.pay import actions, routes, seed
from crm.pay.rules import PER

FEATURE = Feature(
    name="pay",
    blueprints=(routes.bp,),
    links=(Link("Rates", "pay.rates", Permission.EDIT_RATES, order=85, under="Settings"),),
    template_globals={"per": PER},
    seeds=(Seed("pay rates", seed.seed_rates),),
    open_data=(
        OpenData("rates", "Minimum wage, living wage and offset rates", actions.load_rates),
    ),
)
