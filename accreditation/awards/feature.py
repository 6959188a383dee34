"""What awards add to the product."""

from accreditation.awards import actions, board, jobs, routes, shown
from crm.core.features import EmployerPanel, Feature, Keeper, Link, Seed, TimelineKind
from crm.core.permissions import Permission

FEATURE = Feature(
    name="awards",
    blueprints=(routes.bp,),
    links=(
        Link(
            "Awards", "awards.index", Permission.VIEW_ACCREDITATION, order=62,
            count=board.waiting_count, under="Accreditation",
        ),
    ),
    employer_panels=(
        EmployerPanel(
            name="accreditation",
            template="accreditation/awards/panel.html",
            permission=Permission.VIEW_ACCREDITATION,
            order=20,
            load=lambda employer: shown.panel(employer.id),
        ),
    ),
    timeline=(
        TimelineKind(
            "award", "Award", Permission.VIEW_ACCREDITATION, shown.timeline, shown.say
        ),
    ),
    keepers=(Keeper(tables=frozenset({"award"}), refresh=actions.keep_standing),),
    jobs=jobs.JOBS,
    seeds=(Seed("periods of awards", actions.seed_terms, order=70),),
)  # fmt: skip
