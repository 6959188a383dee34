"""Two people for every check: who confirms, who may not, and what holds below the pages."""

import threading
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from crm.core import journal
from crm.core.db import db, session
from crm.core.errors import RuleBroken
from crm.core.permissions import Role
from crm.parity import actions, queries
from crm.parity.models import Comparator, ParityCheck, Review
from crm.people.models import Person
from tests.browse import Browser


@pytest.fixture
def waiting(officer, make):
    """A check by the officer that waits, of a placement with an owner's employer."""
    by = session.get(Person, officer.person_id)
    return make.check(by=by, confirmed=False).id


def only():
    session.expire_all()
    return session.scalars(sa.select(ParityCheck)).one()


def state():
    return only().review, only().latest


@pytest.mark.parametrize("role", [Role.OFFICER, Role.TRAINEE, Role.MANAGER, Role.ADMIN])
def test_everybodys_check_waits_for_another_person(app, make, role):
    checker = make.person(role=role)
    make.check(by=checker, confirmed=False)
    other = Browser(app, make.person(name="Tom Brandt"))

    assert "Second check" in other.get("/parity/results?status=waiting").text
    assert "Confirm check" not in Browser(app, checker).get("/parity/1").text
    page = other.post("/parity/1/confirm", follow=True)

    assert "Fair pay check confirmed." in page.text
    assert "Confirmed by Tom Brandt" in page.text
    assert state() == (Review.FINAL, True)


def test_the_page_names_who_confirms(officer, waiting, make):
    make.person(name="Tom Brandt")
    make.person(name="Aisha Karim", role=Role.MANAGER)
    make.person(name="Locked Officer", locked_at=only().checked_at)
    make.person(name="A Trainee", role=Role.TRAINEE)

    page = officer.get(f"/parity/{waiting}").text

    assert "A second person confirms this: Aisha Karim or Tom Brandt." in page
    assert "You cannot confirm your own check. Ask a colleague." in page


def test_a_service_with_one_person_reads_what_to_do(officer, waiting):
    page = officer.get(f"/parity/{waiting}").text

    assert "Nobody else here may confirm it. Ask an administrator to invite" in page


def test_what_was_wrong_with_the_figures_is_no_word_for_the_auditor(waiting, manager, auditor):
    wrong = {"review_note": "The slip says 11.37"}
    manager.post(f"/parity/{waiting}/send-back", wrong, follow=True)
    last = session.scalar(sa.select(sa.func.max(journal.Operation.id)))

    for path in (f"/parity/{waiting}", f"/history/{last}"):
        assert "11.37" in manager.get(path).text
        assert "11.37" not in auditor.get(path).text


def test_it_can_be_sent_back_put_right_and_sent_again(officer, waiting, manager):
    assert "Say what has to be looked at" in manager.post(f"/parity/{waiting}/send-back").text
    page = manager.post(f"/parity/{waiting}/send-back", {"review_note": "Wrong month"}, follow=True)
    assert "Wrong month" in page.text
    assert state() == (Review.SENT_BACK, False)
    assert "No fair pay checks yet" in manager.get("/parity/results").text

    again = f"/placements/P-{only().placement_id:05d}/parity/new?again={waiting}"
    assert again in officer.get(f"/parity/{waiting}").text
    page = officer.get(again).text
    assert 'value="35"' in page
    assert 'value="12.71"' in page


def test_another_placements_check_fills_nothing_in(officer, waiting, make):
    other = make.placement()
    only().review = Review.SENT_BACK
    session.commit()

    page = officer.get(f"/placements/{other.ref}/parity/new?again={waiting}").text

    assert 'value="35"' not in page


def test_confirming_and_sending_back_can_be_undone(app, officer, waiting, make):
    reviewer = Browser(app, make.reviewer())
    for path, data in (("confirm", {}), ("send-back", {"review_note": "Wrong month"})):
        page = reviewer.post(f"/parity/{waiting}/{path}", data, follow=True)
        undo = page.text.split('action="/history/')[1].split('"')[0]
        reviewer.post(f"/history/{undo}", follow=True)
        assert state() == (Review.WAITING, False)


@pytest.mark.parametrize("who", ["officer", "trainee", "auditor"])
def test_a_forged_post_confirms_nothing(request, waiting, who):
    browser = request.getfixturevalue(who)

    for path in ("confirm", "send-back"):
        browser.post(f"/parity/{waiting}/{path}", {"review_note": "It is fine"})

    assert state() == (Review.WAITING, False)


def test_the_action_refuses_who_made_the_check(officer, waiting):
    with pytest.raises(RuleBroken, match="cannot confirm your own"):
        actions.confirm(only(), by=session.get(Person, officer.person_id))


def test_the_action_refuses_a_role_that_confirms_nothing(waiting, make):
    for role in (Role.TRAINEE, Role.AUDITOR):
        with pytest.raises(RuleBroken, match="Your role does not confirm"):
            actions.confirm(only(), by=make.person(role=role))


def test_nobody_confirms_in_another_persons_name(waiting, make):
    acting, named = make.person(), make.reviewer()

    with journal.acting(acting), pytest.raises(RuleBroken, match="Only the person who looks"):
        actions.confirm(only(), by=named)
    session.rollback()

    assert state() == (Review.WAITING, False)


def test_undoing_an_undo_does_not_confirm_for_the_reviewer(app, officer, waiting, make):
    """The reviewer took the confirmation back: nobody else brings it in again."""
    reviewer, boss = Browser(app, make.reviewer()), Browser(app, make.person(role=Role.MANAGER))
    page = reviewer.post(f"/parity/{waiting}/confirm", follow=True)
    undo = page.text.split('action="/history/')[1].split('"')[0]
    reviewer.post(f"/history/{undo}")
    undone = session.scalar(sa.select(sa.func.max(journal.Operation.id)))

    page = boss.post(f"/history/{undone}/undo", follow=True)

    assert "Only the person who looks at a check confirms it." in page.text
    assert state() == (Review.WAITING, False)


def test_what_does_not_count_is_never_the_newest(app, waiting, make):
    """Bringing part of a confirmation back, after it was sent back, brings nothing back."""
    reviewer = Browser(app, make.reviewer())
    page = reviewer.post(f"/parity/{waiting}/confirm", follow=True)
    undo = page.text.split('action="/history/')[1].split('"')[0]
    page = reviewer.post(f"/history/{undo}", follow=True)
    again = page.text.split('action="/history/')[1].split('"')[0]
    reviewer.post(f"/parity/{waiting}/send-back", {"review_note": "Wrong month"}, follow=True)

    reviewer.post(f"/history/{again}", follow=True)

    assert state() == (Review.SENT_BACK, False)


def test_the_database_refuses_one_person_for_both(waiting):
    for reviewer in (None, only().checked_by_id):
        check = only()
        check.review, check.reviewed_by_id = Review.FINAL, reviewer
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("basic_pay", Decimal("14.00")),
        ("paid_hours", Decimal(20)),
        ("comparator", Comparator.ADVERT),
        ("status", "PARITY"),
        ("explanation", "Paid the same."),
    ],
)
def test_a_change_after_it_was_sent_returns_it(make, confirmed, column, value):
    make.check(by=make.person(), confirmed=confirmed, basic_pay=Decimal("12.90"),
               comparator_amount=Decimal("13.20"))  # fmt: skip

    setattr(only(), column, value)
    session.commit()

    assert state() == (Review.SENT_BACK, False)
    assert "Changed after it was sent" in only().review_note


def test_a_final_check_from_before_the_rule_stays_final(make):
    check = make.check(by=make.person(), confirmed=False)
    check.review, check.by_one, check.latest = Review.FINAL, True, True
    session.commit()

    assert state() == (Review.FINAL, True)
    assert [row.id for row, _ in queries.latest(check.employer_id)] == [check.id]


def test_two_reviewers_at_once_one_wins_and_the_other_reads_who(app, waiting, make):
    tom, aisha = make.person(name="Tom Brandt").id, make.person(name="Aisha Karim").id

    told = at_once(
        app,
        lambda: settle(waiting, tom, "confirm"),
        lambda: settle(waiting, aisha, "send_back"),
    )

    assert told.count("done") == 1
    lost = next(words for words in told if words != "done")
    winner = "Tom Brandt confirmed" if only().review is Review.FINAL else "Aisha Karim sent back"
    assert lost == f"{winner} this check already."


def settle(check_id, person_id, how):
    check, person = session.get(ParityCheck, check_id), session.get(Person, person_id)
    try:
        if how == "confirm":
            actions.confirm(check, by=person)
        else:
            actions.send_back(check, by=person, note="Wrong month")
        session.commit()
    except RuleBroken as error:
        session.rollback()
        return error.message
    return "done"


def at_once(app, *works):
    """Run both in threads that meet just before their first change; return what each said."""
    session.rollback()
    barrier, told = threading.Barrier(len(works)), []

    def hold(_connection, _cursor, statement, *_):
        if statement.startswith(("SELECT placement", "UPDATE parity_check")):
            try:
                barrier.wait(timeout=1)
            except threading.BrokenBarrierError:
                return

    def run(work):
        with app.app_context():
            try:
                told.append(work())
            finally:
                session.remove()

    event.listen(db.engine, "before_cursor_execute", hold)
    try:
        threads = [threading.Thread(target=run, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    finally:
        event.remove(db.engine, "before_cursor_execute", hold)
    return told


def test_without_the_lock_both_reviewers_settle_it(app, waiting, make):
    """The twin: two looks before either change, and the second overwrites the first."""
    looks = []
    session.rollback()
    for _ in range(2):
        with db.engine.connect() as connection:
            looks.append(connection.scalar(sa.select(ParityCheck.review)))
    settled = 0
    for seen, review in zip(looks, (Review.FINAL, Review.SENT_BACK), strict=True):
        if seen is Review.WAITING:
            check = only()
            check.review, check.reviewed_by_id = review, make.person().id
            session.commit()
            settled += 1

    assert settled == 2
