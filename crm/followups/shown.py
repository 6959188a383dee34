"""What the follow-ups' templates need beside the rows: shapes, reasons and numbers."""

from typing import Any

from flask import has_request_context

from crm.activity import queries as activities
from crm.activity.models import Activity
from crm.activity.rhythm import next_due
from crm.activity.rules import Outcome, moved
from crm.core import access, clock, formats
from crm.employers.models import Employer
from crm.employers.steps import Step, tell
from crm.followups import desk, queries
from crm.followups.desk import InTouch
from crm.followups.forms import NO_STEP
from crm.followups.logbook import Outlook
from crm.followups.models import FollowUp
from crm.followups.rules import Ended, in_year, reason_line
from crm.reference import queries as reference


def due_step(row: FollowUp | InTouch) -> Step:
    """Return the shape and words of a follow-up: when it is due, or how it ended."""
    if isinstance(row, FollowUp) and row.closed_at is not None:
        word = "Done" if row.ended is Ended.DONE else "Dropped"
        return Step("done", f"{word} {formats.day(clock.to_london(row.closed_at).date())}")
    step = tell(desk.day_of(row), clock.today(), reference.holidays())
    if isinstance(row, FollowUp) and row.waiting_for and step.state == "later":
        return Step("waiting", f"Until {step.words}")
    return Step(step.state, f"{step.words} {row.due_time}".strip())


def due_why(row: FollowUp | InTouch, last: Activity | None = None) -> str:
    """Return the reason of a follow-up and the last real contact, in one line."""
    line = reason_line(
        row.why,
        planned_on=row.planned_on,
        first_due_on=row.first_due_on,
        snoozes=row.snoozes,
        snooze_reason=row.snooze_reason,
    )
    if isinstance(row, FollowUp) and row.waiting_for:
        line = f"{_waiting_words(row)} {line}".strip()
    if isinstance(row, FollowUp) and row.ended is Ended.DROPPED:
        line = f"{line} Dropped: {row.ended_why}.".strip()
    if isinstance(row, FollowUp) and row.cap_reason:
        line = f"{line} One more in spite of the cap: “{row.cap_reason}”.".strip()
    line = f"{_away_words(row)} {line} {last_words(last)}".strip()
    return in_year(line, clock.today().year)


def _away_words(row: FollowUp | InTouch) -> str:
    """Return for whom somebody acts, who acts while the owner is away, or what leave moved."""
    away = row.away
    if away is None or (away.until is None and away.shown_on == row.due_on):
        return ""
    if away.until is None:
        return f"Due {formats.day(row.due_on)}, while away: moved to the first day back."
    until = f"away until {formats.day(away.until)}"
    person = access.find_user() if has_request_context() else None
    if away.cover and person and person.name == away.cover:
        return f"For {row.owner.name}, {until}."
    if away.cover:
        return f"{row.owner.name} is {until}: {away.cover} covers."
    moves = f", it moves to {formats.day(away.shown_on)}" if away.shown_on != row.due_on else ""
    return f"{row.owner.name} is {until}: nobody covers{moves}."


def _waiting_words(row: FollowUp) -> str:
    """Return ``Waiting for Tom Brandt since Mon 23 Nov. Nudged once, Tue 24 Nov.``"""
    since = formats.day(clock.to_london(row.made_at).date())
    nudged = ""
    if row.nudged_at:
        times = "once" if row.nudges == 1 else f"{row.nudges} times, last"
        nudged = f" Nudged {times} {formats.day(clock.to_london(row.nudged_at).date())}."
    return f"Waiting for {row.waiting_for} since {since}.{nudged}"


def last_words(last: Activity | None) -> str:
    """Return ``Last real contact Tue 20 Oct, a visit by you.`` or nothing."""
    if last is None:
        return ""
    here = clock.to_london(last.happened_at).date()
    person = access.find_user() if has_request_context() else None
    by = "you" if person and person.id == last.by_id else last.by.name
    return f"Last real contact {formats.day(here)}, a {last.kind} by {by}."


def ahead_words(ahead: Outlook, suggested: str | None) -> str:
    """Return why the next step is as it stands, and what other outcomes would make of it."""
    spoke = ahead[Outcome.SPOKE]
    if suggested == NO_STEP:
        first = "Another step is open already, so none is proposed."
    else:
        first = in_year(spoke.why, clock.today().year) if spoke else ""
    others = [
        f"{outcome} {formats.day(found.due_on)}"
        for outcome, found in ahead.items()
        if outcome is not Outcome.SPOKE and found is not None
    ]
    if suggested == NO_STEP or not others:
        return first
    return f"{first} Left as it is, the day follows what happened: {', '.join(others)}."


def panel(employer: Employer) -> dict[str, Any]:
    """Return the open follow-ups of an employer for its page, and its rhythm with its day."""
    found = queries.open_of(employer.id, most=7)
    today = clock.today()
    rhythm, last = activities.rhythm_of(employer.id, today)
    due = next_due(last.happened_at if last else None, rhythm, reference.holidays())
    nearer = due is not None and not (found and found[0].due_on <= due.due_on)
    return {
        "rows": found[:6],
        "more": len(found) > 6,
        "rhythm": rhythm.words if rhythm else "",
        "step": tell(due.due_on, today, reference.holidays()) if due and nearer else None,
        "moved": in_year(moved(due.planned_on, due.due_on), today.year) if due else "",
        "last": last_words(last) if rhythm else "",
    }
