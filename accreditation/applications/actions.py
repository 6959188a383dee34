"""What becomes of an application once it was sent. Nothing here commits."""

from accreditation.applications.models import Application, State
from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken


def take(application: Application) -> None:
    """Let an assessment take an application over; flushes.

    Raises ``RuleBroken`` for one that was not sent, was withdrawn, or that somebody took already.
    """
    if application.state is not State.SUBMITTED:
        raise RuleBroken(f"{application.ref} is not waiting: it is {application.state.value}.")
    application.state, application.taken_at = State.TAKEN, clock.now()
    session.flush()


def give_back(application: Application) -> None:
    """Let an application wait again after its assessment was dropped; flushes."""
    if application.state is not State.TAKEN:
        raise RuleBroken(f"{application.ref} is not being assessed.")
    application.state, application.taken_at = State.SUBMITTED, None
    session.flush()


def done(application: Application) -> None:
    """Note that a decision was made; flushes."""
    if application.state is not State.TAKEN:
        raise RuleBroken(f"{application.ref} is not being assessed.")
    application.state, application.decided_at = State.DECIDED, clock.now()
    session.flush()
