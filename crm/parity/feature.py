"""What fair pay adds to the product."""

from datetime import time, timedelta
from typing import Any

from crm.core.features import (
    EmployerPanel,
    Feature,
    Link,
    PlacementPanel,
    RateReader,
    TimelineItem,
    TimelineKind,
)
from crm.core.jobs import Job
from crm.core.permissions import Permission
from crm.employers.models import Employer
from crm.parity import board, commands, jobs, queries, reopening, routes
from crm.parity.dated import WORDS
from crm.parity.models import Review
from crm.parity.rules import Status
from crm.placements.models import Placement

SHOWN = 5


def _employer_panel(employer: Employer) -> dict[str, Any]:
    found = queries.latest(employer.id, most=SHOWN + 1)
    return {"rows": found[:SHOWN], "more": len(found) > SHOWN, "words": WORDS}


def _placement_panel(placement: Placement) -> dict[str, Any]:
    found = queries.of_placement(placement.id)
    return {
        "rows": [(row, queries.says(row)) for row in found],
        "open": board.open_rows(placement.id),
        "words": WORDS,
    }


def _say(row: Any) -> TimelineItem:
    waits = "" if row.body == Review.FINAL.value else f", {row.body}"
    return TimelineItem(
        kind="parity",
        icon="pay",
        label="Fair pay check",
        sentence=f"{WORDS[Status(row.head)]}{waits}",
        at=row.at,
        who=row.who,
        url=f"/parity/{row.row_id}",
    )


FEATURE = Feature(
    name="parity",
    blueprints=(routes.bp,),
    links=(
        Link(
            "Fair pay",
            "parity.index",
            Permission.VIEW_PAY,
            order=50,
            count=board.for_review,
            oldest=board.oldest_for_review,
            waits="to confirm",
        ),
    ),
    employer_panels=(
        EmployerPanel(
            name="fair_pay",
            template="crm/parity/panel.html",
            permission=Permission.VIEW_PAY,
            order=50,
            load=_employer_panel,
        ),
    ),
    placement_panels=(
        PlacementPanel(
            name="fair_pay",
            template="crm/parity/placement_panel.html",
            permission=Permission.VIEW_PAY,
            order=50,
            load=_placement_panel,
        ),
    ),
    timeline=(
        TimelineKind(
            name="parity",
            label="Fair pay",
            permission=Permission.VIEW_PAY,
            select=queries.timeline,
            say=_say,
        ),
    ),
    commands=(commands.parity_group,),
    rate_readers=(RateReader(reopening.touched, reopening.settle),),
    jobs=(
        Job(
            "reopen-checks",
            "Open fair pay checks again after a rate was put right",
            jobs.reopen,
            every=timedelta(hours=1),
        ),
        Job("open-checks", "Open fair pay checks that are due", jobs.open_due, at=time(0, 50)),
    ),
)
