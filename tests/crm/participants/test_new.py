"""Writing down what would suit somebody: by reference, in plain words, nothing about health."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.participants.models import WorkProfile
from crm.participants.rules import State
from tests.browse import count_rows

GOOD = {
    "participant_ref": "ctw-7f3k9",
    "pathway": "SEQF",
    "home": "ox14 3",
    "travel_most": "5",
    "travel_by": ["bus", "walk"],
    "days": ["mon", "tue"],
    "earliest_at": "9.30",
    "latest_at": "15",
    "hours_from": "8",
    "hours_to": "16",
    "tasks_can": ["cleaning"],
    "tasks_cannot": ["lifting"],
    "earnings_limit": "195.50",
    "notes": "A fixed rota",
}


def only():
    session.expire_all()
    return session.scalars(sa.select(WorkProfile)).one()


def test_a_profile_is_kept_in_plain_words(officer):
    page = officer.submit("/participants/new", GOOD)

    assert "Profile C-00001 added." in page.text
    row = only()
    assert (row.participant_ref, row.home, row.state) == ("CTW-7F3K9", "OX14 3", State.LOOKING)
    assert (row.days, row.travel_by) == ("mon,tue", "bus,walk")
    assert (row.earliest_at, row.latest_at) == ("09:30", "15:00")
    assert (row.hours_from, row.earnings_limit) == (Decimal(8), Decimal("195.50"))
    for words in ("Monday, Tuesday", "Cleaning", "Lifting and carrying", "A fixed rota", "£195.50"):
        assert words in page.text


def test_adding_is_undone_from_its_message(officer):
    officer.submit("/participants/new", GOOD)

    officer.post("/history/" + str(newest_operation()) + "/undo")

    assert count_rows(WorkProfile) == 0


def newest_operation():
    from crm.core.journal import Operation

    return session.scalar(sa.select(sa.func.max(Operation.id)))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"participant_ref": "Amy Birch"}, "This looks like a name"),
        ({"participant_ref": "QQ123456C"}, "National Insurance number"),
        ({"home": "OX14 3HB"}, "Leave out the last two letters"),
        ({"notes": "He has epilepsy"}, "Take out “epilepsy”"),
        ({"latest_at": "09:00"}, "must be later"),
        ({"hours_to": "4"}, "must not be fewer"),
        ({"tasks_cannot": ["cleaning"]}, "Cleaning cannot be both possible and impossible"),
        ({"days": ["noday"]}, "Choose among the answers"),
        ({"pathway": ""}, "Choose the pathway"),
        ({"travel_most": "900"}, "whole number from 1 to 240"),
    ],
)
def test_what_may_not_be_kept_is_said_beside_its_field(officer, wrong, said):
    page = officer.submit("/participants/new", GOOD | wrong)

    assert said in page.text
    assert count_rows(WorkProfile) == 0


def test_neither_a_name_nor_a_full_postcode_is_shown_again(officer):
    page = officer.submit(
        "/participants/new", GOOD | {"participant_ref": "Amy Birch", "home": "OX14 3HB"}
    )

    assert "Amy" not in page.text
    assert "3HB" not in page.text


def test_a_reference_has_one_profile(officer, make):
    make.profile(participant_ref="CTW-7F3K9")

    page = officer.submit("/participants/new", GOOD)

    assert "C-00001 is the profile of this reference." in page.text
    assert count_rows(WorkProfile) == 1
