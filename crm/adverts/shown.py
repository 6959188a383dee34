"""How a found vacancy is told on the page where it is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.adverts import comparing, values
from crm.adverts.comparing import NEW, SKIP
from crm.adverts.models import AdvertFile, AdvertRow, Kind, State
from crm.core import refs
from crm.core.formats import long_day
from crm.pay import queries as pay
from crm.pay.rules import Pay, Standing

TONES = {Kind.NEW: "green", Kind.CHANGED: "blue", Kind.HERE: "grey"}
WORDS = {Kind.NEW: "New", Kind.CHANGED: "Changed", Kind.HERE: "Here already"}
BUSY = frozenset({State.WAITING, State.COMPARING, State.APPROVED, State.SAVING})


@dataclass(frozen=True)
class RowShown:
    """One found vacancy, ready to draw; ``choices`` are the employers that are offered."""

    number: int
    title: str
    word: str
    tone: str
    ticked: bool
    employer: str
    choices: list[tuple[str, str]]
    lines: list[tuple[str, str]]
    verdict: tuple[Standing | None, str] | None
    doubts: list[str]
    changes: list[list[str]]
    remark: str
    vacancy_ref: str
    fault: str
    where: str
    url: str
    is_change: bool

    @property
    def named(self) -> str:
        """Return the name of the chosen employer, for hearing what a tick is about."""
        return dict(self.choices).get(self.employer, "")


def row(one: AdvertRow, today: date) -> RowShown:
    """Return one found vacancy as the page tells it."""
    kind = one.kind or Kind.NEW
    is_change = kind is Kind.CHANGED
    return RowShown(
        number=one.number,
        title=one.facts["title"],
        word=WORDS[kind],
        tone=TONES[kind],
        ticked=one.ticked,
        employer=one.employer,
        choices=choices(one),
        lines=_lines(one),
        verdict=_verdict(one.facts),
        doubts=[*_ended(one, today), *one.told["doubts"]],
        changes=one.changes,
        remark=one.remark,
        vacancy_ref=refs.ref("V", one.vacancy_id) if one.vacancy_id else "",
        fault=one.fault,
        where=one.told["where"],
        url=one.told["url"],
        is_change=is_change,
    )


def choices(one: AdvertRow) -> list[tuple[str, str]]:
    """Return the employers that this may be, a new one by its name, and leaving it out."""
    known = [(ref, f"{name} ({ref}): {why}") for ref, name, why in one.likely]
    if one.kind is Kind.CHANGED:
        return known
    name = one.employer_name
    new = [(NEW, f"New employer: {name}")] if name else []
    return [("", "Choose"), *known, *new, (SKIP, "Leave this one out")]


def _lines(one: AdvertRow) -> list[tuple[str, str]]:
    """Return label and words of what would be saved; what was only read stands in brackets."""
    facts, told, place = one.facts, one.told, one.place
    at = ", ".join(filter(None, (place["address"], place["town"], place["postcode"])))
    district = f" ({told['district']})" if told["district"] and at else ""
    hours = told["hours"] if told["hours"] not in facts["days"] else ""
    stated = {"Pay": told["pay"], "Hours a week": hours}
    lines = [("Employer named", told["employer"]), ("Place", at + district)]
    for label in values.GROUPS:
        if label != "Title":
            words = values.say(label, facts)
            lines.append((label, words or _blank(stated.get(label, ""))))
    posted = told["posted_on"]
    lines.append(("Posted", long_day(date.fromisoformat(posted)) if posted else ""))
    return [(label, words) for label, words in lines if words]


def _blank(stated: str) -> str:
    return f"Blank. The advert says “{stated}”" if stated else ""


def _ended(one: AdvertRow, today: date) -> list[str]:
    if not comparing.closed_by(one, today):
        return []
    closes_on = values.columns(one.facts)["closes_on"]
    return [f"It closed on {long_day(closes_on)}."]


def _verdict(facts: Mapping[str, Any]) -> tuple[Standing | None, str] | None:
    known = values.columns(facts)
    if known["pay_amount"] is None:
        return None
    hours = known["weekly_hours"] or known["hours_from"]
    stated = Pay(known["pay_amount"], known["pay_basis"], hours)
    return pay.verdict(stated, known["starts_on"])


def progress(file: AdvertFile) -> str:
    """Return how far a worker has come, in words."""
    if file.state in (State.APPROVED, State.SAVING):
        return "The ticked vacancies are being saved, all of them or none."
    if not file.found:
        return "It is being read."
    return f"{file.done:,} of {file.found:,} vacancies are compared with what is here."
