"""Schemes and facts that the scoring tests share."""

import copy
import json
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

import accreditation.scheme
from accreditation.scheme.document import BANDS, Criterion, Measure, Scheme
from accreditation.scheme.measures import Evidence, Facts
from accreditation.scheme.reading import read

ON = date(2026, 7, 1)
DOCUMENT = json.loads(
    (Path(accreditation.scheme.__file__).parent / "first.json").read_text(encoding="utf-8")
)
FIRST = read(DOCUMENT)
FORBIDDEN = {metric for gate in FIRST.gates if not gate.at_least for metric in gate.metrics}


def document(**changes: Any) -> dict[str, Any]:
    """A copy of the first scheme's document with some top keys changed."""
    return {**copy.deepcopy(DOCUMENT), **changes}


def numbered() -> dict[str, Any]:
    """What differs in a document whose employers declare a count (FP2) and a share (SW3)."""
    changed = document()
    for row in changed["metrics"]:
        if row["code"] == "living_wage":
            row |= {"one": "trained colleague", "many": "trained colleagues"}
        if row["code"] == "supervisor":
            row |= {"one": "new starter", "many": "new starters"}
    for row in changed["criteria"]:
        if row["code"] == "FP2":
            row |= {"title": "Colleagues are trained", "measure": "count", "window_days": 730}
            row["steps"][1] |= {"descriptor": "Three colleagues are trained", "threshold": 3}
        if row["code"] == "SW3":
            row |= {"title": "New starters have a supervisor", "measure": "share"}
            row["steps"][1] |= {"descriptor": "Half of them", "threshold": 50}
            row["steps"][2] |= {"descriptor": "Nearly all of them", "threshold": 90}
    return {key: changed[key] for key in ("metrics", "criteria")}


def days_ago(days: int) -> date:
    return ON - timedelta(days=days)


def pieces(
    metric: str, number: int = 1, *, value: int = 1, age: int = 10, until: date | None = None
) -> tuple[Evidence, ...]:
    return tuple(Evidence(metric, days_ago(age), f"R-{n}", value, until) for n in range(number))


def facts(*groups: Iterable[Evidence], band: str | None = "small") -> Facts:
    return Facts("E-00042", band, tuple(piece for group in groups for piece in group))


def enough(criterion: Criterion, band: str | None) -> tuple[Evidence, ...]:
    """Evidence that just reaches the criterion's top step."""
    wanted = criterion.threshold(criterion.top, band)
    if criterion.measure is Measure.COUNT:
        return pieces(criterion.metric, wanted)
    return pieces(criterion.metric, value=wanted if criterion.measure is Measure.BEST else 1)


def best(band: str | None = "small", scheme: Scheme = FIRST) -> Facts:
    """An employer with every point that applies and every gate passed."""
    groups = [enough(c, band) for c in scheme.criteria if c.applies(band)]
    gates = [pieces(gate.metrics[0], gate.threshold) for gate in scheme.gates if gate.at_least]
    return facts(*groups, *gates, band=band)


def without(known: Facts, *metrics: str) -> Facts:
    kept = tuple(piece for piece in known.evidence if piece.metric not in metrics)
    return Facts(known.employer, known.band, kept)


def plus(known: Facts, *more: Evidence) -> Facts:
    return Facts(known.employer, known.band, (*known.evidence, *more))


def shut(metric: str) -> tuple[Evidence, ...]:
    """Evidence just old enough to shut the gate that forbids it."""
    gate = next(gate for gate in FIRST.gates if metric in gate.metrics)
    return pieces(metric, age=gate.grace_days)


def any_piece(metrics: Iterable[str]) -> st.SearchStrategy[Evidence]:
    return st.builds(
        Evidence,
        metric=st.sampled_from(sorted(metrics)),
        on=st.integers(-30, 1200).map(days_ago),
        ref=st.sampled_from(["R-1", "R-2", "R-3", "R-4", "R-5", "R-6"]),
        value=st.sampled_from([0, 1, 1, 1, 2, 3]),
        until=st.one_of(st.none(), st.integers(-400, 400).map(days_ago)),
    )


GOOD = sorted(FIRST.metrics.keys() - FORBIDDEN)
ANY_FACTS = st.builds(
    Facts,
    employer=st.just("E-00042"),
    band=st.sampled_from([None, *BANDS]),
    evidence=st.one_of(
        st.lists(any_piece(FIRST.metrics), max_size=40).map(tuple),
        st.lists(any_piece(GOOD), max_size=60).map(tuple),
        st.lists(st.sampled_from(best(None).evidence), max_size=60).map(tuple),
    ),
)
