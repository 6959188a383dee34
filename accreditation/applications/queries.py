"""Questions about applications."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, undefer

from accreditation.applications.models import Application, State
from accreditation.scheme.models import SchemeVersion
from crm.core import refs
from crm.core.db import session

WAITING = 200


def whole() -> sa.Select[Application]:
    """Return the select of applications with all that their pages show."""
    return sa.select(Application).options(
        joinedload(Application.employer),
        joinedload(Application.contact),
        joinedload(Application.link),
        joinedload(Application.asked_by),
        joinedload(Application.filled_by),
        joinedload(Application.scheme_version).options(undefer(SchemeVersion.document)),
    )


def find(ref: str, *, lock: bool = False) -> Application | None:
    """Return the application called ``L-00012`` with all that its page shows."""
    return one(Application.id == refs.number_in(ref, "L"), lock=lock)


def one(*which: Any, lock: bool = False) -> Application | None:
    """Return the application that meets the conditions; ``lock`` holds it until the commit."""
    statement = whole().where(*which)
    if lock:
        statement = statement.with_for_update(of=Application)
    return session.scalar(statement.execution_options(populate_existing=lock))


def application_or_404(ref: str, *, lock: bool = False) -> Application:
    """Return the application called ``L-00012``, or answer 404."""
    return find(ref, lock=lock) or abort(404)


def waiting() -> Sequence[Application]:
    """Return applications that were sent and nobody took, the oldest first."""
    return session.scalars(
        whole()
        .where(Application.state == State.SUBMITTED)
        .order_by(Application.submitted_at, Application.id)
        .limit(WAITING)
    ).all()


def of_employer(employer_id: int) -> Sequence[Application]:
    """Return the applications of one employer, the newest first."""
    return session.scalars(
        whole().where(Application.employer_id == employer_id).order_by(Application.id.desc())
        .limit(20)
    ).all()  # fmt: skip
