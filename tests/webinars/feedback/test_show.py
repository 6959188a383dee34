"""Both plans by one press: calls for officers, mails for those who agreed, nothing twice."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.consent import actions as consents
from crm.consent.rules import Why
from crm.core import clock
from crm.core.db import session
from crm.core.journal import Operation
from crm.core.outbox import Mail, State
from crm.followups.models import FollowUp, SequenceRun
from tests.browse import let_go
from tests.webinars.day.made import book
from tests.webinars.feedback.made import came, over
from webinars.feedback import queries
from webinars.feedback.models import AppliedPlans


@pytest.fixture
def webinar(make):
    """Inn and Mill come, Farm does not; Mill offers a job, Bo said no to mail."""
    one = over(make)
    inn, mill, farm = (make.employer(name=name) for name in ("Inn", "Mill", "Farm"))
    make.vacancy(mill)
    came(one, "Ann", "ann@inn.example", employer=inn, follow_up_ok=True)
    came(one, "Mia", "mia@mill.example", employer=mill, follow_up_ok=True)
    came(one, "Bo", "bo@inn.example", employer=inn)
    came(one, "Late", "late@other.example", minutes=5, follow_up_ok=True)
    came(one, "Wes", "wes@walk.example", booked=False)
    book(one, "Fay", "fay@farm.example", employer=farm, follow_up_ok=True)
    return one


def apply(browser, webinar):
    return browser.post(f"/webinars/manage/{webinar.ref}/follow-ups", follow=True)


def mails():
    let_go()
    rows = session.scalars(sa.select(Mail).where(Mail.kind == queries.KIND).order_by(Mail.id))
    return {row.to_addr: row for row in rows}


def test_one_press_plans_and_mails(officer, webinar):
    page = officer.get(f"/webinars/manage/{webinar.ref}/follow-ups").text
    assert "Thank the 4 who stayed 30 minutes: 2 mails, calls planned with 2 employers" in page
    assert "Tell the 2 who missed it where the recording is: 2 mails" in page
    assert "2 get no mail" in page

    page = apply(officer, webinar).text

    assert "Planned with 3 employers. 4 mails leave in ten minutes." in page
    assert "Both plans were applied to everybody." in page
    runs = session.scalars(sa.select(SequenceRun)).all()
    assert sorted(run.code for run in runs) == ["missed webinar", "webinar", "webinar"]
    assert {run.about for run in runs} == {webinar.ref}
    tasks = session.scalars(sa.select(FollowUp.title).where(FollowUp.run_id.is_(None))).all()
    assert tasks == [f"Attended {webinar.ref}, no vacancy yet"]
    posted = mails()
    assert set(posted) == {
        "ann@inn.example", "mia@mill.example", "late@other.example", "fay@farm.example"
    }  # fmt: skip
    assert "Thank you for coming" in posted["ann@inn.example"].subject
    assert "We missed you" in posted["fay@farm.example"].subject
    assert "{link}" in posted["ann@inn.example"].body
    assert "Stop it here" in posted["ann@inn.example"].body
    assert posted["ann@inn.example"].topic == "webinars"


def test_nothing_is_planned_or_mailed_twice(officer, webinar):
    apply(officer, webinar)
    page = apply(officer, webinar).text

    assert "Both plans were applied already." in page
    assert len(mails()) == 4
    assert session.scalar(sa.select(sa.func.count(SequenceRun.id))) == 3


def test_somebody_who_comes_later_is_followed_up_alone(officer, make, webinar):
    apply(officer, webinar)
    came(webinar, "New", "new@barn.example", employer=make.employer(), follow_up_ok=True)
    page = apply(officer, webinar).text

    assert "Planned with 1 employer. 1 mail leaves in ten minutes." in page
    assert len(mails()) == 5


def test_undo_takes_the_calls_back_and_holds_the_mails(officer, webinar):
    apply(officer, webinar)
    last = session.scalar(sa.select(sa.func.max(Operation.id)))
    officer.post(f"/history/{last}/undo", follow=True)
    let_go()

    assert session.scalar(sa.select(sa.func.count(SequenceRun.id))) == 0
    assert session.scalar(sa.select(sa.func.count(FollowUp.id))) == 0
    assert session.scalar(sa.select(sa.func.count(AppliedPlans.id))) == 0
    assert {queries.why_not(mail) for mail in mails().values()} == {"The follow-up was undone."}


def test_a_mail_may_leave_while_its_plan_stands_and_nobody_stopped_it(officer, webinar):
    apply(officer, webinar)
    late = mails()["late@other.example"]
    assert late.topic == ""
    assert queries.why_not(late) == ""

    consents.stop("late@other.example", Why.UNSUBSCRIBED, topic="webinars")
    session.commit()
    assert queries.why_not(mails()["late@other.example"])


def test_who_stopped_our_mail_gets_none(officer, webinar):
    consents.stop("ann@inn.example", Why.UNSUBSCRIBED, topic="webinars")
    session.commit()
    apply(officer, webinar)

    assert "ann@inn.example" not in mails()


@pytest.mark.parametrize("facts", [{"company_number": "01234567"}, {}])
def test_who_came_without_booking_agreed_to_nothing_and_gets_no_mail(officer, make, facts):
    webinar, inn = over(make), make.employer(name="Inn", **facts)
    came(webinar, "Wes", "wes@inn.example", employer=inn, booked=False)
    page = officer.get(f"/webinars/manage/{webinar.ref}/follow-ups").text
    assert "Thank the 1 who stayed 30 minutes: 0 mails, calls planned with 1 employer" in page
    assert "1 get no mail: they came without booking" in page

    apply(officer, webinar)

    assert not mails()


def test_before_the_end_nothing_is_applied(officer, make):
    webinar = make.webinar(starts_at=clock.now() - timedelta(minutes=10))
    came(webinar, "Ann", "ann@inn.example", employer=make.employer(), follow_up_ok=True)

    page = officer.get(f"/webinars/manage/{webinar.ref}/follow-ups").text
    assert "Once the webinar is over, one press thanks who came" in page
    assert "Not yet" in page
    assert "The webinar is not over yet." in apply(officer, webinar).text
    assert not mails()


def test_with_nobody_in_the_register_nothing_is_applied(officer, make):
    webinar = over(make)
    book(webinar, "Fay", "fay@farm.example", follow_up_ok=True)

    assert "Nobody stands in the register yet." in apply(officer, webinar).text


def test_states_that_count_as_posted():
    assert State.SUPPRESSED not in queries.GONE
    assert State.SENT in queries.GONE
