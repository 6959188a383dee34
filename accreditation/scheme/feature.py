"""What the scheme adds to the product."""

from accreditation.scheme import queries, routes
from crm.core.features import Feature, Seed

FEATURE = Feature(
    name="scheme",
    blueprints=(routes.bp,),
    seeds=(Seed("first scheme version", queries.seed_first, order=50),),
)
