"""The list of employers in words: its conditions, columns, orders and the views it ships with."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from crm.core.formats import plural
from crm.core.lists import BuiltIn, ListKind
from crm.core.permissions import Permission, Role, may
from crm.employers import queries
from crm.employers.conditions import BY_TIER, FILTERS, ME, NEVER, OUTSIDE
from crm.employers.queries import Options
from crm.employers.shown import LEVELS, SIZES
from crm.people import queries as people
from crm.reference import queries as reference

STEPS = {
    "overdue": "Overdue",
    "today": "Due today",
    "week": "Due this week",
    "later": "Later",
    "none": "None set",
}
TIERS = {"A": "A", "B": "B", "C": "C", "none": "None"}
QUIET = {
    BY_TIER: "for longer than their tier or own rhythm allows",
    "30": "for 30 days",
    "60": "for 60 days",
    "90": "for 90 days",
    "180": "for 180 days",
    NEVER: "ever",
}
#: The columns a person may choose; the name always stands first.
COLUMNS = {
    "next": "Next step",
    "stage": "Stage",
    "tier": "Tier",
    "level": "Level",
    "contact": "Last real contact",
    "openings": "Openings",
    "work": "In work",
    "owner": "Owner",
}
ORDERS = {
    "name": "Name",
    "next": "Next step, soonest",
    "contact": "Last real contact, longest ago",
    "quiet": "Past their rhythm, longest",
    "age": "Time at their stage, longest",
    "openings": "Openings, most",
}


def columns(asked: str) -> list[str]:
    """Return the columns of an address, in the order of the page; all without a known one."""
    wanted = asked.split("-")
    return [code for code in COLUMNS if code in wanted] or list(COLUMNS)


def columns_asked(chosen: Sequence[str]) -> str | None:
    """Return the chosen columns as the address holds them; None for all or none of them."""
    found = [code for code in COLUMNS if code in chosen]
    return "-".join(found) if 0 < len(found) < len(COLUMNS) else None


def choices(options: Options, places: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the words of every value a condition can take, by the condition's name."""
    return {
        "stage": dict(options.stages),
        "owner": {ME: "me", **dict(options.owners), "none": "Nobody"},
        "district": {**places, OUTSIDE: "Outside the county"},
        "size": SIZES,
        "level": LEVELS,
        "proposed": LEVELS,
        "tier": TIERS,
        "next": STEPS,
        "quiet": QUIET,
    }


def chip(name: str, value: str, known: Mapping[str, str]) -> tuple[str, str]:
    """Return a condition in words: what stands before its value, and the value."""
    if name == "ids":
        return "Chosen by hand:", plural(value.count("-") + 1, "employer")
    said = known.get(value) or (f"for {value} days" if name == "quiet" else value)
    if name == "next":
        said = said[:1].lower() + said[1:]
    return (FILTERS[name] if name == "quiet" else f"{FILTERS[name]} is"), said


def faults(asked: Mapping[str, str], known: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return why conditions no longer mean what they say, in sentences."""
    lost = {
        name: value
        for name, value in asked.items()
        if name in known and value not in known[name] and name != "quiet"
    }
    found = [
        f"{FILTERS[name]} “{value}” is no longer known, so no employer can match."
        for name, value in lost.items()
        if name != "owner"
    ]
    if "owner" in lost:
        name = people.name_of(lost["owner"])
        found.append(
            f"{name} no longer works here. What they still own is listed; choose another owner."
            if name
            else "The owner it names is not on the staff list, so no employer can match."
        )
    return found


def sentence(pairs: Mapping[str, str]) -> str:
    """Return a view in one sentence, for the page that lists them."""
    known = choices(queries.options(), reference.authority_names())
    parts = [f"the record has “{pairs['q']}”"] if pairs.get("q") else []
    told = [" ".join(chip(k, v, known.get(k, {}))) for k, v in pairs.items() if k in FILTERS]
    parts += [words[:1].lower() + words[1:] for words in told]
    order = ORDERS.get(pairs.get("sort", ""), ORDERS["name"]).lower()
    who = f"Employers where {' and '.join(parts)}" if parts else "All employers"
    board = ", as a board" if pairs.get("layout") else ""
    some = f", {plural(len(columns(pairs['columns'])), 'column')}" if pairs.get("columns") else ""
    return f"{who}, sorted by {order}{some}{board}."


def board(pairs: Mapping[str, str]) -> str:
    """Return the address of the board with what it understands of a view."""
    return url_for("pipeline.index", owner=pairs.get("owner", "all"), tier=pairs.get("tier"))


def _own(**pairs: str) -> Any:
    """Return the query of a view over one's own employers; who may share views sees everybody's."""

    def query(role: Role) -> str:
        mine = {} if may(role, Permission.SHARE_VIEWS) else {"owner": ME}
        return urlencode(mine | pairs)

    return query


LIST = ListKind(
    name="employers",
    title="Employers",
    endpoint="employers.index",
    permission=Permission.VIEW_EMPLOYERS,
    keys=("q", *FILTERS, "sort", "columns", "layout"),
    say=sentence,
    board=board,
    built_in=(
        BuiltIn("mine", "My employers", lambda _role: urlencode({"owner": ME, "sort": "next"})),
        BuiltIn("quiet", "Not spoken to lately", _own(quiet=BY_TIER, sort="quiet")),
        BuiltIn("unplanned", "No next step", _own(next="none")),
        BuiltIn("week", "Due this week", _own(next="week", sort="next")),
    ),
)
