"""What the public door adds to the product."""

from datetime import time, timedelta

import sqlalchemy as sa

from crm.core.features import Feature, Owned
from crm.core.jobs import Job
from crm.interest import jobs, routes, rules, shown
from crm.interest.models import OPEN, DistrictOfficer, Enquiry

FEATURE = Feature(
    name="interest",
    blueprints=(routes.bp,),
    jobs=(
        Job("tell-enquirers", "Mail decisions once Undo is over", jobs.tell,
            every=timedelta(seconds=15)),
        Job("forget-drafts", "Delete registrations nobody confirmed", jobs.forget_drafts,
            at=time(3, 40)),
    ),
    owned=(
        Owned("Enquiries", Enquiry.owner_id, lambda: Enquiry.state.in_(OPEN), Enquiry.employer_id,
              Enquiry.district_code),
        Owned("Districts", DistrictOfficer.person_id, sa.true, None,
              DistrictOfficer.district_code),
    ),
    personal_data=(shown.held_about,),
    template_globals={
        "enquiry_said": shown.said,
        "enquiry_place": shown.place_of,
        "offers_words": rules.OFFERS,
    },
)  # fmt: skip
