"""Each line of a match, judged and told."""

import pytest

from crm.matching.rules import BLOCKER, FIT, LINES, STRETCH, UNKNOWN, apart, match
from crm.matching.telling import headline, tell
from tests.crm.matching.cases import ABINGDON, BUS, CAR, DIDCOT, LEXICON, LIMITS, opening, person

H = 60
CASES = [
    ("sort", {"wanted": 1}, {"sorts": 1}, FIT, "kitchens and catering is wanted"),
    ("sort", {"wanted": 2}, {"sorts": 1}, STRETCH, "kitchens and catering was not named as wanted"),
    ("sort", {"unwanted": 1}, {"sorts": 1}, BLOCKER, "does not want kitchens and catering"),
    ("sort", {"wanted": 2, "unwanted": 1}, {"sorts": 3}, FIT, "shops is wanted"),
    ("sort", {}, {"sorts": 1}, UNKNOWN, "ask whether kitchens and catering would be wanted"),
    ("sort", {"wanted": 1}, {}, UNKNOWN, "ask what sort of work this is"),
    ("tasks", {"tasks": 3}, {"tasks": 3}, FIT, "can do handling money and cleaning"),
    ("tasks", {"tasks": 2}, {"tasks": 3}, UNKNOWN, "ask about handling money"),
    ("tasks", {"tasks": 1}, {"tasks": 1, "unread": ("Feed llamas",)}, UNKNOWN, "“Feed llamas”"),
    ("tasks", {"tasks": 1}, {}, UNKNOWN, "ask the employer for the tasks"),
    ("tasks", {"cannot": 1}, {"tasks": 1}, BLOCKER, "cannot do handling money"),
    ("tasks", {"cannot": 1}, {"tasks": 3}, STRETCH, "ask whether it could be carved off"),
    ("tasks", {"cannot": 3}, {"tasks": 7}, BLOCKER, "cannot do handling money and cleaning"),
    ("days", {"days": 0b11111}, {"days": 0b111}, FIT, "Monday to Wednesday would suit"),
    ("days", {"days": 0b11}, {"days": 0b111}, STRETCH, "is also on Wednesday"),
    ("days", {"days": 0b1}, {"days": 0b111}, BLOCKER, "is also on Tuesday and Wednesday"),
    ("days", {"days": 0b1}, {"days": 0b10}, BLOCKER, "is also on Tuesday"),
    ("days", {}, {"days": 0b10}, UNKNOWN, "ask which days would suit"),
    ("days", {"days": 0b10}, {}, UNKNOWN, "ask the employer which days"),
    ("times", {"earliest": 7 * H}, {"starts": 7 * H}, FIT, "07:00"),
    ("times", {"earliest": 450}, {"starts": 435}, STRETCH, "starts at 07:15, before 07:30"),
    ("times", {"earliest": 450}, {"starts": 390}, BLOCKER, "starts at 06:30, before 07:30"),
    ("times", {"latest": 900}, {"ends": 930}, STRETCH, "ends at 15:30, after 15:00"),
    ("times", {"latest": 900}, {"ends": 931}, BLOCKER, "ends at 15:31, after 15:00"),
    ("times", {"latest": 1380}, {"starts": 1320, "ends": 360}, BLOCKER, "ends at 06:00, after"),
    ("times", {"earliest": 450, "latest": 900}, {"starts": 480}, UNKNOWN, "ask the employer when"),
    ("times", {"earliest": 450, "latest": 900}, {"starts": 300}, BLOCKER, "starts at 05:00"),
    ("times", {}, {"starts": 480}, UNKNOWN, "ask between which times"),
    ("hours", {"hours": (800, 1600)}, {"hours": (1600, 2000)}, FIT, "16 to 20 hours a week"),
    ("hours", {"hours": (None, 1600)}, {"hours": (1750, 1750)}, STRETCH, "17.5 hours a week, more"),
    ("hours", {"hours": (None, 1600)}, {"hours": (2000, 2000)}, BLOCKER, "more than 16"),
    ("hours", {"hours": (1600, None)}, {"hours": (800, 1200)}, BLOCKER, "fewer than 16"),
    ("hours", {"hours": (1600, None)}, {"hours": (None, None)}, UNKNOWN, "ask the employer"),
    ("hours", {}, {"hours": (800, 800)}, UNKNOWN, "ask how many hours"),
    ("distance", {"home": ABINGDON, "reach": 60}, {"site": DIDCOT}, FIT, "5.9 miles, within 6"),
    ("distance", {"home": ABINGDON, "reach": 50}, {"site": DIDCOT}, STRETCH, "farther than 5"),
    ("distance", {"home": ABINGDON, "reach": 30}, {"site": DIDCOT}, BLOCKER, "farther than 3"),
    ("distance", {"reach": 50}, {"site": DIDCOT}, UNKNOWN, "distance not known"),
    ("distance", {"home": ABINGDON, "reach": 50}, {}, UNKNOWN, "distance not known"),
    ("distance", {"home": ABINGDON}, {"site": DIDCOT}, UNKNOWN, "about 5.9 miles: ask how far"),
    ("transport", {"modes": BUS}, {"first_bus": 430, "starts": 420}, STRETCH, "before 07:10"),
    ("transport", {"modes": BUS}, {"first_bus": 430, "starts": 390}, BLOCKER, "no bus before"),
    ("transport", {"modes": BUS}, {"first_bus": 430, "starts": 480}, FIT, "bus is at 07:10"),
    ("transport", {"modes": BUS}, {"starts": 450}, UNKNOWN, "ask which bus gets there by 07:30"),
    ("transport", {"modes": BUS | CAR}, {"first_bus": 430, "starts": 390}, FIT, "a bus: car"),
    ("transport", {}, {"first_bus": 430, "starts": 390}, UNKNOWN, "ask how they would get there"),
    ("pay", {}, {"pay": 1271}, FIT, "£12.71 an hour, no limit was said"),
    ("pay", {"min_pay": 1260}, {"pay": 1271}, FIT, "£12.71 an hour, within what was said"),
    ("pay", {"min_pay": 1290}, {"pay": 1271}, STRETCH, "pays £12.71 an hour, wanted £12.90"),
    ("pay", {"min_pay": 1400}, {"pay": 1271}, BLOCKER, "wanted £14.00"),
    ("pay", {"min_pay": 1400}, {}, UNKNOWN, "ask the employer for the pay"),
    ("pay", {"earn_most": 20350}, {"pay": 1271, "hours": (1600, 1600)}, FIT, "within"),
    ("pay", {"earn_most": 20335}, {"pay": 1271, "hours": (1600, 1600)}, STRETCH,
     "£203.36 a week, the limit is £203.35"),
    ("pay", {"earn_most": 10000}, {"pay": 1271, "hours": (1600, 1600)}, BLOCKER, "limit is £100"),
    ("pay", {"earn_most": 10400, "hours": (800, 1600)}, {"pay": 1271, "hours": (400, 1600)}, FIT,
     "within"),
    ("pay", {"earn_most": 10100, "hours": (800, 1600)}, {"pay": 1271, "hours": (400, 1600)},
     STRETCH, "£101.68 a week"),
    ("pay", {"hours_most": 1599}, {"hours": (1600, 1600)}, STRETCH, "16 hours a week, the limit"),
    ("pay", {"hours_most": 1599}, {"hours": (2000, 2000)}, BLOCKER, "the limit is 15.99"),
    ("pay", {"hours_most": 1599}, {"pay": 1271}, UNKNOWN, "ask the employer"),
    ("support", {}, {}, FIT, "nothing was asked for"),
    ("support", {"support": 1}, {"offered": 3, "asked": True}, FIT, "offers a quiet place"),
    ("support", {"support": 3}, {"offered": 1, "asked": True}, STRETCH, "for a colleague to ask"),
    ("support", {"support": 1}, {}, UNKNOWN, "ask the employer for a quiet place"),
    ("contract", {}, {"contract": 1}, FIT, "permanent"),
    ("contract", {"contracts": 1}, {"contract": 1}, FIT, "permanent"),
    ("contract", {"contracts": 1}, {"contract": 2}, STRETCH, "seasonal was not named"),
    ("contract", {"contracts": 1}, {}, UNKNOWN, "ask what contract it is"),
]  # fmt: skip
PLACE = {line.code: n for n, line in enumerate(LINES)}


@pytest.mark.parametrize(("code", "who", "what", "verdict", "words"), CASES)
def test_a_line_is_judged_and_told(code, who, what, verdict, words):
    found = match(person(**who), opening(**what), LIMITS)

    told = tell(found, LIMITS, LEXICON)[PLACE[code]]
    assert told.verdict is verdict
    assert words in told.words


def test_every_line_has_a_case_of_each_verdict_it_can_have():
    seen = {(code, verdict) for code, _, _, verdict, _ in CASES}
    soft = {"support", "contract"}

    for line in LINES:
        assert {(line.code, v) for v in (FIT, STRETCH, UNKNOWN)} <= seen, line.code
        assert ((line.code, BLOCKER) in seen) != (line.code in soft), line.code


def test_a_match_is_told_in_one_line():
    nothing_known = match(person(), opening(), LIMITS)
    told = tell(nothing_known, LIMITS, LEXICON)
    assert headline(told) == "Fits 3 of 10: 7 not known"

    early = match(person(earliest=450, latest=900), opening(starts=390, ends=930), LIMITS)
    assert headline(tell(early, LIMITS, LEXICON)) == (
        "Fits 3 of 10: starts at 06:30, before 07:30 and ends at 15:30, after 15:00"
    )
    worse = match(
        person(earliest=450, days=1, unwanted=1, cannot=1),
        opening(starts=390, days=2, sorts=1, tasks=1),
        LIMITS,
    )
    assert headline(tell(worse, LIMITS, LEXICON)) == (
        "Fits 3 of 10: does not want kitchens and catering; cannot do handling money and 2 more"
    )


def test_a_blocker_weighs_more_than_any_number_of_fits():
    blocked = match(
        person(id=1, days=1, wanted=1, tasks=1, modes=CAR, earliest=0, hours=(800, 800)),
        opening(days=2, sorts=1, tasks=1, starts=480, hours=(800, 800)),
        LIMITS,
    )
    unknown = match(person(id=2), opening(days=2), LIMITS)

    assert blocked.points > unknown.points
    assert unknown.rank < blocked.rank


def test_a_mile_is_1609_metres():
    assert apart((0, 0), (16_093, 0), 100) == 100
    assert apart((0, 0), (16_093, 0), 130) == 130
    assert apart((5, 5), (5, 5), 130) == 0
