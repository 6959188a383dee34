"""A mailing from the first word to what became of each mail."""

import sqlalchemy as sa

from crm.consent import actions as consent
from crm.consent.rules import Why
from crm.core import clock, delivery, mail
from crm.core.db import session
from crm.core.outbox import Mail, State
from crm.employers.models import LegalForm
from crm.mailing import actions, jobs
from crm.mailing.models import Mailing, MailingRecipient, Place, Stage
from tests.core.sink import Sink


def send(officer, mailing, expected=1):
    seen = session.get(Mailing, mailing.id, populate_existing=True).version
    return officer.post(
        f"/mailings/{mailing.id}/send", {"expected": expected, "seen": seen}, follow=True
    )


def recipients():
    session.expire_all()
    return {r.address: r for r in session.query(MailingRecipient)}


def test_from_send_to_the_readers_post_box(app, news, officer):
    preview = officer.get(f"/mailings/{news.id}").text
    assert "Dear Ann,\n\ncome. {{7*7}}" in preview
    assert "A webinar for Brook Ltd" in preview

    send(officer, news)
    assert recipients()["ann@brook.example"].place is Place.WAITING
    assert jobs.post_mailings(clock.now()) == 1
    assert jobs.post_mailings(clock.now()) == 0
    with Sink() as sink:
        app.config["MAIL_URL"] = sink.url
        mail.drain(clock.now())
    (got,) = sink.kept
    assert (got["To"], got["Subject"]) == ("ann@brook.example", "A webinar for Brook Ltd")
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Dear Ann," in got.get_payload(decode=True).decode()
    assert recipients()["ann@brook.example"].body == ""

    page = officer.get(f"/mailings/{news.id}").text
    assert "Sent (1)" in page
    assert "Left out (2)" in page
    assert "No email address" in officer.get(f"/mailings/{news.id}?outcome=left+out").text
    assert "A webinar for Brook Ltd" in officer.get(f"/employers/{news_employer()}").text


def news_employer():
    found = session.scalar(
        sa.select(MailingRecipient.employer_id).where(MailingRecipient.place == Place.POSTED)
    )
    return f"E-{found:05d}"


def test_a_stop_between_sending_and_leaving_holds(app, news, officer):
    send(officer, news)
    jobs.post_mailings(clock.now())
    consent.stop("ann@brook.example", Why.UNSUBSCRIBED, topic="webinars")
    session.commit()
    with Sink() as sink:
        app.config["MAIL_URL"] = sink.url
        mail.drain(clock.now())

    assert not sink.kept
    page = officer.get(f"/mailings/{news.id}?outcome=left+out").text
    assert "Unsubscribed (" in page


def test_a_number_that_changed_or_a_second_press_sends_nothing(news, officer, make):
    wrong = send(officer, news, expected=2)
    assert "the list changed, now 1 get it" in wrong.text
    assert not recipients()

    send(officer, news)
    again = send(officer, news)
    assert "was sent already" in again.text
    assert len([r for r in recipients().values() if r.place is Place.WAITING]) == 1


def test_a_draft_changed_since_it_was_read_is_not_sent(news, officer):
    page = officer.post(f"/mailings/{news.id}/send", {"expected": 1, "seen": 99}, follow=True)

    assert "was changed. Read it again" in page.text


def test_stop_holds_back_what_waits_here_and_in_the_outbox(news, officer, make):
    for n in range(3):
        employer = make.employer(legal_form=LegalForm.COMPANY)
        make.contact(employer, name="Bo Dee", email=f"bo{n}@x.example")
    send(officer, news, expected=4)
    assert actions.post_next(news.id, most=2) == 2
    session.commit()

    page = officer.post(f"/mailings/{news.id}/stop", follow=True)

    assert "Held back: 4" in page.text
    assert jobs.post_mailings(clock.now()) == 0
    assert {m.state for m in session.query(Mail)} == {State.SUPPRESSED}
    assert session.get(Mailing, news.id, populate_existing=True).stage is Stage.STOPPED
    assert delivery.claim() is None


def test_a_crash_between_portions_posts_each_mail_once(news, officer, make):
    for n in range(4):
        employer = make.employer(legal_form=LegalForm.COMPANY)
        make.contact(employer, name="Bo Dee", email=f"bo{n}@x.example")
    send(officer, news, expected=5)
    actions.post_next(news.id, most=2)
    session.commit()
    actions.post_next(news.id, most=2)
    session.rollback()  # the worker died before its commit

    jobs.post_mailings(clock.now())

    assert session.scalar(sa.select(sa.func.count(Mail.id))) == 5
    assert session.scalar(sa.select(sa.func.count(sa.distinct(Mail.to_addr)))) == 5


def test_writing_asks_for_the_kind_first_then_for_what_it_needs(officer, three):
    assert "What kind of mail is it?" in officer.get("/mailings/new?audience=q%3DBrook").text

    page = officer.submit("/mailings/new?purpose=marketing", {"subject": "x", "body": "{{nobody}}"})
    assert "There is no field “{{nobody}}”" in page.text
    page = officer.submit("/mailings/new?purpose=marketing", {"subject": "x", "body": "Hello"})
    assert "Choose what it is about" in page.text
    page = officer.submit("/mailings/new?purpose=service", {"subject": "x", "body": "Hello"})
    assert "Say why they get it" in page.text

    page = officer.submit(
        "/mailings/new?purpose=service&audience=q%3DCole",
        {"subject": "Your placement", "body": "Hello", "reason": "you work with us"},
    )
    assert "cy@cole.example" in page.text
    assert "because you work with us." in page.text
    (row,) = session.query(Mailing)
    assert (row.audience, row.topic) == ("q=Cole", "")


def test_a_draft_is_changed_but_a_sent_one_is_only_used_again(officer, news):
    officer.submit(f"/mailings/{news.id}/edit", {"subject": "Better"})
    assert session.get(Mailing, news.id, populate_existing=True).subject == "Better"
    send(officer, news)

    assert "Use it again" in officer.get(f"/mailings/{news.id}/edit", follow=True).text
    officer.post(f"/mailings/{news.id}/copy")
    copied = session.scalar(sa.select(Mailing).order_by(Mailing.id.desc()).limit(1))
    assert (copied.subject, copied.stage) == ("Better", Stage.DRAFT)


def test_a_trainee_writes_and_a_colleague_sends(trainee, news):
    assert "A colleague who may send mail" in trainee.get(f"/mailings/{news.id}").text
    assert trainee.post(f"/mailings/{news.id}/send").status_code == 403


def test_a_subject_cannot_bend_the_mail(officer, three):
    page = officer.submit(
        "/mailings/new?purpose=service",
        {"subject": "x\r\nBcc: evil@e.example", "body": "Hi", "reason": "r"},
    )

    assert "Subject must be one line" in page.text
