"""What the tests of the pipeline share: moving days, and moves."""

from datetime import timedelta

import pytest
import time_machine

from crm.core import clock
from crm.core.db import session
from crm.employers.models import Employer, Standing


@pytest.fixture
def travel():
    """Tuesday 24 November 2026, 14:32 in London; the clock stands still."""
    with time_machine.travel("2026-11-24T14:32:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def old(make, travel):
    """Make an employer that came to its stage some days ago."""

    def made(days=41, **more):
        travel.move_to(clock.now() - timedelta(days=days))
        employer = make.employer(**more)
        travel.move_to(clock.now() + timedelta(days=days))
        return employer

    return made


@pytest.fixture
def stage_of():
    """Read an employer's stage and its standing's afresh."""

    def read(employer):
        row = session.get(Employer, employer.id, populate_existing=True)
        kept = session.get(Standing, employer.id, populate_existing=True)
        return row.stage_code, kept.stage_code, kept.stage_on, kept.stage_why

    return read
