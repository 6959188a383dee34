"""What the register adds to the product."""

from accreditation.register import demo, routes
from crm.core.features import Feature, Link
from crm.core.permissions import Permission

FEATURE = Feature(
    name="register",
    blueprints=(routes.bp,),
    links=(
        Link(
            "Public register",
            "register.manage",
            Permission.VIEW_ACCREDITATION,
            order=65,
            under="Accreditation",
        ),
    ),
    invents=(demo.awards,),
)
