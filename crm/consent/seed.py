"""The topics that ship with the product, read from ``topics.csv`` beside this file."""

import csv
from pathlib import Path

import sqlalchemy as sa

from crm.consent.models import MailTopic
from crm.core.db import session

BUILT_IN = Path(__file__).with_name("topics.csv")


def load() -> int:
    """Add the topics that are missing; one that somebody changed stays as it is."""
    known = set(session.scalars(sa.select(MailTopic.code)))
    with BUILT_IN.open(encoding="utf-8", newline="") as file:
        rows = [
            MailTopic(**{**line, "position": int(line["position"])})
            for line in csv.DictReader(file)
            if line["code"] not in known
        ]
    session.add_all(rows)
    session.flush()
    return len(rows)
