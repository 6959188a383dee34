"""The shape of a scheme document: which keys each row has and what each must hold."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from accreditation.scheme.document import BANDS, EFFORTS, Measure, Source

Check = Callable[[Any], bool]
Shape = Mapping[str, tuple[Check, str]]
LONGEST = 1_000
MOST_DAYS = 36_500


def _text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= LONGEST


def _whole(least: int, most: int) -> Check:
    return lambda value: type(value) is int and least <= value <= most


def _one_of(*words: str) -> Check:
    return lambda value: isinstance(value, str) and value in words


def _some_of(*words: str) -> Check:
    return lambda value: (
        isinstance(value, list)
        and 0 < len(value) == len(set(map(str, value)))
        and (all(isinstance(word, str) and (not words or word in words) for word in value))
    )


def _threshold(value: Any) -> bool:
    given = list(value.values()) if isinstance(value, dict) else [value]
    return bool(given) and all(map(_whole(1, 1_000_000), given))


def _floors(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_whole(1, 100), value.values()))


TEXT = (_text, "some words")
DAYS = (_whole(0, MOST_DAYS), f"days from 0 to {MOST_DAYS}")
DAY = (lambda value: value is None or _text(value), "a date like 2026-04-01, or null")
FIRM = (_whole(0, 100), "a whole percent from 0 to 100")
POINTS = (_whole(0, 1_000), "whole points from 0 to 1000")
SURE = {
    "status": (_one_of("confirmed", "unconfirmed"), "confirmed or unconfirmed"),
    "basis": TEXT,
}
MENDING = {
    "remedy": TEXT,
    "who": (_one_of("employer", "officer", "both"), "employer, officer or both"),
    "effort": (_one_of(*EFFORTS), "minutes, hours, days, weeks or months"),
}
ROWS: dict[str, Shape] = {
    "metrics": {
        "code": TEXT,
        "one": TEXT,
        "many": TEXT,
        "source": (_one_of(*Source), f"one of {', '.join(Source)}"),
    },
    "themes": {"code": TEXT, "title": TEXT, "points": POINTS},
    "criteria": {
        "code": TEXT,
        "theme": TEXT,
        "title": TEXT,
        "evidence_source": (_one_of(*Source), f"one of {', '.join(Source)}"),
        "metric": TEXT,
        "measure": (_one_of(*Measure), f"one of {', '.join(Measure)}"),
        "operator": (_one_of("at_least"), "at_least"),
        "window_days": DAYS,
        "fresh_for": DAYS,
        "stale_after": DAYS,
        "none_recorded": (_one_of("zero", "not_assessed"), "zero or not_assessed"),
        "applies_to_size": (_some_of(*BANDS), f"some of {', '.join(BANDS)}, each once"),
        "points": POINTS,
        "steps": (lambda value: isinstance(value, list) and 2 <= len(value) <= 4, "2 to 4 steps"),
        "check": TEXT,
        **MENDING,
        **SURE,
    },
    "gates": {
        "code": TEXT,
        "title": TEXT,
        "from_level": TEXT,
        "metrics": (_some_of(), "metric codes, each once"),
        "operator": (_one_of("at_least", "at_most"), "at_least or at_most"),
        "threshold": (_whole(0, 1_000), "a whole number from 0 to 1000"),
        "window_days": DAYS,
        "grace_days": (_whole(0, 365), "days from 0 to 365"),
        "passed": TEXT,
        "failed": TEXT,
        **MENDING,
        **SURE,
    },
    "caps": {
        "code": TEXT,
        "criterion": TEXT,
        "below_step": (_whole(1, 3), "a step from 1 to 3"),
        "at_most": TEXT,
        "reason": TEXT,
        **SURE,
    },
    "levels": {
        "code": TEXT,
        "title": TEXT,
        "percent": (_whole(1, 100), "a whole percent from 1 to 100"),
        "months": (_whole(1, 120), "1 to 120 months"),
        "floors": (_floors, "themes with a whole percent from 1 to 100"),
        **SURE,
    },
}
OPTIONAL: dict[str, Shape] = {"criteria": {"after": TEXT}}
MAY_SAY: Shape = {
    "effective_from": DAY,
    "firm_percent": FIRM,
    "independence_months": (_whole(0, 60), "a whole number of months from 0 to 60"),
    "correction_days": (_whole(1, 60), "a whole number of working days from 1 to 60"),
}
MAY_BE_EMPTY = {"caps", "gates"}
TOP: Shape = {
    "version": TEXT,
    "title": TEXT,
    "summary": TEXT,
    "status": (_one_of("proposed", "confirmed"), "proposed or confirmed"),
    "declared_percent": (_whole(0, 99), "a whole percent from 0 to 99"),
    "unknown_percent": (_whole(0, 100), "a whole percent from 0 to 100"),
    **{name: (lambda value: isinstance(value, list), "a list") for name in ROWS},
}
STEP: Shape = {"descriptor": TEXT, "points": POINTS}
LATER_STEP: Shape = {**STEP, "threshold": (_threshold, "a whole number, or one for each size")}


def shape_faults(document: Any) -> Iterator[str]:
    """Yield a sentence for every key that is missing, unknown or of the wrong kind."""
    if not isinstance(document, dict):
        yield "The document is not a JSON object: start it with { and give it a version."
        return
    top = list(_row_faults("The document", document, TOP, MAY_SAY))
    yield from top
    if top:
        return
    for name, shape in ROWS.items():
        if not document[name] and name not in MAY_BE_EMPTY:
            yield f"{name} is empty: give it at least one row."
        for number, row in enumerate(document[name], start=1):
            yield from _row_faults(f"{name}, row {number}", row, shape, OPTIONAL.get(name, {}))


def _row_faults(place: str, row: Any, shape: Shape, may_have: Shape) -> Iterator[str]:
    if not isinstance(row, dict):
        yield f"{place}: not a JSON object; write it as {{...}}."
        return
    for key, (right, wanted) in {**shape, **may_have}.items():
        if key not in row:
            if key in may_have:
                continue
            yield f"{place}: {key} is missing; give it {wanted}."
        elif not right(row[key]):
            yield f"{place}: {key} must be {wanted}."
        elif key == "steps":
            yield from _steps_faults(place, row["steps"])
    for key in row.keys() - shape.keys() - may_have.keys():
        yield f"{place}: {key!r} is not known here; take it out."


def _steps_faults(place: str, steps: list[Any]) -> Iterator[str]:
    for number, step in enumerate(steps):
        yield from _row_faults(f"{place}, step {number}", step, LATER_STEP if number else STEP, {})
