"""What the staff list adds to the product."""

from crm.core.features import Feature, Link
from crm.core.permissions import Permission
from crm.staff import commands, routes

FEATURE = Feature(
    name="staff",
    blueprints=(routes.bp,),
    links=(Link("People", "staff.index", Permission.VIEW_PEOPLE, order=95, under="Settings"),),
    commands=(commands.people_group,),
)
