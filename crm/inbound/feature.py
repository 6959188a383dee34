"""What incoming mail adds to the product."""

from crm.core.features import Feature
from crm.inbound.commands import mail_group

FEATURE = Feature(name="inbound", commands=(mail_group,))
