"""Reading a scheme document: every fault is named with its place and its cure.

A document without faults is complete and unambiguous: thresholds rise, so each measure falls in
exactly one step, and employers of every size can reach every level.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from accreditation.scheme.document import (
    BANDS,
    CORRECTION_DAYS,
    FIRM_PERCENT,
    MONTHS_APART,
    Cap,
    Criterion,
    Gate,
    Level,
    Measure,
    Metric,
    Remedy,
    Scheme,
    Source,
    Step,
    Theme,
)
from accreditation.scheme.shape import shape_faults
from accreditation.scheme.verdict import DOES_NOT_APPLY, reached


class FaultyError(ValueError):
    """A scheme document that cannot be used; ``faults`` has a sentence for each fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


def read(document: Any) -> Scheme:
    """Return the scheme in a document; raises ``FaultyError``."""
    if found := find_faults(document):
        raise FaultyError(found)
    return build(document)


def find_faults(document: Any) -> list[str]:
    """Return a sentence for every fault of a scheme document."""
    if found := list(shape_faults(document)) or list(_name_faults(document)):
        return found
    if found := [fault for row in document["criteria"] for fault in _step_faults(row)]:
        return found
    scheme = build(document)
    return [
        *_order_faults(scheme),
        *_sum_faults(scheme),
        *_metric_faults(scheme),
        *_level_faults(scheme),
    ]


def _name_faults(document: Mapping[str, Any]) -> Iterator[str]:
    known = {}
    for name in ("metrics", "themes", "criteria", "gates", "caps", "levels"):
        codes = Counter(row["code"] for row in document[name])
        known[name] = codes
        for code, times in codes.items():
            if times > 1:
                yield f"{name}: the code {code} is used {times} times; give each row its own."
    for place, code, name in _references(document):
        if code not in known[name]:
            yield f"{place}: {code} is not among the {name}; add it there or name one that is."


def _references(document: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for row in document["criteria"]:
        yield f"criterion {row['code']}", row["theme"], "themes"
        yield f"criterion {row['code']}", row["metric"], "metrics"
        if row.get("after"):
            yield f"criterion {row['code']}", row["after"], "criteria"
    for row in document["gates"]:
        yield f"gate {row['code']}", row["from_level"], "levels"
        yield from ((f"gate {row['code']}", metric, "metrics") for metric in row["metrics"])
    for row in document["caps"]:
        yield f"cap {row['code']}", row["criterion"], "criteria"
        yield f"cap {row['code']}", row["at_most"], "levels"
    for row in document["levels"]:
        yield from ((f"level {row['code']}", theme, "themes") for theme in row["floors"])


def _step_faults(row: Mapping[str, Any]) -> Iterator[str]:
    place, steps = f"criterion {row['code']}", row["steps"]
    points = [step["points"] for step in steps]
    if points[0] != 0 or sorted(set(points)) != points:
        yield f"{place}: points must start at 0 and rise with each step; they are {points}."
    if points[-1] != row["points"]:
        yield f"{place}: the last step must give the {row['points']} points stated."
    if not row["fresh_for"] <= row["stale_after"] <= row["window_days"]:
        yield f"{place}: fresh_for, stale_after and window_days must rise in this order."
    for band in row["applies_to_size"]:
        yield from _threshold_faults(place, band, row)


def _threshold_faults(place: str, band: str, row: Mapping[str, Any]) -> Iterator[str]:
    given = [step["threshold"] for step in row["steps"][1:]]
    rising = [value.get(band, 0) if isinstance(value, dict) else value for value in given]
    if 0 in rising:
        yield f"{place}: a step has no threshold for {band}; add one or take {band} off the sizes."
    elif sorted(set(rising)) != rising:
        yield f"{place}: thresholds for {band} must rise with each step; they are {rising}."
    elif row["measure"] == Measure.SHARE and rising[-1] > 100:
        yield f"{place}: a share cannot exceed 100; lower the threshold {rising[-1]} for {band}."


def _order_faults(scheme: Scheme) -> Iterator[str]:
    for place, criterion in enumerate(scheme.criteria):
        before = scheme.befores[place]
        if before is not None and scheme.criteria[before].after:
            yield (
                f"criterion {criterion.code}: it comes after {criterion.after}, which comes after "
                "another; name the first of them."
            )


def _sum_faults(scheme: Scheme) -> Iterator[str]:
    for theme in scheme.themes:
        inside = sum(c.points for c in scheme.criteria if c.theme == theme.code)
        if not inside:
            yield f"theme {theme.title}: no criterion gives it points; add one or take it out."
        if inside != theme.points:
            yield (
                f"theme {theme.code}: its criteria add up to {inside} points; "
                f"make them the {theme.points} stated."
            )


def _metric_faults(scheme: Scheme) -> Iterator[str]:
    for criterion in scheme.criteria:
        metric = scheme.metrics[criterion.metric]
        if metric.source is not criterion.source:
            yield (
                f"criterion {criterion.code}: evidence_source is {criterion.source} but "
                f"{metric.code} comes from {metric.source}; make them the same."
            )
    scored = {criterion.metric for criterion in scheme.criteria}
    for gate in scheme.gates:
        if gate.at_least and gate.grace_days:
            yield f"gate {gate.code}: grace_days is for what a gate forbids; make it 0."
        if not gate.at_least and (both := scored.intersection(gate.metrics)):
            yield (
                f"gate {gate.code}: {', '.join(sorted(both))} also earns points; "
                "what a gate forbids must not earn points."
            )


def _level_faults(scheme: Scheme) -> Iterator[str]:
    for lower, higher in zip(scheme.levels, scheme.levels[1:], strict=False):
        if higher.percent <= lower.percent:
            yield f"level {higher.code}: percent must be above the {lower.percent} of {lower.code}."
        for theme, floor in lower.floors.items():
            if higher.floors.get(theme, 0) < floor:
                yield f"level {higher.code}: its floor in {theme} must be {floor} or more."
    for cap in scheme.caps:
        if cap.below_step > scheme.criteria[scheme.index[cap.criterion]].top:
            yield f"cap {cap.code}: {cap.criterion} has no step {cap.below_step}; name one it has."
    for band in (*BANDS, None):
        yield from _reach_faults(scheme, band)


def _reach_faults(scheme: Scheme, band: str | None) -> Iterator[str]:
    best = tuple(
        criterion.top if criterion.applies(band) else DOES_NOT_APPLY
        for criterion in scheme.criteria
    )
    if (rank := reached(scheme, best)) < len(scheme.levels):
        who = f"A {band} employer" if band else "An employer of unknown size"
        yield (
            f"level {scheme.levels[rank].code}: {who} with every point cannot reach it; "
            "check declared_percent and the caps."
        )


def build(document: Mapping[str, Any]) -> Scheme:
    """Make the scheme from a document whose shape is known to be right."""
    return Scheme(
        document=document,
        version=document["version"],
        title=document["title"],
        status=document["status"],
        declared_percent=document["declared_percent"],
        unknown_percent=document["unknown_percent"],
        firm_percent=document.get("firm_percent", FIRM_PERCENT),
        independence_months=document.get("independence_months", MONTHS_APART),
        correction_days=document.get("correction_days", CORRECTION_DAYS),
        metrics={
            row["code"]: Metric(row["code"], row["one"], row["many"], Source(row["source"]))
            for row in document["metrics"]
        },
        themes=tuple(Theme(r["code"], r["title"], r["points"]) for r in document["themes"]),
        criteria=tuple(_criterion(row) for row in document["criteria"]),
        gates=tuple(_gate(row) for row in document["gates"]),
        caps=tuple(
            Cap(r["code"], r["criterion"], r["below_step"], r["at_most"], r["reason"])
            for r in document["caps"]
        ),
        levels=tuple(
            Level(r["code"], r["title"], r["percent"], r["months"], dict(r["floors"]))
            for r in document["levels"]
        ),
    )


def _remedy(row: Mapping[str, Any]) -> Remedy:
    return Remedy(row["remedy"], row["who"], row["effort"])


def _criterion(row: Mapping[str, Any]) -> Criterion:
    bands = tuple(row["applies_to_size"])
    return Criterion(
        code=row["code"],
        theme=row["theme"],
        title=row["title"],
        source=Source(row["evidence_source"]),
        metric=row["metric"],
        measure=Measure(row["measure"]),
        window_days=row["window_days"],
        fresh_for=row["fresh_for"],
        stale_after=row["stale_after"],
        zero_if_none=row["none_recorded"] == "zero",
        bands=bands,
        steps=tuple(
            Step(step["descriptor"], step["points"], _thresholds(step.get("threshold", 0), bands))
            for step in row["steps"]
        ),
        remedy=_remedy(row),
        check=row["check"],
        after=row.get("after"),
    )


def _thresholds(given: Any, bands: tuple[str, ...]) -> dict[str, int]:
    return dict(given) if isinstance(given, Mapping) else dict.fromkeys(bands, given)


def _gate(row: Mapping[str, Any]) -> Gate:
    return Gate(
        code=row["code"],
        title=row["title"],
        level=row["from_level"],
        metrics=tuple(row["metrics"]),
        at_least=row["operator"] == "at_least",
        threshold=row["threshold"],
        window_days=row["window_days"],
        grace_days=row["grace_days"],
        passed=row["passed"],
        failed=row["failed"],
        remedy=_remedy(row),
    )
