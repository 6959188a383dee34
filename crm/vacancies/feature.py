"""What vacancies add to the product."""

from datetime import time
from typing import Any

from crm.core import refs
from crm.core.features import Act, EmployerPanel, Feature, Keeper, Link, TimelineItem, TimelineKind
from crm.core.jobs import Job
from crm.core.permissions import Permission
from crm.core.search import Found, SearchKind
from crm.employers.models import Employer
from crm.vacancies import actions, jobs, queries, routes, standing
from crm.vacancies.models import Vacancy

SHOWN = 5


def _panel(employer: Employer) -> dict[str, Any]:
    found = queries.live(employer.id, most=SHOWN + 1)
    return {"rows": found[:SHOWN], "more": len(found) > SHOWN}


def _say(row: Any) -> TimelineItem:
    return TimelineItem(
        kind="vacancies",
        icon="vacancy",
        label="Vacancy",
        sentence=f"{row.head}, {row.body} now",
        at=row.at,
        who=row.who,
        url=f"/vacancies/{refs.ref('V', row.row_id)}",
    )


FEATURE = Feature(
    name="vacancies",
    blueprints=(routes.bp,),
    links=(Link("Vacancies", "vacancies.index", Permission.VIEW_WORK, order=30),),
    acts=(
        Act(
            "Add a vacancy at {name}",
            "vacancies.new",
            Permission.EDIT_WORK,
            30,
            "vacancy",
            "new job opening",
        ),
    ),
    employer_panels=(
        EmployerPanel(
            name="vacancies",
            template="crm/vacancies/panel.html",
            permission=Permission.VIEW_WORK,
            order=30,
            load=_panel,
        ),
    ),
    timeline=(
        TimelineKind(
            name="vacancies",
            label="Vacancies",
            permission=Permission.VIEW_WORK,
            select=queries.timeline,
            say=_say,
        ),
    ),
    jobs=(
        Job(
            "vacancies-close",
            "Close vacancies whose date has passed; plan a call a week before",
            jobs.nightly,
            at=time(1, 30),
        ),
    ),
    contact_left=actions.hand_on,
    keepers=(Keeper(tables={"vacancy"}, refresh=standing.refresh_openings),),
    searches=(
        SearchKind(
            number=11,
            label="Vacancies",
            model=Vacancy,
            permission=Permission.VIEW_WORK,
            describe=lambda v: Found(v.title, f"{v.ref}, {v.state.value}", v.when),
            address=lambda row_id, _subject: f"/vacancies/{refs.ref('V', row_id)}",
            icon="vacancy",
        ),
    ),
)
