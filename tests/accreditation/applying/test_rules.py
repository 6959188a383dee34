"""The ladder and the stops as a business reads them."""

import pytest

from accreditation.applying.rules import criteria, ladder, stops
from accreditation.scheme.document import EFFORTS
from accreditation.scheme.rules import carry_out, score
from tests.accreditation.scheme.cases import FIRST, ON, best, facts, pieces, shut, without

CASES = {
    "nothing": facts(),
    "one talk": facts(pieces("hiring_talk")),
    "bronze": facts(pieces("hiring_talk", 3), pieces("opening", 4), pieces("workplace_visit")),
    "almost gold": without(best(), "kept_26", "review"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_cheapest_two_come_first_and_all_of_them_reach_the_level(name):
    result = score(CASES[name], FIRST, ON)
    way = ladder(result)
    steps = [*way.first, *way.then]
    efforts = [EFFORTS[step["effort"]] for step in steps]

    assert efforts == sorted(efforts)
    assert len(way.first) == min(2, len(steps))
    advice = result.next_steps[0]
    assert len(steps) == len(advice.gates) + len(advice.raises)
    after = score(carry_out(CASES[name], advice, ON), FIRST, ON)
    assert FIRST.ranks[after.level] >= FIRST.ranks[advice.level.code]


def test_there_is_no_ladder_from_the_top():
    assert ladder(score(best(), FIRST, ON)) is None


@pytest.mark.parametrize("metric", ["below_minimum", "shortfall", "pay_check_overdue"])
def test_a_shut_gate_is_said_without_the_record_behind_it(metric):
    (words,) = stops(score(facts(best().evidence, shut(metric)), FIRST, ON))

    assert words.endswith(".")
    assert "R-0" not in words


def test_each_criterion_has_its_newest_date_or_none():
    rows = {row["title"]: row for row in criteria(score(best("micro"), FIRST, ON))}

    assert "Named supervisor and induction" not in rows, "not asked of so small a firm"
    assert rows["Stays in touch"]["on"] is not None
    assert all(row["known"] for row in rows.values())
