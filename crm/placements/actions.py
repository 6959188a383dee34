"""What happens to a placement."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from crm.activity import queries as activities
from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Employer
from crm.followups import actions as followups
from crm.participants import actions as participants
from crm.participants import rules
from crm.pay import queries as pay
from crm.pay.rates import RateCode, rate_on
from crm.pay.rules import Basis, Pay, day, weeks_from
from crm.placements import history, queries
from crm.placements.models import Placement
from crm.placements.rules import Ended, Kind, doubts
from crm.placements.terms import What, counting
from crm.reference import queries as reference
from crm.sequences import actions as sequences
from crm.vacancies import actions as vacancies
from crm.vacancies.models import State, Vacancy


def start(
    employer: Employer,
    *,
    by: Any,
    vacancy: Vacancy | None = None,
    fills: bool = False,
    sure: bool = False,
    **details: Any,
) -> Placement:
    """Write down that somebody starts work; ``fills`` takes the vacancy off the openings.

    Pay or hours that are unusual are asked about unless ``sure``.
    """
    ask(details, sure=sure)
    if vacancy is not None and vacancy.state is State.SECOND_CHECK:
        raise RuleBroken("This vacancy waits for a second check, so nobody can start in it yet.")
    placement = Placement(
        employer_id=employer.id,
        vacancy_id=vacancy.id if vacancy else None,
        created_at=clock.now(),
        entered_by_id=by.id if by else None,
    )
    _fill(placement, details)
    if vacancy is not None and fills and vacancy.live:
        vacancies.close(vacancy, filled=True, reason="", on=clock.today())
    session.add(placement)
    session.flush()
    history.write(placement, What.START, from_on=placement.started_on, by=by)
    session.flush()
    if by is not None:
        sequences.start(
            employer, "placement", anchor_on=placement.started_on, about=_about(placement), by=by
        )
    if placement.kind is not Kind.WORK_TRIAL:
        participants.placed(placement.participant_ref)
    return placement


def change(placement: Placement, *, by: Any, **details: Any) -> None:
    """Change what is not agreed with the employer: reference, kind, pathway, first day, notes."""
    started_on = details["started_on"]
    if placement.ended_on and started_on > placement.ended_on:
        raise RuleBroken("The start must not be after the end.", "started_on")
    lines = history.lines_of([placement.id])[placement.id]
    first, *later = counting(lines)
    if later and started_on >= later[0].from_on:
        raise RuleBroken(
            f"Hours or pay changed from {day(later[0].from_on)}. Put that line right first.",
            "started_on",
        )
    _fill(placement, details)
    session.flush()
    if first.from_on != started_on:
        why = "The first day was put right."
        history.add(placement, lines, What.MISTAKE, by=by, from_on=started_on, like=first, why=why)


def ask(agreed: Mapping[str, Any], *, sure: bool) -> None:
    """Ask about pay or hours that are rarely right."""
    least = rate_on(RateCode.APPRENTICE, clock.today(), pay.rates())
    amount, basis = agreed.get("pay_amount"), agreed.get("pay_basis", Basis.HOURLY)
    hours, weeks = agreed.get("weekly_hours"), weeks_from(agreed.get("weeks_per_year", "52"))
    stated = None if amount is None else Pay(amount, basis, hours, weeks)
    found = doubts(stated, hours, least.amount if least else None)
    if found and not sure:
        raise RuleBroken(f"{' '.join(found)} Tick that it is right, or change it.", "sure")


def end(
    placement: Placement,
    *,
    ended_on: date,
    end_reason: str = "",
    end_code: Ended = Ended.OTHER,
    by: Any = None,
) -> None:
    """Write down when the work ended and why; reviews that were still to come are dropped.

    The profile of somebody without other work is paused until they say that they look again.
    With ``by`` a conversation with the employer about it is planned; flushes.
    """
    if placement.ended_on is not None:
        raise RuleBroken("This placement has ended already.")
    if ended_on < placement.started_on:
        raise RuleBroken("The end must not be before the start.", "ended_on")
    if ended_on > clock.today():
        raise RuleBroken("Enter the end once it has come.", "ended_on")
    placement.ended_on, placement.end_code = ended_on, end_code
    placement.end_reason = end_reason or end_code.capitalize()
    session.flush()
    if not queries.in_work(placement.participant_ref):
        participants.pause(placement.participant_ref)
    why = "The placement has ended."
    for run in sequences.running(placement.employer_id, "placement", _about(placement)):
        sequences.stop(run, why)
    for review in followups.open_titled(placement.employer_id, _about(placement)):
        followups.drop(review, why)
    wait = activities.waits(clock.today()).get("in work:exit")
    if by is not None and wait is not None:
        followups.plan(
            placement.employer,
            owner=by,
            title=f"Exit conversation {_on(placement)}",
            due_on=wait.due(clock.today(), reference.holidays())[0],
            why="Ask whether they would take another person and what would have helped.",
            kind=wait.act,
        )


def _on(placement: Placement) -> str:
    """Return how the title of the conversation after the end ends."""
    return f"about placement {placement.ref}"


def _about(placement: Placement) -> str:
    """Return how the titles of a placement's reviews end."""
    return f"of placement {placement.ref}"


def resume(placement: Placement) -> None:
    """Take back an end that was written down by mistake."""
    if placement.ended_on is None:
        raise RuleBroken("This placement has not ended.")
    placement.ended_on, placement.end_code, placement.end_reason = None, None, ""
    session.flush()
    if placement.kind is not Kind.WORK_TRIAL:
        participants.placed(placement.participant_ref)
    for row in followups.open_titled(placement.employer_id, _on(placement)):
        followups.drop(row, "The placement goes on.")


def _fill(placement: Placement, details: dict[str, Any]) -> None:
    ref = rules.tidy_ref(details["participant_ref"])
    if why := rules.why_not_opaque(ref):
        raise RuleBroken(why, "participant_ref")
    for name, value in details.items():
        setattr(placement, name, value)
    placement.participant_ref = ref
