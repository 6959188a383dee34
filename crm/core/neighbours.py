"""What one feature does for others that may not import it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import current_app

from crm.core.features import Feature, MailingAbout


def plan_next(employer: Any, act: str, on: date) -> None:
    """Plan the next step with ``employer`` through the feature that keeps follow-ups."""
    for feature in _features():
        if feature.plan_next:
            feature.plan_next(employer, act, on)


def contact_left(contact: Any, successor: Any) -> None:
    """Let every feature hand on what names a contact who left."""
    for feature in _features():
        if feature.contact_left:
            feature.contact_left(contact, successor)


def mailing_about() -> MailingAbout:
    """Return the feature's answers about things that mailings are about."""
    return next(feature.mailing_about for feature in _features() if feature.mailing_about)


def read_table(content: bytes, name: str) -> Sequence[Sequence[str]]:
    """Return the headings and rows of a file through the feature that reads files."""
    reader = next(feature.read_table for feature in _features() if feature.read_table)
    return reader(content, name)


def _features() -> Sequence[Feature]:
    found: Sequence[Feature] = current_app.extensions["features"]
    return found
