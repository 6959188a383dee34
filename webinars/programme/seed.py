"""The template that ships with the product, read from ``shipped.toml`` beside this file."""

import tomllib
from pathlib import Path

import sqlalchemy as sa

from crm.core import journal
from crm.core.db import session
from webinars.programme.models import WebinarTemplate

BUILT_IN = Path(__file__).with_name("shipped.toml")


def load() -> int:
    """Add the templates that are missing; one that somebody changed or retired stays as it is."""
    known = set(session.scalars(sa.select(WebinarTemplate.code)))
    with BUILT_IN.open("rb") as file:
        missing = [one for one in tomllib.load(file)["template"] if one["code"] not in known]
    if missing:
        journal.operation("Loaded the webinar template that ships with the product", kind="load")
    for one in missing:
        texts = {name: one[name].strip() for name in ("words", "need")}
        session.add(WebinarTemplate(**(one | texts), status="unconfirmed"))
    session.flush()
    return len(missing)
