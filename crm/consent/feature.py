"""What consent adds to the product."""

from crm.consent import queries, routes, seed
from crm.core.features import Feature, Link, Seed, TimelineKind
from crm.core.permissions import Permission
from crm.employers import timeline

FEATURE = Feature(
    name="consent",
    blueprints=(routes.bp,),
    links=(Link("Mail stops", "consent.index", Permission.VIEW_EMPLOYERS, order=66, under="Mail"),),
    seeds=(Seed("mail topics", seed.load),),
    timeline=(
        TimelineKind(
            "consent",
            "Consent",
            Permission.VIEW_EMPLOYERS,
            timeline.changes_of(["mail_consent"]),
            timeline.change("consent", "mail"),
        ),
    ),
    mail_checks=(queries.why_not,),
    personal_data=(queries.held_about,),
)
