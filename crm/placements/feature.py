"""What placements add to the product."""

from datetime import time
from typing import Any

from crm.core import clock, refs
from crm.core.db import session
from crm.core.features import (
    About,
    Act,
    EmployerPanel,
    EvidenceSubject,
    Feature,
    Keeper,
    Link,
    TimelineItem,
    TimelineKind,
)
from crm.core.jobs import Job
from crm.core.permissions import Permission
from crm.core.search import Found, SearchKind
from crm.employers.models import Employer
from crm.placements import history, jobs, queries, routes, rules, standing
from crm.placements.models import Placement

SHOWN = 5


def _panel(employer: Employer) -> dict[str, Any]:
    found = queries.newest(employer.id, most=SHOWN + 1)
    today = clock.today()
    rows = [
        (
            row,
            rules.weeks_in_work(row.started_on, row.ended_on, today),
            rules.mark_on(row.started_on),
            risks,
        )
        for row, risks in found[:SHOWN]
    ]
    return {"rows": rows, "more": len(found) > SHOWN, "mark": rules.MARK_WEEKS}


def _say(row: Any) -> TimelineItem:
    return TimelineItem(
        kind="placements",
        icon="placement",
        label="Placement",
        sentence=f"{row.head}, {row.body}",
        at=row.at,
        who=row.who,
        url=f"/placements/{refs.ref('P', row.row_id)}",
    )


def _about(placement_id: int) -> About | None:
    found = session.get(Placement, placement_id)
    url = f"/placements/{found.ref}" if found else ""
    return About(found.employer_id, f"{found.ref}, {found.job_title}", url) if found else None


FEATURE = Feature(
    name="placements",
    blueprints=(routes.bp,),
    links=(Link("Placements", "placements.index", Permission.VIEW_WORK, order=40),),
    acts=(
        Act(
            "Start a placement at {name}",
            "placements.new",
            Permission.EDIT_WORK,
            50,
            "placement",
            "new add job",
        ),
    ),
    employer_panels=(
        EmployerPanel(
            name="placements",
            template="crm/placements/panel.html",
            permission=Permission.VIEW_WORK,
            order=40,
            load=_panel,
        ),
    ),
    timeline=(
        TimelineKind(
            name="placements",
            label="Placements",
            permission=Permission.VIEW_WORK,
            select=queries.timeline,
            say=_say,
        ),
    ),
    keepers=(
        Keeper(tables={"placement"}, refresh=history.follow),
        Keeper(tables={"placement"}, refresh=standing.refresh_in_work),
    ),
    evidence_subjects=(EvidenceSubject("placement", _about),),
    jobs=(
        Job(
            "count-starters",
            "Count people in work where somebody starts today",
            jobs.count_starters,
            at=time(0, 20),
        ),
        Job(
            "take-up-terms",
            "Let hours and pay agreed for today count",
            jobs.take_up_terms,
            at=time(0, 10),
        ),
    ),
    searches=(
        SearchKind(
            number=12,
            label="Placements",
            model=Placement,
            permission=Permission.VIEW_WORK,
            describe=lambda p: Found(p.job_title, f"{p.ref}, {p.participant_ref}"),
            address=lambda row_id, _subject: f"/placements/{refs.ref('P', row_id)}",
            icon="placement",
        ),
    ),
)
