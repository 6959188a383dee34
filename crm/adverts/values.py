"""From what an advert states to the values of a vacancy, to text that can be kept, and back."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crm.adverts.stated import Advert, HoursRead, PayRead, Unit
from crm.core import journal
from crm.core.formats import long_day, money
from crm.core.values import typed
from crm.pay.rules import PER, Basis
from crm.vacancies import rules
from crm.vacancies.models import Contract, Vacancy

BASES = {
    Unit.HOUR: Basis.HOURLY,
    Unit.WEEK: Basis.WEEKLY,
    Unit.FOUR_WEEKS: Basis.FOUR_WEEKLY,
    Unit.MONTH: Basis.MONTHLY,
    Unit.YEAR: Basis.ANNUAL,
}
#: The values that an advert can give a vacancy, as groups that are told and changed together.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "Title": ("title",),
    "Contract": ("contract",),
    "Pay": ("pay_amount", "pay_basis"),
    "Hours a week": ("weekly_hours", "hours_from", "hours_to"),
    "Days and times": ("weekdays", "starts_at", "ends_at", "days"),
    "Start": ("starts_on",),
    "Closing date": ("closes_on",),
    "Tasks": ("tasks",),
}
NAMES = tuple(name for names in GROUPS.values() for name in names)


def facts(advert: Advert) -> dict[str, Any]:
    """Return the values that an advert states for certain, as the columns of a vacancy."""
    return {
        "title": advert.title,
        "contract": Contract(advert.contract) if advert.contract else Contract.UNKNOWN,
        "starts_on": advert.starts_on,
        "closes_on": advert.closes_on,
        "tasks": advert.description,
        **_pay(advert.pay),
        **_hours(advert.hours),
        "days": _days(advert),
    }


def _pay(pay: PayRead) -> dict[str, Any]:
    if not pay.certain or pay.unit is None:
        return {"pay_amount": None, "pay_basis": Basis.HOURLY}
    return {"pay_amount": pay.low, "pay_basis": BASES[pay.unit]}


def _hours(hours: HoursRead) -> dict[str, Any]:
    fixed = hours.low == hours.high
    return {
        "weekly_hours": hours.low if fixed else None,
        "hours_from": None if fixed else hours.low,
        "hours_to": None if fixed else hours.high,
        "weekdays": ",".join(hours.weekdays),
        "starts_at": hours.starts_at,
        "ends_at": hours.ends_at,
    }


def _days(advert: Advert) -> str:
    """Return the pattern of work, and the words about hours of which no part could be read."""
    hours = advert.hours
    read = hours.low or hours.weekdays or hours.starts_at
    return ". ".join(filter(None, (advert.pattern, "" if read else hours.text)))


def kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as JSON can hold them."""
    return {name: journal.plain(values[name]) for name in NAMES}


def columns(kept_values: Mapping[str, Any]) -> dict[str, Any]:
    """Return kept values as the columns of a vacancy take them."""
    return {name: typed(Vacancy, name, kept_values.get(name)) for name in NAMES}


def moved(
    now: Mapping[str, Any], before: Mapping[str, Any], here: Mapping[str, Any]
) -> dict[str, tuple[str, str]]:
    """Return the groups that a source states otherwise than before and than stands here.

    Each comes with its words now and here. What the source no longer states is no change.
    """
    found = {}
    for label, names in GROUPS.items():
        stated, last, held = ([of.get(name) for name in names] for of in (now, before, here))
        if stated not in (last, held) and say(label, now):
            found[label] = (say(label, now), say(label, here) or "nothing")
    return found


def say(label: str, values: Mapping[str, Any]) -> str:
    """Return one group of kept values in words; "" while nothing is known of it."""
    known = columns(values)
    if label == "Pay":
        amount = known["pay_amount"]
        return "" if amount is None else f"{money(amount)} {PER[known['pay_basis']]}"
    if label == "Hours a week":
        fixed: Decimal | None = known["weekly_hours"]
        return rules.say_hours(known["hours_from"] or fixed, known["hours_to"] or fixed)
    if label == "Days and times":
        days = rules.weekdays_in(known["weekdays"])
        return rules.say_when(days, known["starts_at"], known["ends_at"], known["days"])
    if label in ("Start", "Closing date"):
        day = known[GROUPS[label][0]]
        return long_day(day) if day else ""
    if label == "Tasks":
        lines = rules.lines(known["tasks"])
        return (
            f"{lines[0][:80]}{'…' if len(lines) > 1 or len(lines[0]) > 80 else ''}" if lines else ""
        )
    text = str(known[GROUPS[label][0]])
    return "" if text == Contract.UNKNOWN.value else text
