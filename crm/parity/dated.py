"""How long the answer of a stored check holds. Pure."""

from datetime import date, timedelta

from crm.parity.rules import Status
from crm.vault.rules import later

HOLDS_FOR_A_YEAR = (Status.PARITY, Status.SHORTFALL_EXPLAINED, Status.NOT_COMPARABLE)
"""What lapses. A fault found, or a question open, stays so until somebody checks again."""


def status_on(
    status: Status,
    *,
    checked_on: date,
    period_start: date | None,
    on: date,
    last_change: date,
    months: int,
    reopened: bool = False,
) -> Status:
    """Return what a check says on ``on``: EXPIRED after ``months`` or a change of the legal rates.

    The rates that were tested are those of the first day of the pay period, so a check made in
    April of a period in March lapses on 1 April too. One that was opened again, because its rates
    were put right, has lapsed at once. Source: the domain reference, 4.9; ``months`` is dated data.
    """
    tested_on = period_start or checked_on
    lapsed = reopened or checked_on < later(on, -months) or tested_on < last_change <= on
    return Status.EXPIRED if lapsed and status in HOLDS_FOR_A_YEAR else status


def lapses_on(checked_on: date, next_change: date | None, months: int) -> date:
    """Return the first day on which ``status_on`` says EXPIRED.

    ``next_change`` is the first change of the legal rates after the day whose rates were tested.
    """
    over = later(checked_on + timedelta(days=1), months)
    while checked_on >= later(over, -months):
        over += timedelta(days=1)
    return min(over, next_change or over)


WORDS = {
    Status.BELOW_MINIMUM: "Below the minimum wage",
    Status.BORDERLINE_MINIMUM: "Almost at the minimum wage",
    Status.SHORTFALL_UNEXPLAINED: "Paid less, no accepted reason",
    Status.SHORTFALL_EXPLAINED: "Paid less, reason accepted",
    Status.PARITY: "Paid the same",
    Status.NOT_COMPARABLE: "Nothing to compare with",
    Status.NEEDS_EVIDENCE: "Cannot tell yet",
    Status.EXPIRED: "Check due again",
}
"""What people read in place of the codes."""

NEXT = {
    Status.BELOW_MINIMUM: "Likely a breach of the law. Managers were told; speak to them today.",
    Status.BORDERLINE_MINIMUM: "Ask for the exact hours, then check once more.",
    Status.SHORTFALL_UNEXPLAINED: "Ask the employer what the difference is for, and for evidence.",
    Status.SHORTFALL_EXPLAINED: "Counts as paid the same. Keep the evidence.",
    Status.PARITY: "Nothing to do until the next check.",
    Status.NOT_COMPARABLE: "Compare with a pay scale, job description or advert if there is one.",
    Status.NEEDS_EVIDENCE: "Ask the employer for what is missing. This does not pass.",
    Status.EXPIRED: "Check the newest wage slip.",
}
"""What follows from each answer."""
