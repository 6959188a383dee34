"""A placement whose pay days are known, so that a check of it is open."""

from datetime import date

import pytest

from crm.core.db import session
from crm.parity import actions
from crm.parity.paydays import Frequency
from tests.crm.parity.opened import at_hand
from tests.makers import Make


@pytest.fixture
def placed(make: Make):
    """A placement since August with an owner, paid on the last of the month."""
    owner = make.person(name="Olive Owner")
    employer = make.employer(name="Windrush Foods Ltd", owner_id=owner.id)
    placement = make.placement(employer, started_on=date(2026, 8, 3))
    actions.set_pay_days(at_hand(placement), Frequency.MONTHLY, date(2026, 11, 30))
    session.commit()
    return placement
