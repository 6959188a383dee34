"""What is asked, what answers come to, what contradicts our records."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accreditation.applications.rules import (
    Answer,
    Claims,
    Said,
    carry,
    findings,
    held,
    in_words,
    known,
    open_items,
    questions,
    read,
    seen,
    value_of,
    with_answers,
)
from accreditation.scheme.document import BANDS
from accreditation.scheme.measures import Evidence
from accreditation.scheme.reading import read as read_scheme
from accreditation.scheme.rules import score
from tests.accreditation.scheme.cases import (
    FIRST,
    ON,
    days_ago,
    document,
    facts,
    numbered,
    pieces,
)

REF = "L-00009"
NUMBERED = read_scheme(document(**numbered()))


def said(step=1, **more):
    return Answer(Said.ANSWERED, ON, step, **more)


UNKNOWN, NOT_OURS = Answer(Said.UNKNOWN, ON), Answer(Said.NOT_APPLICABLE, ON, words="no staff")


@pytest.mark.parametrize(
    ("band", "codes"),
    [
        ("micro", ["FP2", "LE1"]),
        ("small", ["FP2", "SW3", "LE1"]),
        ("large", ["FP2", "SW3", "LE1", "LE2"]),
        (None, ["FP2", "SW3", "LE1", "LE2"]),
    ],
)
def test_only_declarations_are_asked_by_size(band, codes):
    assert [one.code for one in questions(FIRST, band)] == codes


def test_an_answer_survives_being_kept():
    numbers = (said(0, number=0), said(0, number=7, of=9))
    for one in (said(2, words="x", until=ON), UNKNOWN, NOT_OURS, *numbers):
        assert read(one.plain()) == one


def state(answers, code, *more, band="small"):
    known = with_answers(facts(*more, band=band), FIRST, answers, REF, ON)
    found = next(m for m in score(known, FIRST, ON).marks if m.criterion.code == code)
    return found.state.value, found.got


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, ("not assessed", None)),
        ({"LE1": UNKNOWN}, ("not assessed", None)),
        ({"LE1": NOT_OURS}, ("not assessed", None)),
        ({"LE1": said(0)}, ("assessed", 0)),
        ({"LE1": said(2)}, ("assessed", 3)),
        ({"LE1": said(2, until=ON - timedelta(1))}, ("not assessed", None)),
        ({"XX9": said(2)}, ("not assessed", None)),
    ],
    ids=["none", "unknown", "does not apply", "no", "level 2", "over", "of no criterion"],
)
def test_unknown_not_applicable_and_no_stay_apart(answers, expected):
    assert state(answers, "LE1") == expected


def test_an_answer_takes_the_place_of_earlier_ones_but_not_of_our_records():
    earlier = [Evidence("living_wage", days_ago(30), "L-00001", 1)]
    assert state({"FP2": said(0)}, "FP2", earlier) == ("assessed", 0)
    record = [Evidence("disability_confident", days_ago(30), "E-00042", 2)]
    assert state({"LE1": said(1)}, "LE1", record) == ("assessed", 3)


@pytest.mark.parametrize(("now", "kept"), [(2, 2), (1, 1), (0, 0), (3, 2)])
def test_what_was_checked_stays_as_far_as_it_is_still_said(now, kept):
    checked = [Evidence("disability_confident", days_ago(30), "L-00001", 2, None, True)]
    known = with_answers(facts(checked), FIRST, {"LE1": said(now)}, REF, ON)
    mark = next(m for m in score(known, FIRST, ON).marks if m.criterion.code == "LE1")

    assert (mark.step, mark.sure) == (now, kept)


def record(value, **more):
    return [Evidence("disability_confident", days_ago(30), "E-00042", value, **more)]


def found(answer, *records, **more):
    claims = Claims({"LE1": answer} if answer else {}, **more)
    return [one.code for one in findings(FIRST, facts(*records), claims, ON)]


@pytest.mark.parametrize(
    ("answer", "records", "codes"),
    [
        (said(3), record(0), ["LE1"]),
        (said(3), record(1), ["LE1"]),
        (said(1), record(2), ["LE1"]),
        (said(0), record(2), ["LE1"]),
        (said(2), record(2), []),
        (said(0), record(0), []),
        (said(3), [], []),
        (UNKNOWN, record(2), []),
        (None, record(2), []),
        (NOT_OURS, record(2), ["LE1"]),
        (said(2), record(2, until=days_ago(5)), ["LE1"]),
        (said(0), record(2, until=days_ago(5)), []),
        (said(3), [Evidence("disability_confident", days_ago(9), "L-00001", 1)], []),
    ],
    ids=[
        "record says none", "record says less", "record says more", "record says a level",
        "the same", "both no", "nothing on record", "unknown", "no answer", "does not apply",
        "run out", "run out and no", "only said before",
    ],
)  # fmt: skip
def test_what_contradicts_our_records_is_found(answer, records, codes):
    assert found(answer, records) == codes


def test_what_they_say_of_our_records_is_found_until_it_is_settled():
    words = "You forgot two trials"
    claims = Claims({}, records_right=False, records_words=words)
    (one,) = findings(FIRST, facts(), claims, ON)
    assert (one.code, one.blocks, words in one.words) == ("records", True, True)

    (one,) = findings(FIRST, facts(), replace(claims, settled={"records": "Logged them"}), ON)
    assert (one.blocks, one.settled) == (False, "Logged them")
    assert found(None, records_right=True) == []


def test_answers_to_the_same_question_are_carried_to_another_version():
    changed = document(version="2")
    for row in changed["criteria"]:
        if row["code"] == "FP2":
            row["steps"][1]["descriptor"] = "Pays it to contractors too"
        if row["code"] == "LE1":
            row["remedy"] = "Another remedy asks the same"
    answers = {"FP2": said(), "LE1": said(2), "ZZ": said()}

    assert carry(answers, FIRST, read_scheme(changed)) == {"LE1": said(2)}


def old(days, **more):
    return Answer(Said.ANSWERED, days_ago(days), 1, **more)


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        (None, True),
        (old(10), False),
        (old(365), False),
        (old(366), True),
        (old(10, until=days_ago(1)), True),
        (old(10, until=ON), False),
        (Answer(Said.UNKNOWN, days_ago(10)), True),
        (UNKNOWN, False),
        (Answer(Said.NOT_APPLICABLE, days_ago(10), words="x"), False),
    ],
)
def test_only_what_has_run_out_is_asked_again(answer, asked):
    answers = {"LE1": said(), "SW3": said()} | ({"FP2": answer} if answer else {})
    codes = [one.code for one in open_items(FIRST, "small", answers, ON)]

    assert codes == (["FP2"] if asked else [])


def test_what_we_hold_is_counts_and_dates():
    rows = held(
        facts(pieces("start", 2, age=40), pieces("pay_check", 1, value=0, age=9),
              pieces("pay_check", 2, age=5), pieces("shortfall"), pieces("start", age=-3)),
        ON,
    )  # fmt: skip

    assert [(row.title, row.count, row.passed, row.last_on) for row in rows] == [
        ("Paid jobs started", 2, 2, days_ago(40)),
        ("Pay checks", 2 + 1, 2, days_ago(5)),
    ]


def test_the_mark_of_answers_sees_only_its_own_page():
    answers = {"FP2": said().plain()}

    assert seen(answers, ["LE1"]) == seen({}, ["LE1"])
    assert seen(answers, ["FP2"]) != seen({}, ["FP2"])
    assert seen(answers, ["FP2", "LE1"]) == seen(answers, ["LE1", "FP2"])


@pytest.mark.parametrize("band", [*BANDS, None])
def test_every_answer_at_its_best_never_lowers_the_level(band):
    known = facts(pieces("hiring_talk", 3), pieces("opening", 10), pieces("start", 2), band=band)
    answers = {one.code: said(one.top) for one in questions(FIRST, band)}
    before = score(known, FIRST, ON).sums.total

    after = score(with_answers(known, FIRST, answers, REF, ON), FIRST, ON)
    assert after.sums.total > before


@pytest.mark.parametrize(
    ("code", "answer", "expected"),
    [
        ("FP2", said(0, number=0), (0, "0")),
        ("FP2", said(0, number=1200), (1200, "1,200")),
        ("SW3", said(0, number=7, of=9), (77, "7 of 9, 77%")),
        ("SW3", said(0, number=9, of=9), (100, "9 of 9, 100%")),
        ("SW3", said(0, number=0, of=9), (0, "0 of 9, 0%")),
        ("SW3", NOT_OURS, (0, "Does not apply to us")),
    ],
)
def test_a_number_is_kept_in_the_unit_its_measure_wants(code, answer, expected):
    criterion = NUMBERED.criteria[NUMBERED.index[code]]

    assert (value_of(criterion, answer, "small"), in_words(criterion, answer)) == expected


def test_numbers_are_asked_and_known_ones_are_found():
    asked = questions(NUMBERED, "small")
    assert [one.code for one in asked] == ["FP2", "SW3", "LE1"]
    said_before = [
        Evidence("living_wage", days_ago(30), "L-00001", 12),
        Evidence("supervisor", days_ago(30), "L-00001", 80),
        Evidence("disability_confident", days_ago(30), "L-00001", 3),
    ]

    assert known(asked, facts(said_before), ON) == {"FP2": 12, "SW3": 80}
    ours = [Evidence("disability_confident", days_ago(30), "E-00001", 2)]
    assert known(asked, facts(ours), ON) == {"LE1": 2}


def test_an_answer_is_not_carried_where_it_is_asked_as_a_number_now():
    answers = {"FP2": said(1), "LE1": said(1)}

    assert set(carry(answers, FIRST, NUMBERED)) == {"LE1"}
    numbers = {"FP2": said(0, number=4), "SW3": said(0, number=4, of=5)}
    assert carry(numbers, NUMBERED, NUMBERED) == numbers
