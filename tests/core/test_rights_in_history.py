"""The history shows and takes back only what the person could see and change elsewhere."""

import threading
from decimal import Decimal

import pytest
import sqlalchemy as sa

from crm.core import undo
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.journal import Operation
from crm.core.permissions import Role
from crm.parity.models import ParityCheck
from crm.pay.models import PayRate
from crm.people.models import Person
from crm.vacancies.models import Vacancy


def last() -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.max(Operation.id)))


def now(kind):
    session.rollback()
    session.expire_all()
    return session.scalars(sa.select(kind).order_by(kind.id.desc())).first()


@pytest.mark.parametrize(
    ("who", "sees"),
    [("officer", False), ("trainee", False), ("auditor", True), ("manager", True)],
)
def test_staff_accounts_are_shown_to_those_who_see_the_staff_list(app, make, request, who, sees):
    make.person(name="Priya Shah", email="priya@council.example")
    operation = last()

    text = request.getfixturevalue(who).get(f"/history/{operation}").text

    assert ("priya@council.example" in text) is sees
    assert ("not shown to you" in text) is not sees


@pytest.mark.parametrize(("who", "sees"), [("auditor", False), ("trainee", True)])
def test_what_a_supported_person_earns_is_shown_to_those_who_check_pay(
    app, make, request, who, sees
):
    employer = make.employer()
    placement = make.placement(employer, pay_amount=Decimal("13.57"))
    browser = request.getfixturevalue(who)
    pages = [f"/placements/{placement.ref}", "/placements", f"/employers/{employer.ref}"]
    added = session.scalars(sa.select(Operation.id).order_by(Operation.id)).all()

    shown = [browser.get(path).text for path in pages]
    history = "".join(browser.get(f"/history/{operation}").text for operation in added)

    assert ["13.57" in text for text in shown] == [sees] * 3
    assert ("Pay amount: 13.57" in history) is sees
    assert "Kitchen porter" in history


def test_a_trainee_cannot_take_an_approved_vacancy_back_to_what_nobody_approved(
    app, make, officer, trainee
):
    ref = make.employer().ref
    trainee.submit(f"/employers/{ref}/vacancies/new", {"title": "Porter", "pay_amount": "9"})
    trainee.submit("/vacancies/V-00001/edit", {"pay_amount": "15"})
    operation = last()
    officer.post("/vacancies/V-00001/approve")

    page = trainee.post(f"/history/{operation}/undo", follow=True)

    assert "A colleague has worked on this since." in page.text
    assert now(Vacancy).pay_amount == 15


def test_a_trainee_takes_back_what_nobody_touched_since(app, make, trainee):
    ref = make.employer().ref
    trainee.submit(f"/employers/{ref}/vacancies/new", {"title": "Porter", "pay_amount": "9"})
    trainee.submit("/vacancies/V-00001/edit", {"pay_amount": "15"})

    trainee.post(f"/history/{last()}/undo")

    assert now(Vacancy).pay_amount == 9


def test_who_may_no_longer_change_rates_cannot_undo_their_own(app, make, manager):
    rate = now(PayRate)
    manager.submit(f"/rates/{rate.id}", {"source": "A newspaper"})
    operation = last()
    assert now(PayRate).source == "A newspaper"
    session.get(Person, manager.person_id).role = Role.OFFICER
    session.commit()

    page = manager.post(f"/history/{operation}/undo", follow=True)

    assert "Your role may not make this change." in page.text
    assert now(PayRate).source == "A newspaper"


def test_wage_evidence_that_was_taken_back_is_entered_again(app, make, officer):
    """The journal never held it, so that a redo has nothing to put back."""
    make.check(confirmed=False)
    undo.undo(last())
    session.commit()
    operation = last()

    with pytest.raises(RuleBroken, match="enter it again"):
        undo.undo(operation)
    session.rollback()

    assert now(ParityCheck) is None


def test_of_two_who_undo_at_once_one_is_told(app, make):
    employer = make.employer(name="Grundon")
    session.get(type(employer), employer.id).name = "Other"
    session.commit()
    operation, start, told = last(), threading.Barrier(2), []
    session.rollback()

    def take_back() -> None:
        with app.app_context():
            start.wait()
            try:
                undo.undo(operation)
                session.commit()
                told.append("done")
            except RuleBroken as error:
                session.rollback()
                told.append(error.message)

    pair = [threading.Thread(target=take_back) for _ in range(2)]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join(60)

    done, refused = sorted(told, key=len)
    assert (done, "was undone before" in refused) == ("done", True)
