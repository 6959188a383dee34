"""What assessing adds to the product."""

from accreditation.assessments import asking, demo, drafting, jobs, queries, routes
from crm.core.features import EvidenceSubject, Feature, Keeper, Link
from crm.core.permissions import Permission

FEATURE = Feature(
    name="assessments",
    blueprints=(routes.bp,),
    links=(
        Link("Reviews", "assessments.index", Permission.VIEW_ASSIGNED, order=59,
             count=queries.waiting_for, oldest=queries.waiting_since, waits="to assess",
             under="Accreditation"),
    ),
    keepers=(Keeper(tables={"stored_file"}, refresh=asking.files_came),),
    evidence_subjects=(EvidenceSubject(asking.SUBJECT, asking.about),),
    mail_checks=(drafting.why_not_mailed,),
    jobs=jobs.JOBS,
    invents=(demo.invent,),
)  # fmt: skip
