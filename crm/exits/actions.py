"""Writing down an exit conversation."""

from datetime import date, datetime, time
from typing import Any

from crm.activity import actions as activity
from crm.activity.rules import Kind, Outcome
from crm.core import clock
from crm.core.calendar import utc_from_london
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Contact
from crm.exits.models import Again, ExitTalk
from crm.followups import actions as followups
from crm.placements.models import Placement

NOON = time(12)
SAID = {
    Again.YES: "they would take another person",
    Again.PERHAPS: "they would perhaps take another person",
    Again.NO: "they would not take another person",
}


def record(
    placement: Placement,
    *,
    by: Any,
    held_on: date,
    kind: Kind,
    again: Again,
    helped: str = "",
    contact: Contact | None = None,
) -> ExitTalk:
    """Write down what the employer said, also in its log, and settle what was planned; flushes."""
    if placement.ended_on is None:
        raise RuleBroken("This placement has not ended.")
    if not placement.ended_on <= held_on <= clock.today():
        raise RuleBroken("Enter a day since the end that has come.", "held_on")
    today = held_on == clock.today()
    logged = activity.log(
        placement.employer,
        by=by,
        kind=kind,
        outcome=Outcome.SPOKE,
        contact=contact,
        hiring_authority=contact.can_hire if contact else None,
        summary=f"Exit conversation about {placement.ref}: {SAID[again]}",
        happened_at=clock.now() if today else utc_from_london(datetime.combine(held_on, NOON)),
    )
    talk = ExitTalk(
        employer_id=placement.employer_id,
        placement_id=placement.id,
        activity_id=logged.id,
        held_on=held_on,
        again=again,
        helped=helped,
        by_id=by.id,
        made_at=clock.now(),
    )
    session.add(talk)
    session.flush()
    for row in followups.open_titled(placement.employer_id, f"about placement {placement.ref}"):
        followups.finish(row, activity=logged)
    return talk
