"""Telling people from robots at a public form, without a puzzle: a trap, a clock, a form once.

``OnceForm.once`` is a random text with the moment the page was made, signed. A form that comes
back sooner than any person types, with the hidden box filled in, or without our mark is no person.
"""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, TimestampSigner
from wtforms import HiddenField, StringField

from crm.core import clock
from crm.core.forms import Form

QUICKEST = timedelta(seconds=3)
"""Nobody fills a page sooner. Source: reliability, section 8, "Public spam"."""


class TrapField(StringField):  # type: ignore[misc]
    """A field that no person sees; what fills it is no person."""


class _Marker(TimestampSigner):
    def get_timestamp(self) -> int:
        """Take the time from where the house takes it."""
        return int(clock.now().timestamp())


class OnceForm(Form):
    """A public form that counts once, however often it is sent, with a trap for robots."""

    once = HiddenField()
    company = TrapField("Leave this box empty")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_submitted():
            self.once.data = mark()

    @property
    def looks_automatic(self) -> bool:
        """Say whether a robot sent it."""
        began = began_at(self.once.data or "")
        return bool(self.company.data) or began is None or clock.now() - began < QUICKEST

    @property
    def token(self) -> str:
        """Return what tells this form from others; a new one when the mark is not ours."""
        told = str(self.once.data or "")
        return told if began_at(told) else secrets.token_urlsafe(24)


def mark() -> str:
    """Return a new signed mark that holds this moment."""
    return _marker().sign(secrets.token_urlsafe(16)).decode()


def began_at(marked: str) -> datetime | None:
    """Return when a mark was made, to the second; None when it is not one of ours."""
    try:
        _, at = _marker().unsign(marked, return_timestamp=True)
    except BadSignature:
        return None
    return at.astimezone(UTC)


def _marker() -> _Marker:
    return _Marker(current_app.config["SECRET_KEY"], salt="form mark")
