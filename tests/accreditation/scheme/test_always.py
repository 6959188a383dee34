"""What holds whatever is known of an employer: order, more evidence, exact fractions, days."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from accreditation.scheme.document import Measure
from accreditation.scheme.measures import Evidence, Facts
from accreditation.scheme.rules import holds_until, score
from tests.accreditation.scheme.cases import (
    ANY_FACTS,
    FIRST,
    FORBIDDEN,
    GOOD,
    ON,
    any_piece,
    days_ago,
    facts,
    pieces,
    plus,
    shut,
    without,
)
from tests.accreditation.scheme.test_rules import level

RANKS = {None: 0, **FIRST.ranks}


@given(ANY_FACTS, st.randoms())
def test_the_order_of_evidence_never_matters(known, shuffle):
    mixed = list(known.evidence)
    shuffle.shuffle(mixed)

    assert (
        score(known, FIRST, ON).plain()
        == score(Facts(known.employer, known.band, tuple(mixed)), FIRST, ON).plain()
    )


@given(ANY_FACTS, st.lists(any_piece(GOOD), min_size=1, max_size=5))
def test_better_evidence_never_lowers_a_level(known, more):
    good = [Evidence(piece.metric, min(piece.on, ON), f"N-{n}", 3) for n, piece in enumerate(more)]

    assert RANKS[level(plus(known, *good))] >= RANKS[level(known)]


@given(ANY_FACTS)
def test_putting_pay_right_never_lowers_a_level(known):
    assert RANKS[level(without(known, *FORBIDDEN))] >= RANKS[level(known)]


@given(ANY_FACTS, st.sampled_from(sorted(FORBIDDEN)))
def test_an_open_pay_problem_always_wins(known, metric):
    assert level(plus(known, *shut(metric))) is None


@given(ANY_FACTS, st.integers(0, 1200))
def test_a_score_holds_until_the_day_it_says(known, later):
    until = holds_until(known, FIRST, ON)
    assert until >= ON

    day = min(until, ON + timedelta(days=later))
    assert _dateless(known, day) == _dateless(known, ON)


def _dateless(known, on):
    result = score(known, FIRST, on).plain()
    return {key: value for key, value in result.items() if key not in {"on", "hash"}}


def test_a_score_ends_on_the_day_before_something_changes():
    assert holds_until(facts(), FIRST, ON) == date.max
    assert holds_until(facts(pieces("opening", age=-1)), FIRST, ON) == ON
    assert holds_until(facts(pieces("opening", age=180)), FIRST, ON) == ON
    assert holds_until(facts(pieces("opening", age=181)), FIRST, ON) == days_ago(181 - 365)


def exact(known: Facts) -> tuple[Fraction, str | None]:
    """Score again by other means: one criterion at a time, in exact fractions."""
    points: dict[str, tuple[int, int]] = {}
    declared = checked = 0
    for row in FIRST.criteria:
        if known.band and known.band not in row.bands:
            continue
        seen = [
            p
            for p in set(known.evidence)
            if p.metric == row.metric
            and days_ago(row.window_days) <= p.on <= ON
            and not (p.until and p.until < ON)
        ]
        fresh = any(p.on >= days_ago(row.stale_after) for p in seen)
        yes = Fraction(sum(p.value > 0 for p in seen))
        measured = {
            Measure.COUNT: yes,
            Measure.SHARE: 100 * yes / len(seen) if seen else 0,
            Measure.BEST: max((p.value for p in seen), default=0),
        }[row.measure]
        got = 0
        for number, step in enumerate(row.steps):
            if fresh and number and measured >= row.threshold(number, known.band):
                got = step.points
        points[row.code] = (got, row.points)
        declared += got if row.source == "employer_declared" else 0
        checked += got if row.source != "employer_declared" else 0
    most = Fraction(checked * FIRST.declared_percent, 100 - FIRST.declared_percent)
    total = checked + min(declared, int(most))
    share = Fraction(100 * total, sum(possible for _, possible in points.values()))
    return share, _exact_level(known, points, share)


def _exact_level(known, points, share):
    found = None
    for row in FIRST.levels:
        themes = {
            theme: [points[c.code] for c in FIRST.criteria if c.theme == theme and c.code in points]
            for theme in row.floors
        }
        floors = all(
            Fraction(100 * sum(g for g, _ in rows), sum(p for _, p in rows)) >= row.floors[theme]
            for theme, rows in themes.items()
        )
        capped = any(
            FIRST.ranks[cap.at_most] < FIRST.ranks[row.code]
            and points[cap.criterion][0]
            < FIRST.criteria[FIRST.index[cap.criterion]].steps[cap.below_step].points
            for cap in FIRST.caps
        )
        shut = any(
            FIRST.ranks[gate.level] <= FIRST.ranks[row.code] and not _open(gate, known)
            for gate in FIRST.gates
        )
        if share < row.percent or not floors or capped or shut:
            return found
        found = row.code
    return found


def _open(gate, known):
    number = sum(
        p.metric in gate.metrics
        and p.value > 0
        and days_ago(gate.window_days) <= p.on <= days_ago(gate.grace_days)
        and not (p.until and p.until < ON)
        for p in set(known.evidence)
    )
    return number >= gate.threshold if gate.at_least else number <= gate.threshold


@given(ANY_FACTS)
def test_the_score_equals_one_worked_out_in_exact_fractions(known):
    share, wanted = exact(known)
    result = score(known, FIRST, ON).plain()

    assert result["level"] == wanted
    assert result["percent"] == int(100 * share) / 100
