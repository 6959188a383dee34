"""Showing a vacancy to everybody, and taking it down again."""

from datetime import date
from typing import Any

from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import needs_second_check
from crm.openings import queries
from crm.vacancies.models import State, Vacancy


def show(vacancy: Vacancy, *, by: Any, who: str, on: date) -> None:
    """Note that the employer agreed, and let everybody see the vacancy; flushes.

    Raises ``RuleBroken`` while a fact is missing that every advertisement has to have, and for
    somebody in training, whose decisions wait for another person.
    """
    if needs_second_check(by.role):
        raise RuleBroken("A colleague who is not in training shows a vacancy to the public.")
    if vacancy.state is not State.OPEN:
        raise RuleBroken("Only an open vacancy can be shown. This one is not open.")
    site = vacancy.site
    if site is None or not (site.town or site.postcode):
        raise RuleBroken("Say first at which site the work is, with its town or postcode.")
    if words := queries.underpaid(vacancy):
        raise RuleBroken(f"{words} Settle the pay with the employer before it is shown.")
    vacancy.public_who, vacancy.public_on, vacancy.public_by_id = who, on, by.id
    session.flush()


def take_down(vacancy: Vacancy, *, by: Any) -> None:
    """Show the vacancy to nobody outside any more; that it once was shown is kept. Flushes."""
    if vacancy.public_on is None:
        raise RuleBroken("This vacancy is not shown to the public.")
    vacancy.public_who, vacancy.public_on, vacancy.public_by_id = "", None, by.id
    session.flush()
