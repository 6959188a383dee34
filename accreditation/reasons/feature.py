"""What the bank of reasons adds to the product."""

from accreditation.reasons import routes, seed
from crm.core.features import Feature, Seed

FEATURE = Feature(
    name="reasons",
    blueprints=(routes.bp,),
    seeds=(Seed("reasons for decisions", seed.load, order=70),),
)
