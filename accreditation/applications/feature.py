"""What applications add to the product."""

from typing import Any

from accreditation.applications import queries, routes
from crm.core import refs
from crm.core.features import Act, EvidenceSubject, Feature, Link, TimelineItem, TimelineKind
from crm.core.permissions import Permission

SAID = {
    queries.ASKED: "asked for",
    queries.SENT: "sent",
    queries.WITHDREW: "withdrawn",
}


def _say(row: Any) -> TimelineItem:
    ref = refs.ref("L", int(row.body))
    return TimelineItem(
        kind="application",
        icon="score",
        label="Application",
        sentence=f"{ref} {SAID[row.head]}",
        at=row.at,
        who=row.who,
        url=f"/accreditation/applications/{ref}",
    )


FEATURE = Feature(
    name="applications",
    blueprints=(routes.bp,),
    links=(
        Link(
            "Applications", "applications.index", Permission.VIEW_ACCREDITATION, 61,
            count=queries.waiting_count, oldest=queries.waiting_since,
            waits="sent, and nobody took it", under="Accreditation",
        ),
    ),
    acts=(
        Act(
            "Ask {name} to apply for a level", "applications.ask", Permission.ASSESS, 45,
            icon="score", words="accreditation application badge",
        ),
    ),
    timeline=(
        TimelineKind(
            "application", "Applications", Permission.VIEW_ACCREDITATION, queries.timeline, _say
        ),
    ),
    evidence_subjects=(EvidenceSubject(queries.SUBJECT, queries.about_proof),),
    personal_data=(queries.held_about,),
    template_globals={"application_age": queries.age, "level_wanted": queries.level_wanted},
)  # fmt: skip
