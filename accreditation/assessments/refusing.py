"""The log of what was tried and refused: written in a transaction of its own, so that it stays."""

from typing import Any

from accreditation.assessments.models import Assessment, RefusedAct
from crm.core import clock
from crm.core.db import session


def refuse(assessment: Assessment | None, person: Any, act: str, why: str) -> None:
    """Take back what this request changed and write down that ``person`` may not do it; commits.

    Rows that were loaded have to be loaded anew afterwards.
    """
    number, person_id = assessment.id if assessment else None, person.id if person else None
    session.rollback()
    session.add(
        RefusedAct(assessment_id=number, person_id=person_id, at=clock.now(), act=act, why=why)
    )
    session.commit()
