"""What the tests of follow-ups share: the frozen day, and quick rows."""

from datetime import date

import pytest
import time_machine

from crm.core.db import session
from crm.followups import actions
from crm.people.models import Person

TUESDAY = "2026-11-24T14:32:00Z"


@pytest.fixture
def tuesday():
    """Tuesday 24 November 2026, 14:32 in London."""
    with time_machine.travel(TUESDAY, tick=False):
        yield date(2026, 11, 24)


@pytest.fixture
def plan(make):
    """Plan a step for a browser's person, or for any person, and commit."""

    def planned(who, title="call Maria Hollis", due_on=date(2026, 11, 24), **more):
        employer = more.pop("employer", None) or make.employer()
        owner = session.get(Person, getattr(who, "person_id", None) or who.id)
        row = actions.plan(employer, owner=owner, title=title, due_on=due_on, **more)
        session.commit()
        return row

    return planned
