"""Ending waivers. Nothing here commits."""

from typing import Any

from accreditation.waivers.models import Waiver
from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken


def end(waiver: Waiver, *, by: Any) -> None:
    """Let a gate count again from now on; flushes. Decisions that rest on it stay."""
    if waiver.ended_at is not None:
        raise RuleBroken("This waiver has ended already.")
    journal.operation(f"Ended the waiver of {waiver.gate}")
    waiver.ended_at, waiver.ended_by_id = clock.now(), by.id
    session.flush()
