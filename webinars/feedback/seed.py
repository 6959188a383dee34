"""The five questions that ship with the product, read from ``survey.csv`` beside this file."""

import csv
from pathlib import Path

import sqlalchemy as sa

from crm.core import journal
from crm.core.db import session
from webinars.feedback.models import SurveyQuestion

BUILT_IN = Path(__file__).with_name("survey.csv")


def load() -> int:
    """Add the questions of places that never had one."""
    known = set(session.scalars(sa.select(SurveyQuestion.position)))
    with BUILT_IN.open(encoding="utf-8", newline="") as file:
        rows = [
            SurveyQuestion(position=int(line["position"]), words=line["words"])
            for line in csv.DictReader(file)
            if int(line["position"]) not in known
        ]
    if rows:
        journal.operation("Loaded the questions of the survey", kind="load")
        session.add_all(rows)
        session.flush()
    return len(rows)
