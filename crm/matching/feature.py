"""What matching adds to the product."""

from crm.core.features import Act, Feature, Link, Seed
from crm.core.permissions import Permission
from crm.matching import routes, seed

FEATURE = Feature(
    name="matching",
    blueprints=(routes.bp,),
    links=(Link("Matches", "matching.index", Permission.VIEW_PROFILES, order=36),),
    acts=(
        Act(
            "Change the numbers of matching",
            "matching.numbers",
            Permission.EDIT_RATES,
            95,
            words="match stretch limits weights",
        ),
    ),
    seeds=(Seed("numbers of matching", seed.load),),
)
