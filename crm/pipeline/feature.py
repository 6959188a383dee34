"""What the pipeline adds to the product."""

from crm.core.features import Act, Feature, Keeper, Link, Seed, TimelineKind
from crm.core.permissions import Permission
from crm.pipeline import history, queries, routes, seed, shown

FEATURE = Feature(
    name="pipeline",
    blueprints=(routes.bp,),
    links=(Link("Pipeline", "pipeline.index", Permission.VIEW_EMPLOYERS, order=12),),
    acts=(
        Act(
            "Move {name} to another stage",
            "pipeline.stage",
            Permission.EDIT_EMPLOYERS,
            55,
            words="pause not now lost",
        ),
    ),
    keepers=(Keeper(tables={"employer", "stage_move"}, refresh=history.refresh),),
    seeds=(Seed("what stages expect", seed.load, order=10),),
    template_globals={"stage_age": shown.stage_age, "stage_ages": shown.stage_ages},
    timeline=(
        TimelineKind("stage", "Stages", Permission.VIEW_EMPLOYERS, queries.timeline, shown.say),
    ),
)
