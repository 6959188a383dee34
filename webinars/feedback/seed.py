"""The five questions that ship with the product, read from ``survey.csv`` beside this file."""

from pathlib import Path

import sqlalchemy as sa

from crm.core import shipped
from crm.core.db import session
from webinars.feedback.models import SurveyQuestion

BUILT_IN = Path(__file__).with_name("survey.csv")


def load() -> int:
    """Add the questions of places that never had one."""
    return shipped.load(
        BUILT_IN,
        "Loaded the questions of the survey",
        known=set(session.scalars(sa.select(SurveyQuestion.position))),
        key=lambda line: int(line["position"]),
        row=lambda line: SurveyQuestion(position=int(line["position"]), words=line["words"]),
    )
