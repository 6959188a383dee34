"""What evidence by a link adds to the product."""

from datetime import time, timedelta
from typing import Any

from crm.core import refs
from crm.core.features import (
    About,
    EvidenceSubject,
    Feature,
    Keeper,
    Link,
    PlacementPanel,
    Seed,
    TimelineItem,
    TimelineKind,
)
from crm.core.jobs import Job
from crm.core.permissions import Permission
from crm.employers.merges import current
from crm.evidence import jobs, queries, routes, seed, standing


def _employer(employer_id: int) -> About | None:
    found = current(employer_id)
    return About(found.id, found.name, f"/evidence/of/{found.ref}") if found else None


def _panel(placement: Any) -> dict[str, Any]:
    rows = queries.about_subject("placement", placement.id)
    going = {row.purpose for row in rows if queries.works(row)}
    offered = [one for one in queries.offered("placement") if one.code not in going]
    return {"rows": rows, "offered": offered}


SAID = {
    queries.ASKED: "{head} asked for by a link",
    queries.REMINDED: "{head}: a reminder was mailed",
    queries.CLOSED: "{head}: the link was ended",
}


def _say(row: Any) -> TimelineItem:
    what, count, number = row.body.split("|")
    files = "one file came" if count == "1" else f"{count} files came"
    sentence = SAID.get(what, f"{{head}}: {files} by a link").format(head=row.head)
    return TimelineItem(
        kind="evidence",
        icon="mail",
        label="Evidence",
        sentence=sentence,
        at=row.at,
        who=row.who,
        url=f"/evidence/{refs.ref('R', int(number))}",
    )


FEATURE = Feature(
    name="evidence",
    blueprints=(routes.bp,),
    links=(
        Link("Evidence asked for", "evidence.index", Permission.VIEW_WORK, 83, under="Records"),
    ),
    placement_panels=(
        PlacementPanel(
            name="evidence",
            template="crm/evidence/placement_panel.html",
            permission=Permission.VIEW_WORK,
            order=45,
            load=_panel,
        ),
    ),
    timeline=(
        TimelineKind("evidence", "Evidence", Permission.VIEW_WORK, queries.timeline, _say),
    ),
    keepers=(Keeper(tables={"evidence_request"}, refresh=standing.keep_links),),
    evidence_subjects=(EvidenceSubject("employer", _employer),),
    seeds=(Seed("what evidence is asked for", seed.load),),
    mail_checks=(queries.why_not,),
    jobs=(
        Job("sweep-evidence", "Remove files that were chosen and never sent", jobs.sweep,
            every=timedelta(minutes=5)),
        Job("end-links", "Note which evidence links ended", jobs.expire, at=time(0, 10)),
    ),
    template_globals={
        "evidence_standing": queries.standing,
        "evidence_age": queries.age,
        "evidence_answers": queries.answers,
    },
)  # fmt: skip
