"""How long somebody has been in work. Pure."""

from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from crm.pay.rules import Pay, pounds


class Kind(StrEnum):
    """What a placement is. Only a job or an apprenticeship ever counts as a job start."""

    JOB = "job"
    APPRENTICESHIP = "apprenticeship"
    SUPPORTED_INTERNSHIP = "supported internship"
    INTERNSHIP = "internship"
    WORK_TRIAL = "work trial"


IN_WORK = (Kind.JOB, Kind.APPRENTICESHIP)
"""The kinds that are paid work. Source: the project's domain reference, 1.4."""


class Ended(StrEnum):
    """Why a placement ended; nothing about anybody's health."""

    BETTER_JOB = "moved to another job"
    CONTRACT = "the contract or season ended"
    TRIAL_OVER = "the trial or internship ended as agreed"
    REDUNDANCY = "the job was cut or the employer closed"
    HOURS = "the hours did not suit"
    TRAVEL = "travel did not work out"
    TASKS = "the tasks did not suit"
    SUPPORT = "the support was not enough"
    DISMISSED = "the employer ended it"
    OTHER = "another reason"


EARLY = frozenset(Ended) - {Ended.BETTER_JOB, Ended.CONTRACT, Ended.TRIAL_OVER, Ended.REDUNDANCY}
"""Reasons after which the work itself is still there for somebody else."""

MARK_WEEKS = 26
"""Weeks in work that count as sustained. Source: the project's domain reference, 1.4 and 3.4."""

MOST_HOURS = 48
"""Hours a week above which a person is asked. Source: Working Time Regulations 1998, reg. 4."""


def weeks_in_work(started_on: date, ended_on: date | None, today: date) -> int:
    """Return the whole weeks from the start to the end, or so far; 0 before the start."""
    return max((min(ended_on or today, today) - started_on).days, 0) // 7


def mark_on(started_on: date) -> date:
    """Return the day on which 26 weeks in work are reached."""
    return started_on + timedelta(weeks=MARK_WEEKS)


def mark_reached(started_on: date, ended_on: date | None, today: date) -> bool:
    """Tell whether the person was still in work on the day of the 26-week mark."""
    return weeks_in_work(started_on, ended_on, today) >= MARK_WEEKS


def doubts(pay: Pay | None, weekly_hours: Decimal | None, least: Decimal | None) -> list[str]:
    """Say what about pay and hours is rarely right; ``least`` is the lowest legal rate in pounds.

    Nothing is refused for it: a person is asked.
    """
    found = []
    if weekly_hours and weekly_hours > MOST_HOURS:
        found.append(f"{weekly_hours.normalize():f} hours a week is more than {MOST_HOURS}.")
    hourly = pay.hourly if pay else None
    if hourly is not None and least is not None and hourly < least:
        found.append(
            f"{pounds(hourly)} an hour is below the lowest minimum wage there is, {pounds(least)}."
        )
    return found
