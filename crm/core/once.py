"""A form that is sent twice counts once: it carries a token, and the slower copy finds the other's.

The row that a form makes keeps the token in a unique column.
"""

import re
import secrets
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from wtforms import HiddenField

from crm.core.db import session
from crm.core.forms import Form

T = TypeVar("T")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)


class OnceForm(Form):
    """A form whose second sending is known."""

    form_token = HiddenField(default=lambda: secrets.token_urlsafe(16))

    @property
    def token(self) -> str | None:
        """Return what tells this form from another opened page; None when it was tampered with."""
        text = self.form_token.data or ""
        return text if _TOKEN.fullmatch(text) else None


def kept_once(keep: Callable[[], T], known: Callable[[], T | None]) -> T:
    """Return what ``keep`` makes, committed; or what ``known`` finds when another copy was quicker.

    Whatever else breaks a constraint is raised as ``IntegrityError``.
    """
    try:
        made = keep()
        session.commit()
    except IntegrityError:
        session.rollback()
        found = known()
        if found is None:
            raise
        return found
    return made
