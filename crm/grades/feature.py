"""What grade tables add to the product."""

from crm.core.features import Act, Feature
from crm.core.permissions import Permission
from crm.grades import routes

FEATURE = Feature(
    name="grades",
    blueprints=(routes.bp,),
    acts=(
        Act(
            "Pay scales of {name}",
            "grades.of",
            Permission.VIEW_PAY,
            60,
            icon="pay",
            words="grades spine points salary table",
        ),
    ),
)
