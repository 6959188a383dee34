"""Renewing: one press for staff, one for the business, and what the last one said is filled in."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from accreditation.applications import actions
from accreditation.applications.models import Application
from accreditation.applications.models import State as Applied
from accreditation.awards import ending, queries
from accreditation.awards.rules import Move
from crm.core import clock, links
from crm.core.db import session
from crm.core.outbox import Mail
from crm.employers.models import Contact, Employer
from tests.accreditation.awards.test_index import ADDRESS, part
from tests.accreditation.awards.test_status import path_of
from tests.accreditation.awards.world import granted, kinds


def ends_soon(make, *, contact=True, days=20):
    employer = make.employer(name="Soon Ltd", made_up=True)
    if contact:
        make.contact(employer, email="ann@firm.example")
    return granted(make, employer=employer, begins=clock.today() - timedelta(days=200),
                   ends=clock.today() + timedelta(days=days))  # fmt: skip


def one():
    return session.scalars(sa.select(Application)).one()


def test_one_press_asks_for_the_renewal(make, officer):
    award = ends_soon(make)
    assert "Ask to renew" in part(officer.get(ADDRESS), "ending")

    page = officer.post(f"{ADDRESS}/{award.ref}/ask", follow=True)

    assert "Soon Ltd is asked to renew." in page.text
    assert one().renewal_of == award.ref
    assert kinds(award)[-1] == Move.ASKED
    assert "Renewing, asked" in part(page, "ending")
    assert "Ask to renew" not in part(page, "ending")
    assert session.scalar(sa.select(Mail.to_addr).where(Mail.kind == "application"))


def test_without_an_address_nobody_can_be_asked(make, officer):
    award = ends_soon(make, contact=False)
    page = officer.post(f"{ADDRESS}/{award.ref}/ask", follow=True)
    assert "Add a contact first." in page.text
    assert session.scalars(sa.select(Application)).all() == []


def test_a_business_renews_from_its_page_and_goes_on_with_the_same(make, stranger):
    award = ends_soon(make)
    path = path_of(award.employer_id)
    assert "Only what is out of date is asked." in stranger.get(path).text

    first = stranger.post(f"{path}/renew")
    again = stranger.post(f"{path}/renew")

    assert first.status_code == 302
    assert first.location == again.location
    assert first.location.startswith("/me/level.")
    assert stranger.get(first.location, follow=True).status_code == 200
    assert one().renewal_of == award.ref
    assert stranger.post("/me/award.wrong/renew").status_code == 410


def test_a_renewal_that_was_sent_needs_nothing_more(make, stranger):
    award = ends_soon(make)
    path = path_of(award.employer_id)
    stranger.post(f"{path}/renew")
    row = one()
    row.state, row.submitted_at, row.declared_on = Applied.SUBMITTED, clock.now(), clock.today()
    row.signatory_name, row.signatory_role = "Ann", "Owner"
    session.commit()

    assert "We have your renewal" in stranger.get(path).text
    assert queries.renewing(queries.award_or_404(award.ref))
    assert "was sent already" in stranger.post(f"{path}/renew", follow=True).text


@pytest.mark.parametrize("over", [False, True])
def test_what_lapsed_can_be_renewed_and_what_was_given_back_not(make, stranger, over):
    award = ends_soon(make, days=1)
    path = path_of(award.employer_id)
    if over:
        with time_machine.travel(clock.now() + timedelta(days=2)):
            assert ending.lapse(award.id)
            session.commit()
            assert stranger.post(f"{path}/renew").location.startswith("/me/level.")
    else:
        stranger.post(f"{path}/give-back", {"words": ""})
        page = stranger.post(f"{path}/renew", follow=True)
        assert "it cannot be renewed" in page.text


def link_of(row):
    return session.get_one(links.OneTimeLink, row.link_id)


def mailed():
    kind = sa.select(Mail.to_addr).where(Mail.kind == "application").order_by(Mail.id)
    return session.scalars(kind).all()


@pytest.mark.parametrize("own", [True, False])
def test_a_status_page_is_no_way_into_another_draft(make, stranger, own):
    """A draft of a colleague, or one that renews nothing: its link goes to a mailbox only."""
    award = ends_soon(make)
    path = path_of(award.employer_id)
    employer = session.get(Employer, award.employer_id)
    ann = session.scalars(sa.select(Contact)).one()
    bea = make.contact(employer, name="Zoe", email="zoe@firm.example")
    whose = ann if own else bea
    ref = "" if own else award.ref
    address = links.address(link_of(actions.invite(employer, whose, renewal_of=ref)))
    to = whose.email
    session.commit()

    page = stranger.post(f"{path}/renew")

    assert page.location == path
    assert "We emailed its link" in stranger.get(path).text
    assert mailed() == [to, to]
    row = one()
    assert (row.contact_id, row.renewal_of) == (whose.id, ref)
    assert links.address(link_of(row)) != address


def test_the_draft_of_who_left_goes_on_with_who_is_there(make, stranger):
    award = ends_soon(make)
    employer = session.get(Employer, award.employer_id)
    zoe = make.contact(employer, name="Zoe", email="zoe@firm.example")
    actions.invite(employer, zoe, renewal_of=award.ref)
    zoe.to_on = clock.today()
    session.commit()
    path = path_of(award.employer_id)

    assert stranger.post(f"{path}/renew").location == path
    assert mailed() == ["zoe@firm.example", "ann@firm.example"]
    assert stranger.post(f"{path}/renew").location.startswith("/me/level.")
