"""What the list of employers can be asked for: each condition by its name in the address."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from crm.employers.models import Employer, SizeBand, Standing

FILTERS = {
    "stage": "Stage",
    "owner": "Owner",
    "district": "District",
    "size": "Size",
    "level": "Level",
    "proposed": "Proposed level",
    "tier": "Tier",
    "group": "Group",
    "next": "Next step",
    "quiet": "No real contact",
    "ids": "Chosen",
}
OUTSIDE = "outside"
ME = "me"
BY_TIER, NEVER = "tier", "never"
_IDS = re.compile(r"[0-9]{1,9}(-[0-9]{1,9}){0,99}")


def meant(asked: dict[str, str], person_id: int) -> dict[str, str]:
    """Return the conditions with "me" as the person's own number."""
    return asked | {"owner": str(person_id)} if asked.get("owner") == ME else asked


def condition(name: str, value: str, today: date, districts: Sequence[str]) -> Any:
    """Return one condition; one that no employer can meet when the value means nothing."""
    if name == "district" and value == OUTSIDE:
        return sa.not_(Standing.district_code.in_(districts))
    if name in _DATED:
        return _DATED[name](value, today)
    return _CONDITIONS[name](value)


def no_next_step() -> sa.ColumnElement[bool]:
    """Return the condition "no next step is set" on standings.

    So many rows meet it that a list must not start from them; the coalesce keeps the index away.
    """
    return sa.func.coalesce(Standing.next_on, date.max) == date.max


def _next_step(value: str, today: date) -> Any:
    sunday = today + timedelta(days=6 - today.weekday())
    steps = {
        "overdue": Standing.next_on < today,
        "today": Standing.next_on == today,
        "week": sa.and_(Standing.next_on >= today, Standing.next_on <= sunday),
        "later": sa.and_(Standing.next_on > today, Standing.next_on < date.max),
        "none": no_next_step(),
    }
    return steps.get(value, sa.false())


def _quiet(value: str, today: date) -> Any:
    if value == BY_TIER:
        return Standing.quiet_on < today
    if value == NEVER:
        return Standing.spoken_on == date.min
    if not re.fullmatch("[0-9]{1,4}", value):
        return sa.false()
    return Standing.spoken_on <= today - timedelta(days=int(value))


def _size(value: str) -> Any:
    known = value in {band.value for band in SizeBand}
    return Employer.size_band == SizeBand(value) if known else sa.false()


def _owner(value: str) -> Any:
    if value == "none":
        return Employer.owner_id.is_(None)
    return Employer.owner_id == int(value) if re.fullmatch("[0-9]{1,9}", value) else sa.false()


def _tier(value: str) -> Any:
    return Employer.tier == ("" if value == "none" else value)


def _group(value: str) -> Any:
    """Return the condition "is the head or belongs to it"; the value is a reference, E-00042."""
    found = re.fullmatch(r"E-([0-9]{5,9})", value, re.ASCII)
    if found is None:
        return sa.false()
    return sa.or_(Employer.id == int(found[1]), Employer.parent_id == int(found[1]))


def _ids(value: str) -> Any:
    found = value.split("-") if _IDS.fullmatch(value) else ()
    return Employer.id.in_([int(number) for number in found])


_DATED: dict[str, Callable[[str, date], Any]] = {"next": _next_step, "quiet": _quiet}
_CONDITIONS: dict[str, Callable[[str], Any]] = {
    "stage": lambda value: Employer.stage_code == value,
    "owner": _owner,
    "district": lambda value: Standing.district_code == value,
    "size": _size,
    "level": lambda value: Standing.award_level == ("" if value == "none" else value),
    "proposed": lambda value: Standing.level == ("" if value == "none" else value),
    "tier": _tier,
    "group": _group,
    "ids": _ids,
}
