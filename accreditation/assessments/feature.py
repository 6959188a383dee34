"""What assessing adds to the product."""

from accreditation.assessments import models
from crm.core.features import Feature

FEATURE = Feature(name=models.Assessment.__tablename__)
