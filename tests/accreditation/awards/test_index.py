"""The board: what stands where, how old it is, and its statements."""

from datetime import timedelta

import time_machine

from accreditation.awards.models import Award
from accreditation.declared.models import Declared
from crm.core import clock
from crm.core.db import session
from crm.employers.models import Employer
from tests.accreditation.awards.world import granted
from tests.browse import Browser, Statements

ADDRESS = "/accreditation/awards"


def part(page, name):
    """Return the part of the board under a heading."""
    found = page.text.split(f'id="{name}"', 1)
    return found[1].split("<h2", 1)[0] if len(found) == 2 else ""


def ending(make, days, name, **more):
    employer = make.employer(name=name, made_up=True)
    return granted(make, employer=employer, begins=clock.today() - timedelta(days=200),
                   ends=clock.today() + timedelta(days=days), **more)  # fmt: skip


def test_an_empty_board_teaches(officer):
    assert "Nobody holds a level yet" in officer.get(ADDRESS).text


def test_each_award_stands_in_its_part(app, make, manager):
    ending(make, 20, "Soon Ltd")
    ending(make, 200, "Later Ltd")
    ending(make, 200, "Conditional Ltd", conditional=True)
    held = ending(make, 200, "Suspended Ltd")
    manager.post(f"{ADDRESS}/{held.ref}/suspend", {"reason": "SU-1", "private": "x"})
    page = manager.get(ADDRESS)

    assert "Soon Ltd" in part(page, "ending")
    assert "In 20 days" in part(page, "ending")
    assert "Later Ltd" in part(page, "running")
    assert "Conditional Ltd" in part(page, "waiting")
    assert "Suspended Ltd" in part(page, "act")
    assert "Suspended for" not in part(page, "act")
    with time_machine.travel(clock.now() + timedelta(days=29)):
        later = Browser(app, make.person())
        assert "Suspended for 29 days: decide" in part(later.get(ADDRESS), "act")


def test_what_is_over_is_counted_in_weeks_until_it_is_renewed(app, make, officer):
    award = ending(make, 2, "Past Ltd")
    with time_machine.travel(clock.now() + timedelta(days=24)):
        later = Browser(app, make.person())
        assert "3 weeks over" in part(later.get(ADDRESS), "over")
    row = session.get(Award, award.id)
    granted(make, after=row)
    assert "Past Ltd" not in part(officer.get(ADDRESS), "over")


def test_evidence_that_goes_stale_is_named(make, officer):
    award = ending(make, 300, "Stale Ltd")
    other = make.employer(name="No award Ltd")
    soon = clock.today() + timedelta(days=30)
    for employer_id in (award.employer_id, other.id):
        session.add(Declared(employer_id=employer_id, metric="policy", value=1, until=soon,
                             said_on=clock.today()))  # fmt: skip
        session.get(Employer, employer_id).disability_confident = 2
        session.get(Employer, employer_id).disability_confident_until = soon
    session.commit()

    found = part(officer.get(ADDRESS), "stale")
    assert found.count("Stale Ltd") == 2
    assert "Disability Confident membership" in found
    assert "No award Ltd" not in found


def test_more_awards_take_no_more_statements(make, officer):
    ending(make, 20, "First Ltd")
    officer.get(ADDRESS)
    with Statements() as few:
        officer.get(ADDRESS)
    for number in range(4):
        ending(make, 20 + number, f"Other {number} Ltd")
    with Statements() as many:
        officer.get(ADDRESS)
    assert few.count == many.count <= 10, many.sent
