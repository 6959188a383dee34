"""A mail's way through the outbox: who may act on it, and what becomes of a worker that died."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from crm.core import clock, delivery, outbox
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.outbox import Audience, Mail, State
from tests.browse import Statements

MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def time(monkeypatch):
    """A clock that stands still until it is moved: ``time(minutes=5)``."""
    shown = [MOMENT]
    monkeypatch.setattr(clock, "now", lambda: shown[0])

    def move(**later):
        shown[0] += timedelta(**later)
        return shown[0]

    return move


def post(key="k1", audience=Audience.EXTERNAL, **more):
    values = {"to": "hr@example.org", "subject": "Hello", "body": "Good morning."} | more
    mail = outbox.post(kind="test", audience=audience, dedupe_key=key, **values)
    session.commit()
    return mail.id if mail else None


def look(mail_id):
    session.rollback()
    return session.get(Mail, mail_id, populate_existing=True)


def handing(audience=Audience.EXTERNAL):
    post(audience=audience)
    mail = delivery.claim()
    assert delivery.hand_over(mail.id, mail.token)
    return mail


def test_a_mail_is_posted_once_for_its_key(app):
    assert post("welcome 7")
    assert post("welcome 7") is None
    assert session.scalar(sa.select(sa.func.count(Mail.id))) == 1


def test_a_change_that_is_rolled_back_sends_nothing(app):
    outbox.post(kind="t", audience=Audience.STAFF, to="a@b.example", subject="S", body="B",
                dedupe_key="k")  # fmt: skip
    session.rollback()

    assert delivery.claim() is None


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("subject", "Hello\r\nBcc: everyone@example.org"),
        ("subject", "Hello\nthere"),
        ("subject", "Nul\x00"),
        ("to", "hr@example.org\r\nRCPT TO:<x@example.org>"),
        ("to", "hr@example.org\n"),
        ("to", "hr@exa\x7fmple.org"),
    ],
)
def test_text_that_could_bend_a_message_is_refused(app, field, text):
    with pytest.raises(RuleBroken, match="must be one line"):
        post(**{field: text})
    session.rollback()
    assert session.scalar(sa.select(sa.func.count(Mail.id))) == 0


@pytest.mark.parametrize(
    "to",
    [
        "a@x.example, b@x.example",
        "a@x.example b@y.example",
        "no-at",
        "Ann <a@x.example>",
        "a@x.example;b@x.example",
        "a@b@c.example",
    ],
)
def test_a_mail_goes_to_one_address(app, to):
    with pytest.raises(RuleBroken, match="to one address"):
        post(to=to)


def test_the_page_of_mail_keeps_links_of_readers_to_themselves(officer):
    secret = "https://placewell.example/mail-choices/WyJhYmMiLCJ4Il0.c2VjcmV0c2VjcmV0c2VjcmV0"
    post(body=f"Stop it: {secret}\nRead more: https://placewell.example/webinars/W-0003")

    page = officer.get("/outbox").text

    assert "c2VjcmV0" not in page
    assert "[the reader’s own link]" in page
    assert "https://placewell.example/webinars/W-0003" in page


def test_the_oldest_due_mail_is_claimed_first_and_each_only_once(app, time):
    later = post("later", due_at=MOMENT + timedelta(hours=1))
    second = post("second", due_at=MOMENT - timedelta(minutes=1))
    first = post("first", due_at=MOMENT - timedelta(minutes=2))

    assert [delivery.claim().id, delivery.claim().id] == [first, second]
    assert delivery.claim() is None
    time(hours=1)
    assert delivery.claim().id == later


def test_a_claimed_mail_leaves_no_transaction_open(app):
    post()

    mail = delivery.claim()

    assert mail.to_addr == "hr@example.org"
    assert not session().in_transaction()


def test_an_idle_poll_takes_no_write_lock(app, engine):
    with Statements() as seen:
        assert delivery.claim() is None

    assert seen.count == 1
    assert not session().in_transaction()


def test_a_mail_that_was_sent_is_never_claimed_again(app, time):
    mail = handing()
    delivery.sent(mail.id, mail.token)
    time(days=3)

    assert delivery.sweep(clock.now()) == 0
    assert delivery.claim() is None
    assert (look(mail.id).state, look(mail.id).sent_at) == (State.SENT, MOMENT)


def test_only_the_holder_of_the_token_may_hand_over(app):
    post()
    mail = delivery.claim()

    assert not delivery.hand_over(mail.id, "another worker")
    assert delivery.hand_over(mail.id, mail.token)
    assert not delivery.hand_over(mail.id, mail.token)


def test_a_lapsed_claim_may_not_hand_over(app, time):
    post()
    mail = delivery.claim()
    time(seconds=301)

    assert not delivery.hand_over(mail.id, mail.token)


def test_a_claim_whose_worker_died_goes_back(app, time):
    post()
    first = delivery.claim()
    time(seconds=299)
    assert delivery.sweep(clock.now()) == 0
    time(seconds=2)
    assert delivery.sweep(clock.now()) == 1

    second = delivery.claim()

    assert second.id == first.id
    assert second.token != first.token
    assert second.attempts == 2
    assert not delivery.hand_over(first.id, first.token)


def test_external_mail_whose_answer_never_came_waits_for_a_person(app, time):
    mail = handing()
    time(seconds=901)

    delivery.sweep(clock.now())
    time(days=30)
    delivery.sweep(clock.now())

    assert look(mail.id).state is State.UNCERTAIN
    assert "stopped while the mail server" in look(mail.id).last_error
    assert delivery.claim() is None


def test_staff_mail_whose_answer_never_came_goes_again_under_its_message_id(app, time):
    mail = handing(Audience.STAFF)
    time(seconds=901)

    delivery.sweep(clock.now())

    assert delivery.claim().message_id == mail.message_id


def test_a_late_worker_may_still_say_that_its_mail_left(app, time):
    mail = handing()
    time(seconds=901)
    delivery.sweep(clock.now())

    delivery.sent(mail.id, mail.token)

    assert look(mail.id).state is State.SENT


def test_a_late_worker_cannot_undo_what_a_person_settled(app, time):
    mail = handing()
    delivery.doubt(mail.id, mail.token, "cut")
    outbox.settle(look(mail.id), delivered=True)
    session.commit()

    delivery.fail(mail.id, mail.token, "550 no")
    delivery.put_back(mail.id, mail.token, "451 later")

    assert look(mail.id).state is State.SENT


def test_a_mail_put_back_waits_longer_each_time_and_fails_after_two_days(app, time):
    mail_id = post()
    waits = []
    while mail := delivery.claim():
        delivery.put_back(mail.id, mail.token, "451 later")
        row = look(mail_id)
        if row.state is State.FAILED:
            break
        waits.append(int((row.due_at - clock.now()).total_seconds() // 60))
        time(minutes=waits[-1])

    assert waits[:6] == [1, 5, 15, 60, 60, 60]
    assert timedelta(hours=48) < clock.now() - MOMENT <= timedelta(hours=49)
    assert look(mail_id).last_error == "451 later"


def test_a_mail_put_back_is_not_due_before_its_time(app, time):
    mail_id = post()
    mail = delivery.claim()
    delivery.put_back(mail.id, mail.token, "451 later")
    time(seconds=59)
    assert delivery.claim() is None
    time(seconds=1)
    assert delivery.claim().id == mail_id


def test_another_token_changes_nothing(app):
    mail = handing()

    delivery.sent(mail.id, "x")
    delivery.fail(mail.id, "x", "no")
    delivery.put_back(mail.id, "x", "no")
    delivery.doubt(mail.id, "x", "no")

    assert look(mail.id).state is State.HANDING


@pytest.mark.parametrize(("delivered", "state"), [(True, State.SENT), (False, State.PENDING)])
def test_a_person_settles_an_uncertain_mail(app, delivered, state):
    mail = handing()
    delivery.doubt(mail.id, mail.token, "cut")

    outbox.settle(look(mail.id), delivered=delivered)
    session.commit()

    assert look(mail.id).state is state


def test_a_settled_mail_cannot_be_settled_again(app):
    mail = handing()
    delivery.doubt(mail.id, mail.token, "cut")
    seen_before = look(mail.id)
    session.expunge(seen_before)
    outbox.settle(look(mail.id), delivered=True)
    session.commit()

    with pytest.raises(RuleBroken, match="just now"):
        outbox.settle(seen_before, delivered=False)
    with pytest.raises(RuleBroken, match="failed or is uncertain"):
        outbox.settle(look(mail.id), delivered=False)


def test_the_tally_counts_what_needs_a_look(app):
    for n in range(3):
        post(f"k{n}")
    mail = delivery.claim()
    delivery.fail(mail.id, mail.token, "550 no")
    mail = delivery.claim()
    delivery.hand_over(mail.id, mail.token)
    delivery.doubt(mail.id, mail.token, "cut")

    assert outbox.tally() == {"waiting": 1, "uncertain": 1, "failed": 1}


def test_leases_come_from_the_settings(app, time):
    app.config["MAIL_CLAIM_SECONDS"] = 2
    post()
    delivery.claim()
    time(seconds=3)

    assert delivery.sweep(clock.now()) == 1
