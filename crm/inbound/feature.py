"""What incoming mail adds to the product."""

from datetime import time
from typing import Any

from crm.core.features import EmployerPanel, Feature, Link, TimelineItem, TimelineKind
from crm.core.jobs import Job
from crm.core.permissions import Permission
from crm.inbound import jobs, queries, routes, tokens
from crm.inbound.commands import mail_group


def _say(row: Any) -> TimelineItem:
    kind, _, subject = row.head.partition("|")
    return TimelineItem(
        kind="mail in",
        icon="mail",
        label="Automatic reply" if kind == "auto_reply" else "Mail in",
        sentence=subject or "No subject",
        at=row.at,
        who=row.who,
        body=row.body[:600],
        url=f"/mail-in/{row.row_id}",
    )


FEATURE = Feature(
    name="inbound",
    blueprints=(routes.bp,),
    links=(
        Link(
            "Mail in",
            "inbound.index",
            Permission.VIEW_EMPLOYERS,
            order=65,
            count=queries.waiting_count,
            under="Mail",
        ),
    ),
    employer_panels=(
        EmployerPanel(
            name="mail-in",
            template="crm/inbound/panel.html",
            permission=Permission.EDIT_EMPLOYERS,
            order=61,
            load=lambda employer: {"address": tokens.address(employer.id)},
        ),
    ),
    timeline=(
        TimelineKind("mail in", "Mail in", Permission.VIEW_EMPLOYERS, queries.timeline, _say),
    ),
    jobs=(
        Job("forget-unfiled-mail", "Erase mail nobody filed", jobs.forget_unfiled, at=time(3, 40)),
    ),
    commands=(mail_group,),
    personal_data=(queries.held_about,),
)
