"""Moving steps of tomorrow to the days after. Nothing here commits."""

from collections.abc import Mapping
from datetime import date

from crm.core import clock, journal
from crm.core.access import SignedIn
from crm.core.errors import RuleBroken
from crm.core.formats import day, plural
from crm.followups import actions as followups
from crm.tomorrow import queries, rules

SPREAD = "Spread over the week"


def move(texts: list[str], *, by: SignedIn) -> str:
    """Move a person's own steps of tomorrow, as one operation; flushes. Return what was done.

    ``texts`` are ``step~day``. Raises ``RuleBroken`` when none of them can be moved any more.
    """
    days = queries.days(by.id, clock.today())
    moves: Mapping[int, date] = rules.read_moves(texts, days[1:])
    rows = queries.mine(by.id, list(moves), days[0]) if moves else []
    if not rows:
        raise RuleBroken("Nothing was moved: choose a step that is still due on that day.")
    one = rows[0]
    said = f"Moved “{one.title}” to {day(moves[one.id])}"
    if len(rows) > 1:
        said = f"Moved {plural(len(rows), 'step')} to the days after {day(days[0])}"
    journal.operation(said)
    for row in rows:
        followups.snooze(row, moves[row.id], SPREAD)
    return f"{said}."
