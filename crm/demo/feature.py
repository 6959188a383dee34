"""What the demo adds to the product: one command."""

from crm.core.features import Feature
from crm.demo import commands

FEATURE = Feature(name="demo", commands=(commands.demo_command,))
