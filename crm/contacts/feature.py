"""What contact and site pages add to the product."""

from crm.contacts import routes
from crm.core.features import Act, Feature
from crm.core.permissions import Permission

FEATURE = Feature(
    name="contacts",
    blueprints=(routes.bp,),
    acts=(
        Act(
            "Add a contact at {name}",
            "contacts.new",
            Permission.EDIT_EMPLOYERS,
            45,
            "person",
            "new person",
        ),
    ),
)
