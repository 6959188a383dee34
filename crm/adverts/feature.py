"""What vacancies from pages and feeds add to the product."""

from crm.adverts import jobs, routes
from crm.core.features import Act, Feature
from crm.core.permissions import Permission

FEATURE = Feature(
    name="adverts",
    blueprints=(routes.bp,),
    acts=(
        Act(
            "Import vacancies from a page or feed",
            "adverts.new",
            Permission.EDIT_WORK,
            71,
            words="advert jobs xml json upload load",
        ),
    ),
    jobs=(jobs.READ_FEEDS, jobs.DISCARD_UNUSED),
)
