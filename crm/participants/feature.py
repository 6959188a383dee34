"""What profiles of people looking for work add to the product."""

from datetime import time

from crm.core import refs
from crm.core.features import Act, Feature, Link, Seed
from crm.core.jobs import Job
from crm.core.permissions import Permission
from crm.core.search import Found, SearchKind
from crm.participants import jobs, routes, seed
from crm.participants.models import WorkProfile

FEATURE = Feature(
    name="participants",
    blueprints=(routes.bp,),
    links=(Link("Participants", "participants.index", Permission.VIEW_PROFILES, order=35),),
    acts=(
        Act(
            "Add a profile",
            "participants.new",
            Permission.EDIT_PROFILES,
            55,
            "person",
            "new participant jobseeker looking for work",
        ),
        Act(
            "See how many look for work",
            "participants.counts",
            Permission.VIEW_WORK,
            96,
            "person",
            "count participants profiles",
        ),
    ),
    seeds=(Seed("words for profiles", seed.load),),
    jobs=(Job("erase-profiles", "Erase profiles on their date", jobs.erase_due, at=time(3, 25)),),
    searches=(
        SearchKind(
            number=21,
            label="Participants",
            model=WorkProfile,
            permission=Permission.VIEW_PROFILES,
            describe=lambda row: Found(row.participant_ref, f"{row.ref}, {row.state.value}"),
            address=lambda row_id, _subject: f"/participants/{refs.ref('C', row_id)}",
            icon="person",
        ),
    ),
)
