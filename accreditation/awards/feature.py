"""What awards add to the product."""

from accreditation.awards import actions
from crm.core.features import Feature, Keeper, Seed

FEATURE = Feature(
    name="awards",
    keepers=(Keeper(tables=frozenset({"award"}), refresh=actions.keep_standing),),
    seeds=(Seed("periods of awards", actions.seed_terms, order=70),),
)
