"""What pay adds to the product."""

from crm.core.features import Feature, Link, Seed
from crm.core.permissions import Permission
from crm.pay import routes, seed
from crm.pay.rules import PER

FEATURE = Feature(
    name="pay",
    blueprints=(routes.bp,),
    links=(Link("Rates", "pay.rates", Permission.EDIT_RATES, order=85, under="Settings"),),
    template_globals={"per": PER},
    seeds=(Seed("pay rates", seed.seed_rates),),
)
