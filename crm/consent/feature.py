"""What consent adds to the product."""

from crm.consent import queries, routes, seed
from crm.core.features import Feature, Link, Seed
from crm.core.permissions import Permission

FEATURE = Feature(
    name="consent",
    blueprints=(routes.bp,),
    links=(Link("Mail stops", "consent.index", Permission.VIEW_EMPLOYERS, order=66, under="Mail"),),
    seeds=(Seed("mail topics", seed.load),),
    mail_checks=(queries.why_not,),
)
