"""What changed between two scheme documents, in words, part by part. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PARTS = {
    "levels": "Levels",
    "gates": "Gates",
    "caps": "Caps",
    "themes": "Themes",
    "criteria": "Criteria",
    "metrics": "What is counted",
}
WORDS = {
    "title": "title",
    "summary": "summary",
    "status": "status",
    "declared_percent": "most percent of the points that may be declared",
    "unknown_percent": "percent not assessed that lowers confidence",
    "firm_percent": "percent of small changes that keep a firm level",
    "independence_months": "months an employer's officer stays out of its assessment",
    "correction_days": "working days to correct the facts of a draft",
    "percent": "percent of the points",
    "months": "months it lasts",
    "points": "points",
    "theme": "theme",
    "evidence_source": "who vouches for it",
    "metric": "what is counted",
    "measure": "how it is measured",
    "window_days": "days looked back",
    "fresh_for": "days it is fresh",
    "stale_after": "days until it is stale",
    "none_recorded": "nothing recorded counts as",
    "applies_to_size": "sizes it applies to",
    "remedy": "remedy",
    "check": "what to ask",
    "who": "who acts",
    "effort": "effort",
    "basis": "basis",
    "after": "comes after",
    "from_level": "needed from",
    "metrics": "what it counts",
    "operator": "how it compares",
    "threshold": "threshold",
    "grace_days": "days of grace",
    "passed": "words when it passes",
    "failed": "words when it fails",
    "criterion": "criterion",
    "below_step": "below step",
    "at_most": "highest level while it bites",
    "floors": "floor",
    "reason": "reason",
    "one": "name for one",
    "many": "name for many",
    "source": "who vouches for it",
}
UNSAID = {"version", "effective_from"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: the part and row it is about and a sentence without its full stop."""

    part: str
    code: str
    row: str
    said: str


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """Return every change between two documents, the scheme itself first, then part by part."""
    found = [
        Difference("Scheme", "", "The scheme", said)
        for said in _changes(old, new, leave=(*PARTS, *UNSAID))
    ]
    for name, title in PARTS.items():
        found += _rows(title, _by_code(old[name]), _by_code(new[name]))
    return found


def _by_code(rows: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {row["code"]: row for row in rows}


def _rows(
    part: str, old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]
) -> Iterator[Difference]:
    for code, row in new.items():
        if code not in old:
            yield Difference(part, code, _name(row), "is new")
        else:
            for said in _changes(old[code], row):
                yield Difference(part, code, _name(row), said)
    for code, row in old.items():
        if code not in new:
            yield Difference(part, code, _name(row), "was taken out")


def _name(row: Mapping[str, Any]) -> str:
    return str(row.get("title") or row.get("reason") or row.get("many") or row["code"])


def _changes(
    old: Mapping[str, Any], new: Mapping[str, Any], leave: Sequence[str] = ()
) -> Iterator[str]:
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key), new.get(key)
        if key in leave or was == now:
            continue
        if key == "steps":
            yield from _step_changes(was or [], now or [])
        elif isinstance(was or now, Mapping):
            yield from _each(key, was or {}, now or {})
        else:
            yield f"{WORDS.get(key, key)}: {_say(was)} becomes {_say(now)}"


def _step_changes(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    for number in range(max(len(old), len(new))):
        if number >= len(old):
            yield f"step {number} is new: {new[number]['descriptor']}"
        elif number >= len(new):
            yield f"step {number} was taken out: {old[number]['descriptor']}"
        else:
            was, now = _spread(old[number]), _spread(new[number])
            for said in _changes(was, now):
                yield f"step {number}, {said}"


def _spread(step: Mapping[str, Any]) -> dict[str, Any]:
    """Return the step with a threshold for each size in a key of its own."""
    given = step.get("threshold")
    row = {"words": step["descriptor"], "points": step["points"]}
    if isinstance(given, Mapping):
        return {**row, **{f"least for {band}": value for band, value in given.items()}}
    return row if given is None else {**row, "least": given}


def _each(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name in [*new, *(name for name in old if name not in new)]:
        if old.get(name) != new.get(name):
            was, now = _say(old.get(name)), _say(new.get(name))
            yield f"{WORDS.get(key, key)} in {name}: {was} becomes {now}"


def _say(value: Any) -> str:
    if value is None or value == "":
        return "nothing"
    if isinstance(value, list):
        return f"“{', '.join(map(str, value))}”"
    text = str(value).replace("_", " ") if isinstance(value, str) else str(value)
    return f"“{text}”" if " " in text else text
