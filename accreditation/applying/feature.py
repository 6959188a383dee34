"""What the pages behind the link of an application add to the product."""

from accreditation.applications import rules
from accreditation.applying import invented, routes
from crm.core.features import Feature

FEATURE = Feature(
    name="applying",
    blueprints=(routes.bp,),
    template_globals={"answer_in_words": rules.in_words},
    invents=(invented.applications,),
)
