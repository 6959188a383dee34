"""From the log form to a contact and a next step: what is proposed, and what is then saved."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from crm.activity import queries as activities
from crm.activity import touches
from crm.activity.models import Activity
from crm.activity.rules import Kind, Outcome, Suggestion, Wait, say_day, settle_outcome, suggest
from crm.core import clock, formats, journal
from crm.core.calendar import london_date
from crm.core.db import session
from crm.employers.models import Contact, Employer
from crm.followups import actions, queries
from crm.followups.actions import Step
from crm.followups.forms import NO_STEP, LogForm, named_ids
from crm.followups.models import FollowUp
from crm.reference import queries as reference

MOST_STEPS = 6
Outlook = Mapping[Outcome, Suggestion | None]


def outlook(employer: Employer, kind: Kind) -> Outlook:
    """Return the next step that each outcome of a contact today would lead to."""
    today = clock.today()
    waits = activities.waits(today)
    return {outcome: _suggest(employer, kind, outcome, today, waits) for outcome in Outcome}


def fill(
    form: LogForm,
    contacts: Sequence[Contact],
    steps: Sequence[FollowUp],
    ahead: Outlook,
    *,
    kind: Kind,
    asked: int | None,
) -> None:
    """Set the form to what is most likely, so that changing one field is enough.

    The follow-up that was ``asked`` for, else the first that is due, is settled by it; while
    another one is open no further step is proposed.
    """
    settled = settles(steps, asked)
    form.fill(kind, contacts, settled)
    other = [row for row in steps if row not in settled]
    form.suggest(None if other else ahead[Outcome.SPOKE])


def settles(steps: Sequence[FollowUp], asked: int | None) -> list[FollowUp]:
    """Return the follow-up that the coming contact most likely settles, if any."""
    named = [row for row in steps if row.id == asked]
    return named or [row for row in steps if row.due_on <= clock.today()][:1]


def likely_kind(settled: Sequence[FollowUp], asked: Kind | None) -> Kind:
    """Return how somebody was probably in touch: as asked, else as was planned, else a call."""
    planned = settled[0].kind if settled else None
    return asked or planned or Kind.CALL


def opened(row: FollowUp) -> dict[str, Any]:
    """Return what Today needs to open the log row of one follow-up."""
    contacts = activities.current_contacts(row.employer_id)
    steps = queries.open_of(row.employer_id, most=MOST_STEPS)
    form = LogForm()
    form.offer(contacts, steps)
    kind = likely_kind([row], None)
    ahead = outlook(row.employer, kind)
    fill(form, contacts, steps, ahead, kind=kind, asked=row.id)
    form.back.data = "today"
    return {"form": form, "ahead": ahead, "asked_lately": touches.load_of(row.employer_id)}


def save(
    form: LogForm,
    employer: Employer,
    contacts: Sequence[Contact],
    steps: Sequence[FollowUp],
    *,
    by: Any,
) -> str:
    """Save the contact and the step; flushes. Returns what to say, nothing if sent before."""
    if is_saved(form):
        return ""
    told = form.told(contacts)
    chosen = named_ids(form.closes.data)
    journal.operation(f"Logged a {told['kind']} with {employer.name}")
    _, planned = actions.log_contact(
        employer,
        by=by,
        closes=[row for row in steps if row.id in chosen],
        next_step=_next_step(form, employer, told),
        hiring_authority=form.authority(told["contact"]),
        form_token=form.token,
        **told,
    )
    if planned is None:
        return f"Logged a {told['kind']} with {employer.name}."
    return f"Logged. Next with {employer.name}: {planned.title}, {formats.day(planned.due_on)}."


def is_saved(form: LogForm) -> bool:
    """Return whether this very form was saved before."""
    if form.token is None:
        return False
    known = sa.select(Activity.id).where(Activity.form_token == form.token)
    return session.scalar(known) is not None


def _next_step(form: LogForm, employer: Employer, told: Mapping[str, Any]) -> Step | None:
    if form.next_kind.data == NO_STEP:
        return None
    on = london_date(told["happened_at"])
    name = told["contact"].name if told["contact"] else ""
    if form.untouched:
        waits = activities.waits(on)
        found = _suggest(employer, told["kind"], told["outcome"], on, waits)
        return actions.step_of(found, name) if found else None
    kind = Kind(form.next_kind.data)
    why = f"Planned after the {told['kind']} on {say_day(on)}."
    said = form.values("next_on", "cap_reason")
    day, reason = said["next_on"], said["cap_reason"] or ""
    asked = touches.load_of(employer.id)
    if told["kind"] is not Kind.NOTE:
        asked = asked.and_one(told["kind"], told["happened_at"])
    asked.refuse(day, reason)
    kept = reason if asked.over(day) else ""
    return Step(f"{kind.capitalize()} {name}".strip(), day, kind, why, cap_reason=kept)


def _suggest(
    employer: Employer, kind: Kind, outcome: Outcome | None, on: date, waits: Mapping[str, Wait]
) -> Suggestion | None:
    return suggest(
        kind,
        settle_outcome(kind, outcome),
        stage=employer.stage_code,
        tier=employer.tier,
        on=on,
        holidays=reference.holidays(),
        waits=waits,
    )
