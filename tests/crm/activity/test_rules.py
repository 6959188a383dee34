"""When the next step falls due, by the shipped waits on the real bank holidays."""

from datetime import date

import pytest

from crm.activity import seed
from crm.activity.rules import (
    Kind,
    Outcome,
    Unit,
    Wait,
    is_face_to_face,
    is_real_contact,
    moved,
    settle_outcome,
    suggest,
)
from tests.core.holidays import ENGLAND


def shipped():
    import csv

    with seed.BUILT_IN.open(encoding="utf-8", newline="") as file:
        return {
            r["reason"]: Wait(
                r["reason"], r["label"], int(r["count"]), Unit(r["unit"]), Kind(r["act"])
            )
            for r in csv.DictReader(file)
        }


WAITS = shipped()
TUESDAY = date(2026, 11, 24)


def next_step(kind=Kind.CALL, outcome=Outcome.SPOKE, stage="contacted", tier="", on=TUESDAY):
    return suggest(kind, outcome, stage=stage, tier=tier, on=on, holidays=ENGLAND, waits=WAITS)


@pytest.mark.parametrize(
    ("case", "due", "why"),
    [
        ({"stage": "prospect"}, date(2026, 12, 1),
         "Prospect: 5 working days after the call on Tue 24 Nov 2026."),
        ({"stage": "committed"}, date(2026, 12, 8),
         "Committed in principle: 10 working days after the call on Tue 24 Nov 2026."),
        ({"tier": "A"}, date(2026, 12, 24),
         "Tier A: 30 days after the call on Tue 24 Nov 2026."),
        ({"tier": "A", "kind": Kind.VISIT}, date(2026, 12, 24),
         "Tier A: 30 days after the visit on Tue 24 Nov 2026."),
        ({"tier": "C"}, date(2027, 2, 22),
         "Tier C: 90 days after the call on Tue 24 Nov 2026."),
        ({}, date(2026, 12, 24), "No tier set: 30 days after the call on Tue 24 Nov 2026."),
        ({"outcome": Outcome.NO_ANSWER, "tier": "A"}, date(2026, 11, 26),
         "No answer: 2 working days after the call on Tue 24 Nov 2026."),
        ({"outcome": Outcome.LEFT_MESSAGE}, date(2026, 11, 27),
         "Left a message: 3 working days after the call on Tue 24 Nov 2026."),
        ({"outcome": Outcome.DECLINED, "stage": "prospect"}, date(2027, 2, 22),
         "Declined: 90 days after the call on Tue 24 Nov 2026."),
        ({"kind": Kind.MAIL, "outcome": None, "tier": "A"}, date(2026, 12, 1),
         "Mail without an answer yet: 5 working days after the mail on Tue 24 Nov 2026."),
        ({"stage": "paused"}, date(2027, 2, 22),
         "Lost or paused: 90 days after the call on Tue 24 Nov 2026."),
    ],
)  # fmt: skip
def test_the_suggested_day_says_its_rule(case, due, why):
    found = next_step(**case)

    assert (found.due_on, found.why) == (due, why)


def test_the_shorter_of_stage_and_tier_counts():
    assert next_step(stage="prospect", tier="A").reason == "stage:prospect"
    assert next_step(stage="paused", tier="A").reason == "tier:A"


def test_a_day_off_moves_forward_and_both_days_are_kept():
    found = next_step(tier="A", on=date(2026, 11, 25))

    assert (found.planned_on, found.due_on) == (date(2026, 12, 25), date(2026, 12, 29))
    assert moved(found.planned_on, found.due_on) == (
        "Fri 25 Dec 2026 is not a working day, moved to Tue 29 Dec 2026."
    )
    assert moved(found.due_on, found.due_on) == ""


def test_without_any_wait_nothing_is_suggested():
    assert (
        suggest(Kind.CALL, None, stage="x", tier="", on=TUESDAY, holidays=ENGLAND, waits={}) is None
    )


@pytest.mark.parametrize(
    ("kind", "outcome", "real"),
    [
        (Kind.CALL, Outcome.SPOKE, True),
        (Kind.CALL, Outcome.DECLINED, True),
        (Kind.VISIT, Outcome.SPOKE, True),
        (Kind.MEETING, Outcome.SPOKE, True),
        (Kind.CALL, Outcome.LEFT_MESSAGE, False),
        (Kind.CALL, Outcome.NO_ANSWER, False),
        (Kind.VISIT, Outcome.NO_ANSWER, False),
        (Kind.CALL, None, False),
        (Kind.MAIL, Outcome.DECLINED, False),
        (Kind.NOTE, None, False),
    ],
)
def test_what_is_real_contact(kind, outcome, real):
    assert is_real_contact(kind, outcome) is real


def test_mail_and_notes_have_no_spoken_outcome():
    assert settle_outcome(Kind.MAIL, Outcome.SPOKE) is None
    assert settle_outcome(Kind.MAIL, Outcome.DECLINED) is Outcome.DECLINED
    assert settle_outcome(Kind.NOTE, Outcome.SPOKE) is None
    assert settle_outcome(Kind.CALL, Outcome.SPOKE) is Outcome.SPOKE


def test_a_visit_is_face_to_face_and_a_meeting_may_be():
    assert is_face_to_face(Kind.VISIT, met=False)
    assert is_face_to_face(Kind.MEETING, met=True)
    assert not is_face_to_face(Kind.MEETING, met=False)
    assert not is_face_to_face(Kind.CALL, met=True)


def test_one_of_a_unit_is_said_in_the_singular():
    assert WAITS["placement:week 1"].length == "1 week"
    assert WAITS["placement:week 4"].length == "4 weeks"
    assert WAITS["placement:week 4"].due(date(2026, 10, 23), ENGLAND) == (
        date(2026, 11, 20),
        date(2026, 11, 20),
    )
