"""What attendance adds to the product: a command that reads the files of Teams and Zoom."""

from crm.core.features import Feature
from webinars.attendance.commands import webinars_group

FEATURE = Feature(name="attendance", commands=(webinars_group,))
