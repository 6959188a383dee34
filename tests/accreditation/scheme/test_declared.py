"""What is declared, what somebody checked, and what does not apply are three things."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accreditation.scheme.document import BANDS, Source
from accreditation.scheme.measures import Confidence, Evidence, State
from accreditation.scheme.reading import read
from accreditation.scheme.rules import carry_out, score
from tests.accreditation.scheme.cases import (
    ANY_FACTS,
    FIRST,
    ON,
    days_ago,
    document,
    facts,
    numbered,
    pieces,
    plus,
)

NUMBERED = read(document(**numbered()))
RANKS = {None: 0, **FIRST.ranks}
DECLARED = sorted(c.metric for c in FIRST.criteria if c.source is Source.EMPLOYER)
SEEN = {c.metric for c in FIRST.criteria if c.source is Source.OFFICER}
SAID = st.lists(
    st.builds(
        Evidence,
        metric=st.sampled_from(DECLARED),
        on=st.integers(0, 1200).map(days_ago),
        ref=st.sampled_from(["L-00001", "L-00002"]),
        value=st.integers(0, 3),
        checked=st.booleans(),
    ),
    max_size=8,
)


def said(metric, value=1, *, checked=False, age=10):
    return Evidence(metric, days_ago(age), "L-00001", value, None, checked)


def mark(result, code):
    return next(mark for mark in result.marks if mark.criterion.code == code)


@pytest.mark.parametrize(
    ("found", "step", "declared", "confidence"),
    [
        ((said("disability_confident", 3),), 3, 4, Confidence.MEDIUM),
        ((said("disability_confident", 3, checked=True),), 3, 0, Confidence.HIGH),
        (
            (said("disability_confident", 3), said("disability_confident", 2, checked=True)),
            3,
            1,
            Confidence.MEDIUM,
        ),
        ((said("disability_confident", 0),), 0, 0, Confidence.MEDIUM),
    ],
    ids=["declared", "checked", "checked up to step 2", "no"],
)
def test_what_was_checked_is_not_only_declared(found, step, declared, confidence):
    judged = mark(score(facts(found), FIRST, ON), "LE1")

    assert (judged.step, judged.declared, judged.confidence) == (step, declared, confidence)


def test_checked_points_are_not_held_back():
    talks = pieces("hiring_talk", 1)
    claims = [said("living_wage"), said("supervisor", 2), said("disability_confident", 3)]
    declared = score(facts(talks, claims), FIRST, ON).sums
    checked = score(facts(talks, [replace(one, checked=True) for one in claims]), FIRST, ON).sums

    assert (declared.total, declared.held_back) == (3 + 2, 10)
    assert (checked.total, checked.held_back) == (3 + 12, 0)


def test_said_twice_of_which_once_checked_counts_once():
    twice = [said("living_wage"), said("living_wage", checked=True)]

    assert score(facts(twice), FIRST, ON).marks == score(facts(twice[1:]), FIRST, ON).marks


def test_what_does_not_apply_takes_its_points_out_of_what_is_possible():
    known = facts(pieces("hiring_talk"))
    whole = score(known, FIRST, ON)
    left = score(replace(known, left_out=frozenset({"living_wage"})), FIRST, ON)

    assert mark(left, "FP2").state is State.DOES_NOT_APPLY
    assert (left.sums.possible, left.sums.total) == (whole.sums.possible - 4, whole.sums.total)


@pytest.mark.parametrize(
    ("aside", "expected"),
    [("left_out", State.DOES_NOT_APPLY), ("unknown", State.NOT_ASSESSED)],
)
def test_only_what_people_say_or_see_can_be_set_aside_never_our_own_records(aside, expected):
    known = facts(pieces("hiring_talk"), pieces("opening"))
    score_of = score(replace(known, **{aside: frozenset(FIRST.metrics)}), FIRST, ON)

    set_aside = {m.criterion.code for m in score_of.marks if m.state is expected}
    by_people = {c.code for c in FIRST.criteria if c.source is not Source.SYSTEM}
    if expected is State.NOT_ASSESSED:
        by_people -= {"LE2"}
        set_aside -= {"OR2", "OO5", "FP1"}
    assert set_aside == by_people


def test_the_hash_of_facts_without_checks_stays_what_it_was():
    plain = facts(pieces("living_wage")).plain()

    assert plain["evidence"] == [["living_wage", days_ago(10).isoformat(), "R-0", 1, ""]]
    assert set(plain) == {"employer", "size_band", "evidence"}


@given(ANY_FACTS, SAID, st.sets(st.sampled_from(DECLARED)))
def test_following_the_advice_reaches_the_level_with_checks_and_exceptions(known, more, out):
    known = replace(plus(known, *more), left_out=frozenset(out))
    result = score(known, FIRST, ON)

    assert {advice.level.code for advice in result.next_steps} == {
        level.code for level in FIRST.levels[RANKS[result.level] :]
    }
    for advice in result.next_steps:
        after = score(carry_out(known, advice, ON), FIRST, ON)
        assert RANKS[after.level] >= RANKS[advice.level.code]


@given(ANY_FACTS, SAID, st.data())
def test_checking_what_was_declared_never_lowers_a_level(known, more, data):
    """A check of our own records changes nothing; what officers see has verdicts instead."""
    before = plus(known, *more)
    places = [n for n, piece in enumerate(before.evidence) if piece.metric not in SEEN]
    picked = data.draw(st.sets(st.sampled_from(places))) if places else set()
    after = replace(
        before,
        evidence=tuple(
            replace(piece, checked=True) if place in picked else piece
            for place, piece in enumerate(before.evidence)
        ),
    )

    assert RANKS[score(after, FIRST, ON).level] >= RANKS[score(before, FIRST, ON).level]


@pytest.mark.parametrize("band", [*BANDS, None])
def test_with_every_exception_every_level_can_still_be_reached(band):
    known = replace(facts(band=band), left_out=frozenset(DECLARED))

    levels = {advice.level.code for advice in score(known, FIRST, ON).next_steps}
    assert levels == set(FIRST.ranks)


@pytest.mark.parametrize(
    ("metric", "value", "expected"),
    [
        ("living_wage", 0, ("FP2-NONE", 0, "No living wage accreditation in 24 months.")),
        ("living_wage", 2, ("FP2-NONE", 0, "2 trained colleagues in 24 months.")),
        ("living_wage", 3, ("FP2-FULL", 4, "3 trained colleagues in 24 months.")),
        ("living_wage", 1200, ("FP2-FULL", 4, "1,200 trained colleagues in 24 months.")),
        ("supervisor", 49, ("SW3-NONE", 0, "49% of new starters in 36 months.")),
        ("supervisor", 50, ("SW3-MORE", 2, "50% of new starters in 36 months.")),
        ("supervisor", 89, ("SW3-MORE", 2, "89% of new starters in 36 months.")),
        ("supervisor", 90, ("SW3-FULL", 4, "90% of new starters in 36 months.")),
    ],
)
def test_a_declared_number_is_the_measure_itself_and_never_counted_as_one(metric, value, expected):
    code = {"living_wage": "FP2", "supervisor": "SW3"}[metric]
    judged = mark(score(facts([said(metric, value)]), NUMBERED, ON), code)

    assert (judged.code, judged.got) == expected[:2]
    assert judged.reason.endswith(expected[2])


NUMBERS = st.builds(
    Evidence,
    metric=st.sampled_from(["living_wage", "supervisor"]),
    on=st.integers(0, 1200).map(days_ago),
    ref=st.sampled_from(["L-00001", "L-00002"]),
    value=st.integers(0, 100),
    checked=st.booleans(),
)


@given(ANY_FACTS, st.lists(NUMBERS, max_size=4))
def test_advice_on_declared_numbers_reaches_the_level_and_more_never_lowers_it(known, more):
    known = plus(known, *more)
    result = score(known, NUMBERED, ON)
    for advice in result.next_steps:
        after = score(carry_out(known, advice, ON), NUMBERED, ON)
        assert RANKS[after.level] >= RANKS[advice.level.code]

    raised = replace(
        known, evidence=tuple(replace(p, value=p.value + 1) if p in more else p
                              for p in known.evidence)
    )  # fmt: skip
    assert RANKS[score(raised, NUMBERED, ON).level] >= RANKS[result.level]


def judged(metric, value, *, age=10):
    return Evidence(metric, days_ago(age), "S-00001", value, None, checked=True)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((judged("workplace_visit", 1),), (State.ASSESSED, "SW2-FULL")),
        ((judged("workplace_visit", 0),), (State.ASSESSED, "SW2-NONE")),
        ((*pieces("workplace_visit", age=11), judged("workplace_visit", 0)),
         (State.ASSESSED, "SW2-NONE")),
        ((*pieces("workplace_visit", age=9), judged("workplace_visit", 0)),
         (State.ASSESSED, "SW2-FULL")),
        ((judged("workplace_visit", 1, age=40), judged("workplace_visit", 0)),
         (State.ASSESSED, "SW2-NONE")),
        ((judged("workplace_visit", 0, age=731), *pieces("workplace_visit", age=730)),
         (State.ASSESSED, "SW2-FULL")),
    ],
    ids=["seen", "nothing", "the verdict stands for what was there", "later records count",
         "the last verdict", "a verdict runs out"],
)  # fmt: skip
def test_a_verdict_stands_for_the_records_of_its_day(found, expected):
    got = mark(score(facts(found), FIRST, ON), "SW2")

    assert (got.state, got.code) == expected


def test_a_verdict_is_said_with_its_day():
    words = mark(score(facts([judged("hiring_talk", 3)]), FIRST, ON), "OR1").reason

    assert words.endswith("as an assessor judged on 21 June 2026.")


def test_the_plain_facts_name_what_nobody_could_assess_only_when_there_is_some():
    assert "unknown" not in facts().plain()
    known = replace(facts(), unknown=frozenset({"review", "carving"}))
    assert known.plain()["unknown"] == ["carving", "review"]


SEEN = sorted(c.metric for c in FIRST.criteria if c.source is Source.OFFICER)
VERDICTS = st.lists(
    st.builds(
        Evidence,
        metric=st.sampled_from(SEEN),
        on=st.integers(0, 1200).map(days_ago),
        ref=st.just("S-00001"),
        value=st.integers(0, 5),
        checked=st.just(True),
    ),
    max_size=5,
)


@given(ANY_FACTS, VERDICTS, st.sets(st.sampled_from(SEEN)))
def test_advice_after_verdicts_reaches_the_level(known, verdicts, unknown):
    known = replace(plus(known, *verdicts), unknown=frozenset(unknown))
    for advice in score(known, FIRST, ON).next_steps:
        after = score(carry_out(known, advice, ON), FIRST, ON)
        assert RANKS[after.level] >= RANKS[advice.level.code]


@given(ANY_FACTS, VERDICTS, st.sampled_from(SEEN), st.integers(0, 1200))
def test_a_better_verdict_and_more_records_never_lower_a_level(known, verdicts, metric, age):
    before = plus(known, *verdicts)
    rank = RANKS[score(before, FIRST, ON).level]
    better = plus(known, *(replace(one, value=one.value + 1) for one in verdicts))

    assert RANKS[score(better, FIRST, ON).level] >= rank
    more = plus(before, Evidence(metric, days_ago(age), "N-1"))
    assert RANKS[score(more, FIRST, ON).level] >= rank
