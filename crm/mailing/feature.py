"""What mailings add to the product."""

from datetime import timedelta

from crm.core.features import Act, Feature, Link, TimelineItem, TimelineKind
from crm.core.jobs import Job
from crm.core.permissions import Permission
from crm.mailing import jobs, queries, routes

FEATURE = Feature(
    name="mailing",
    blueprints=(routes.bp,),
    links=(Link("Mailings", "mailing.index", Permission.VIEW_EMPLOYERS, order=64, under="Mail"),),
    acts=(
        Act(
            "Write to many employers",
            "mailing.new",
            Permission.EDIT_EMPLOYERS,
            75,
            "mail",
            "mailing new send email",
        ),
    ),
    timeline=(
        TimelineKind(
            name="mailings",
            label="Mailings",
            permission=Permission.VIEW_EMPLOYERS,
            select=queries.sent_kinds,
            say=lambda row: TimelineItem(
                kind="mailings",
                icon="mail",
                label="Mailing",
                sentence=row.head,
                at=row.at,
                who=row.who,
                body=row.body,
                url=f"/mailings/{row.row_id}",
            ),
        ),
    ),
    touches=(queries.touches,),
    jobs=(
        Job("post-mailings", "Hand mailings over", jobs.post_mailings, every=timedelta(seconds=15)),
    ),
)
