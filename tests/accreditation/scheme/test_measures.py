"""What counts on a date, and every threshold at its edge."""

import pytest

from accreditation.scheme.document import BANDS, Criterion, Measure
from accreditation.scheme.measures import (
    Confidence,
    Evidence,
    State,
    current,
    group,
    mark,
    measure,
    passes,
    span,
    step_of,
)
from tests.accreditation.scheme.cases import FIRST, ON, days_ago, pieces

EDGES = [
    pytest.param(criterion, band, step, id=f"{criterion.code}-{band}-{step}")
    for criterion in FIRST.criteria
    for band in (*criterion.bands, None)
    for step in range(1, criterion.top + 1)
]


def judge(criterion: Criterion, *evidence: Evidence, band: str | None = "small"):
    return mark(criterion, FIRST.metrics[criterion.metric], band, group(evidence), ON)


def criterion(code: str) -> Criterion:
    return FIRST.criteria[FIRST.index[code]]


@pytest.mark.parametrize(("criterion", "band", "step"), EDGES)
def test_each_step_starts_exactly_at_its_threshold(criterion, band, step):
    threshold = criterion.threshold(step, band)

    assert step_of(criterion, band, threshold) == step
    assert step_of(criterion, band, threshold - 1) == step - 1


def test_an_employer_of_unknown_size_meets_the_strictest_threshold():
    openings = criterion("OO1")

    assert openings.threshold(1, None) == openings.threshold(1, "large")
    assert openings.threshold(1, "micro") < openings.threshold(1, None)
    assert all(row.applies(None) for row in FIRST.criteria)


@pytest.mark.parametrize(
    ("age", "counts"), [(-1, False), (0, True), (364, True), (365, True), (366, False)]
)
def test_the_window_includes_both_its_ends(age, counts):
    assert bool(current(pieces("opening", age=age), ON, 365)) is counts


@pytest.mark.parametrize(("left", "counts"), [(1, True), (0, True), (-1, False)])
def test_evidence_counts_on_its_last_day_and_not_after(left, counts):
    dated = pieces("disability_confident", until=days_ago(-left))

    assert bool(current(dated, ON, 1095)) is counts


@pytest.mark.parametrize(
    ("how", "values", "measured"),
    [
        (Measure.COUNT, [1, 0, 3], 2),
        (Measure.COUNT, [], 0),
        (Measure.SHARE, [1, 1, 0], 66),
        (Measure.SHARE, [1] * 9 + [0], 90),
        (Measure.SHARE, [], 0),
        (Measure.BEST, [1, 3, 2], 3),
        (Measure.BEST, [], 0),
    ],
)
def test_evidence_becomes_one_number(how, values, measured):
    given = [Evidence("x", ON, str(n), value) for n, value in enumerate(values)]

    assert measure(how, given) == measured


@pytest.mark.parametrize(
    ("age", "state", "confidence", "code"),
    [
        (365, State.ASSESSED, Confidence.MEDIUM, "FP2-FULL"),
        (366, State.ASSESSED, Confidence.LOW, "FP2-FULL"),
        (730, State.ASSESSED, Confidence.LOW, "FP2-FULL"),
        (731, State.NOT_ASSESSED, None, "FP2-OLD"),
        (1200, State.NOT_ASSESSED, None, "FP2-OLD"),
    ],
)
def test_age_lowers_confidence_first_and_only_then_the_points(age, state, confidence, code):
    living_wage = judge(criterion("FP2"), *pieces("living_wage", age=age))

    assert (living_wage.state, living_wage.confidence, living_wage.code) == (
        state,
        confidence,
        code,
    )


@pytest.mark.parametrize(
    ("code", "evidence", "band", "state", "got"),
    [
        ("OO1", (), "small", State.ASSESSED, 0),
        ("FP2", (), "small", State.NOT_ASSESSED, None),
        ("FP2", pieces("living_wage", value=0), "small", State.ASSESSED, 0),
        ("LE2", (), "micro", State.DOES_NOT_APPLY, None),
        ("LE2", (), "large", State.NOT_ASSESSED, None),
        ("LE2", pieces("recruitment_policy"), "large", State.ASSESSED, 3),
    ],
)
def test_zero_not_assessed_and_does_not_apply_are_three_things(code, evidence, band, state, got):
    found = judge(criterion(code), *evidence, band=band)

    assert (found.state, found.got) == (state, got)


@pytest.mark.parametrize(
    ("code", "evidence", "sentence"),
    [
        ("OO1", (), "No opening offered to the service in 12 months."),
        ("OO1", pieces("opening"), "Some openings for its size: 1 opening in 12 months."),
        (
            "OR2",
            (*pieces("adjusted_opening", 2), *pieces("adjusted_opening", value=0, age=3)),
            (
                "At least half of the openings say which adjustments are possible: "
                "2 of 3 openings in 12 months."
            ),
        ),
        ("LE1", pieces("disability_confident", value=2), "Level 2, Employer."),
        ("LE1", (), "Not assessed: no Disability Confident level is on record."),
        (
            "LE1",
            pieces("disability_confident", until=days_ago(1)),
            "Not assessed: the newest Disability Confident level is too old to count.",
        ),
    ],
)
def test_the_reason_is_a_sentence_with_its_count(code, evidence, sentence):
    assert judge(criterion(code), *evidence).reason == sentence


def test_the_same_record_twice_counts_once():
    twice = pieces("opening") * 2

    assert len(judge(criterion("OO1"), *twice).evidence) == 1


@pytest.mark.parametrize(
    ("code", "evidence", "passed"),
    [
        ("G1", (), True),
        ("G1", pieces("below_minimum"), False),
        ("G2", pieces("shortfall", age=2000), False),
        ("G2", pieces("shortfall", age=0), False),
        ("G2", pieces("shortfall", age=-1), True),
        ("G3", pieces("pay_check_overdue", age=42), False),
        ("G3", pieces("pay_check_overdue", age=41), True),
        ("G4", (), False),
        ("G4", pieces("interview"), True),
        ("G4", pieces("trial"), True),
        ("G4", pieces("start", age=1095), True),
        ("G4", pieces("start", age=1096), False),
        ("G5", pieces("start", 3), False),
        ("G5", pieces("kept_26"), True),
    ],
)
def test_gates_open_and_shut_at_their_edge(code, evidence, passed):
    gate = next(gate for gate in FIRST.gates if gate.code == code)

    assert passes(gate, group(evidence), ON)[0] is passed


@pytest.mark.parametrize(
    ("days", "words"), [(365, "12 months"), (730, "24 months"), (90, "90 days")]
)
def test_windows_are_said_in_words(days, words):
    assert span(days) == words


@pytest.mark.parametrize("band", BANDS)
def test_what_does_not_apply_leaves_the_points_that_apply(band):
    left_out = [judge(row, band=band) for row in FIRST.criteria if not row.applies(band)]

    assert all(row.possible == 0 and row.lost == 0 for row in left_out)
