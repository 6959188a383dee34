"""What mail templates add to the product."""

from crm.core.features import Feature, Seed
from crm.mail_templates import routes, seed

FEATURE = Feature(
    name="mail_templates",
    blueprints=(routes.bp,),
    seeds=(Seed("mail templates", seed.load),),
)
