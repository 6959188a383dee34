"""What waits on others: reminding a colleague, at most once a day."""

from typing import Any

from flask import current_app

from crm.core import clock, outbox
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.outbox import Audience
from crm.followups.models import FollowUp
from crm.followups.rules import without_people
from crm.people.models import Person


def nudge(row: FollowUp, *, by: Any) -> None:
    """Post a mail to the colleague who has to act; ``by`` has a ``name``. Flushes.

    Raises ``RuleBroken`` for what nobody of the staff has to do, and for a second one in a day.
    """
    if row.waiting_on_id is None or row.closed_at is not None:
        raise RuleBroken("Only a colleague can be nudged, and only while it is open.")
    now = clock.now()
    if row.nudged_at and clock.to_london(row.nudged_at).date() == clock.today():
        raise RuleBroken(f"{row.waiting_for} was nudged about this today already.")
    person = get_or_404(Person, row.waiting_on_id)
    if not person.active:
        raise RuleBroken(f"{person.name} no longer works here: hand it to somebody else.")
    title = without_people(row.title)
    address = f"{current_app.config['BASE_URL'].rstrip('/')}/employers/{row.employer.ref}"
    outbox.post(
        kind="nudge",
        audience=Audience.STAFF,
        to=person.email,
        subject=f"{by.name} waits for: {title}",
        body=f"{person.name},\n\n{by.name} waits for you: {row.employer.name}, {title}.\n\n"
        f"Open the employer: {address}\n\nReasons and notes stay in the service.",
        dedupe_key=f"nudge:{row.id}:{clock.today().isoformat()}",
    )
    row.nudges += 1
    row.nudged_at = now
    session.flush()
