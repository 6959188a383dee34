"""What attendance files add to the product."""

from crm.core.features import Feature
from webinars.importing import jobs, routes

FEATURE = Feature(
    name="importing",
    blueprints=(routes.bp,),
    jobs=(jobs.READ_FILES, jobs.DESTROY_DUE),
)
