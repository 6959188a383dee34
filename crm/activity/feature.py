"""What the contact log adds to the product."""

from typing import Any

from crm.activity import queries, routes, seed, touches
from crm.activity.models import Activity
from crm.activity.rules import Kind, Outcome
from crm.core.features import Feature, Keeper, Seed, TimelineItem, TimelineKind
from crm.core.permissions import Permission
from crm.core.search import Found, SearchKind

CAME_OF_IT = {
    Outcome.SPOKE: "",
    Outcome.LEFT_MESSAGE: "left a message",
    Outcome.NO_ANSWER: "no answer",
    Outcome.DECLINED: "declined",
}


def say(row: Any) -> TimelineItem:
    """Return one activity as the timeline shows it."""
    kind, outcome, contact = row.head.split("|", 2)
    with_whom = f"{'to' if kind == Kind.MAIL else 'with'} {contact}" if contact else ""
    came = CAME_OF_IT[Outcome(outcome)] if outcome else ""
    return TimelineItem(
        kind="activity",
        icon=kind,
        label=kind.capitalize(),
        sentence=": ".join(part for part in (with_whom, came) if part),
        at=row.at,
        who=row.who,
        body=row.body,
        url=f"/activities/{row.row_id}",
    )


FEATURE = Feature(
    name="activity",
    blueprints=(routes.bp,),
    keepers=(Keeper(tables={"activity"}, refresh=queries.keep_last_contact),),
    seeds=(Seed("follow-up waits", seed.load), Seed("contact cap", seed.load_cap)),
    touches=(touches.contacts_made,),
    timeline=(
        TimelineKind("activity", "Contacts", Permission.VIEW_EMPLOYERS, queries.timeline, say),
    ),
    searches=(
        SearchKind(
            number=3,
            label="Contacts made",
            model=Activity,
            permission=Permission.VIEW_EMPLOYERS,
            describe=lambda a: Found(a.summary or a.outcome or a.kind, a.kind.capitalize(), a.note),
            address=lambda row_id, _subject: f"/activities/{row_id}",
            icon="call",
        ),
    ),
)
