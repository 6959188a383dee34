"""When an award ends, and which moves lead where."""

from datetime import date

import pytest

from accreditation.awards import rules
from accreditation.awards.rules import CURRENT, MOVES, OPEN, Effect, Move, State


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 3, 1), 12, date(2027, 2, 28)),
        (date(2027, 3, 1), 12, date(2028, 2, 29)),
        (date(2026, 1, 31), 12, date(2027, 1, 30)),
        (date(2026, 1, 31), 24, date(2028, 1, 30)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 24, date(2030, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 28)),
        (date(2027, 2, 28), 12, date(2028, 2, 27)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 3, 29), 12, date(2027, 3, 28)),  # the clocks go forward on the first day
        (date(2026, 10, 25), 12, date(2027, 10, 24)),  # the clocks go back
    ],
)
def test_the_last_day(first, months, last):
    assert rules.last_day(first, months) == last


@pytest.mark.parametrize(
    ("valid_until", "honoured_until", "on"),
    [
        (date(2027, 5, 1), None, date(2027, 5, 1)),
        (date(2027, 5, 1), date(2027, 5, 1), date(2027, 5, 1)),
        (date(2027, 5, 1), date(2027, 4, 30), date(2027, 4, 30)),
        (date(2027, 5, 1), date(2028, 1, 1), date(2027, 5, 1)),
    ],
)
def test_an_older_version_ends_when_it_is_honoured_no_more(valid_until, honoured_until, on):
    end = rules.end_of(valid_until, honoured_until)

    assert end.on == on
    assert bool(end.why) == (on != valid_until)


TABLE = {
    State.PROVISIONAL: {Move.CONFIRM, Move.DROP},
    State.CONFIRMED: {
        Move.SUSPEND, Move.REVOKE, Move.DOWNGRADE, Move.RENEW, Move.SUPERSEDE, Move.WITHDRAW,
        Move.LAPSE,
    },
    State.SUSPENDED: {
        Move.REINSTATE, Move.REVOKE, Move.DOWNGRADE, Move.RENEW, Move.SUPERSEDE, Move.WITHDRAW,
        Move.LAPSE,
    },
}  # fmt: skip


@pytest.mark.parametrize("state", State)
def test_which_moves_an_award_can_make(state):
    assert {move for move in MOVES if rules.why_not(state, move) is None} == TABLE.get(state, set())


def test_every_refusal_names_the_state():
    assert rules.why_not(State.LAPSED, Move.SUSPEND) == (
        "This award is lapsed, so it cannot be suspended."
    )


def test_nothing_leads_out_of_an_end():
    ends = set(State) - set(OPEN)
    assert all(not ends & set(step.since) for step in MOVES.values())
    assert all(step.effect is not Effect.NONE for step in MOVES.values() if step.to in CURRENT)


@pytest.mark.parametrize(
    ("old", "new", "move"),
    [(1, 2, Move.SUPERSEDE), (2, 2, Move.RENEW), (3, 1, Move.DOWNGRADE)],
)
def test_what_a_newer_award_makes_of_the_older(old, new, move):
    assert rules.replaced_by(old, new) is move
