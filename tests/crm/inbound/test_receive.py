"""Taking in messages: what each does, once."""

import json
from datetime import timedelta

import pytest
from flask import Flask

from crm.consent import queries as consent
from crm.consent.rules import Why, address_key
from crm.core import clock, mail, outbox
from crm.core.db import session
from crm.core.outbox import About, Audience, Mail, State
from crm.employers.models import LegalForm
from crm.followups.models import FollowUp
from crm.inbound import actions, jobs, queries, tokens
from crm.inbound.models import Handling, InboundFiling, InboundMail
from tests.core.sink import Sink
from tests.crm.inbound.test_bounces import report


def letter(subject="Re: Your visit", *, sender="ann@brook.example", more="", text="Yes, come."):
    return (
        f"From: Ann Bell <{sender}>\nTo: service@council.example\nSubject: {subject}\n"
        f"Message-ID: <{abs(hash((subject, sender, text)))}@brook.example>\n{more}\n{text}\n"
    ).encode()


def take(raw: bytes, **more) -> InboundMail:
    done = actions.receive(raw, **more)
    session.commit()
    return done.mail


def filed(row) -> dict[int, str]:
    return {f.employer_id: f.how for f in session.query(InboundFiling).filter_by(mail_id=row.id)}


@pytest.fixture
def brook(make):
    employer = make.employer(legal_form=LegalForm.COMPANY, owner_id=make.person().id)
    make.contact(employer, name="Ann Bell", email="Ann@brook.example")
    return employer


def posted(employer, to="ann@brook.example") -> Mail:
    row = outbox.post(
        kind="mailing", audience=Audience.EXTERNAL, to=to, subject="Hello", body="Hi.",
        dedupe_key=to, about=About("webinars", employer.id),
    )  # fmt: skip
    session.commit()
    return row


def sent(employer, to="ann@brook.example", *, days=0) -> Mail:
    """A mail of ours that left some days ago."""
    row = posted(employer, to)
    row.state, row.sent_at = State.SENT, clock.now() - timedelta(days=days)
    session.commit()
    return row


def steps() -> list[str]:
    return [f.title for f in session.query(FollowUp).order_by(FollowUp.id)]


def test_a_bounce_gives_the_address_up_and_asks_its_owner_once(brook):
    sent(brook, days=6)
    bounce = report("5.1.1", "550 5.1.1 No such user")

    first = take(bounce)
    again = take(bounce.replace(b"It failed.", b"It failed again."))

    assert (first.state, again.state) == (Handling.NOTED, Handling.NOTED)
    (stop,) = consent.stops_of(address_key("ann@brook.example"))
    assert (stop.why, stop.source) == (Why.BOUNCE, "userunknown 5.1.1")
    (step,) = session.query(FollowUp)
    assert step.title == "Fix the address ann@brook.example"
    assert (step.owner_id, step.due_on >= clock.today()) == (brook.owner_id, True)
    assert first.text == ""
    assert "given up already" in again.note


def test_a_report_that_proves_nothing_asks_a_person_and_stops_no_mail(brook):
    sent(brook, days=8)

    first = take(report("5.1.1", "550 5.1.1 No such user"))
    again = take(report("5.1.1", "550 5.1.1 No such user", told="Again."))

    assert "names no mail of ours" in first.note
    assert "steps planned to put it right: 0." in again.note
    assert not consent.stops_of(address_key("ann@brook.example"))
    assert steps() == ["Fix the address ann@brook.example"]


def test_a_soft_bounce_is_noted_only(brook):
    row = take(report("5.2.2", "552 mailbox full"))

    assert "mailboxfull 5.2.2, tried again next time" in row.note
    assert not consent.stops_of(address_key("ann@brook.example"))
    assert not steps()


def test_a_bounce_of_a_mail_we_sent_is_noted_beside_it(app, brook):
    row = posted(brook)
    with Sink() as sink:
        app.config["MAIL_URL"] = sink.url
        mail.drain(clock.now())
    bounce = report("5.1.1", "No such user").replace(
        b"<abc@council.example>", row.message_id.encode()
    )

    take(bounce.replace(b"ann@brook.example", b"ann.moved@elsewhere.example"))

    assert consent.stops_of(address_key("ann@brook.example"))
    assert (
        session.get(Mail, row.id, populate_existing=True).last_error
        == "Came back: userunknown 5.1.1"
    )


def test_a_stranger_cannot_stop_mail_to_others(make):
    row = take(report("5.1.1", "No such user"))

    assert "not an address of ours, nothing done" in row.note
    assert not consent.stops_of(address_key("ann@brook.example"))


def test_a_complaint_stops_news_and_keeps_service_mail(brook):
    row = posted(brook)
    take(
        b'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\n'
        b"From: fbl@isp.example\n\n--b\nContent-Type: message/feedback-report\n\n"
        b"Feedback-Type: abuse\nRedacted-Address: x\n\n--b\nContent-Type: message/rfc822\n\n"
        b"Message-ID: " + row.message_id.encode() + b"\n\nHi\n--b--\n"
    )

    (stop,) = consent.stops_of(address_key("ann@brook.example"))
    assert (stop.why, stop.topic) == (Why.COMPLAINT, "")


def test_an_answer_is_filed_by_its_sender_and_an_answer_is_planned_once(brook, officer):
    row = take(letter())
    take(letter("Re: And one more"))

    assert filed(row) == {brook.id: "sender"}
    assert steps() == ["Answer the mail that came in"]
    page = officer.get(f"/employers/{brook.ref}").text
    assert "Re: Your visit" in page
    assert "Yes, come." in officer.get(f"/mail-in/{row.id}").text


def test_an_answer_is_filed_by_the_mail_it_answers_whoever_writes(brook):
    row = posted(brook)

    came = take(letter(sender="boss@private.example", more=f"References: <x@y> {row.message_id}\n"))

    assert filed(came) == {brook.id: "answer"}


@pytest.mark.parametrize("where", ["address", "subject", "envelope"])
def test_a_token_files_wherever_it_stands(app, brook, make, where):
    other = make.employer(name="Other")
    app.config["MAIL_INBOX"] = "employers@council.example"
    token, address = tokens.make(other.id), tokens.address(other.id)
    raw = {
        "address": letter(more=f"Cc: {address.upper()}\n"),
        "subject": letter(f"Re: hello [{token}]"),
        "envelope": letter(),
    }[where]

    row = take(raw, sent_to=address if where == "envelope" else "")

    assert filed(row) == {other.id: "token"}


def test_a_token_somebody_made_up_files_nothing(make):
    employer = make.employer()

    row = take(letter(f"[e{employer.id}-aaaaaaaaaaaa]", sender="x@else.example"))

    assert row.state is Handling.WAITING
    assert not filed(row)


def test_one_mail_is_filed_with_every_employer_of_its_sender(brook, make):
    second = make.employer(email="ann@brook.example")

    assert set(filed(take(letter()))) == {brook.id, second.id}


def test_an_automatic_reply_is_on_the_timeline_and_plans_nothing(brook):
    row = take(letter("Automatic reply: Hello", text="Back on 1 December."))

    assert (row.kind, filed(row), steps()) == ("auto_reply", {brook.id: "sender"}, [])


def test_the_same_message_twice_acts_once_and_another_with_its_id_is_kept(brook):
    assert take(letter()) is not None
    assert take(b"Received: by another road\n" + letter()) is None
    assert take(letter().replace(b"Yes, come.", b"No, do not.")) is not None


def test_an_unknown_sender_waits_and_is_filed_or_dropped_by_hand(officer, brook):
    row = take(letter(sender="who@nowhere.example", text="About a vacancy"))
    other = take(letter("Buy now", sender="spam@nowhere.example"))
    assert queries.waiting() == 2
    assert "who@nowhere.example" in officer.get("/mail-in").text

    wrong = officer.post(f"/mail-in/{row.id}/file", {"refs": "E-99999"})
    assert "Enter the reference of an employer" in wrong.text
    officer.post(f"/mail-in/{row.id}/file", {"refs": f"{brook.ref.lower()}, {brook.ref}"})
    officer.post(f"/mail-in/{other.id}/drop")

    session.expire_all()
    assert filed(row) == {brook.id: "by hand"}
    dropped = session.get(InboundMail, other.id)
    assert (dropped.state, dropped.text) == (Handling.DROPPED, "")
    assert queries.waiting() == 0
    kept = officer.post(f"/mail-in/{row.id}/drop", follow=True)
    assert "timeline already" in kept.text


def test_text_nobody_files_is_erased_after_30_days(brook, officer):
    waits, kept = take(letter(sender="who@nowhere.example")), take(letter())
    for row in (waits, kept):
        row.received_at = clock.now() - jobs.KEPT * 1.1
    session.commit()

    assert jobs.forget_unfiled(clock.now()) == 1
    session.expire_all()
    assert (
        session.get(InboundMail, waits.id).text,
        bool(session.get(InboundMail, kept.id).text),
    ) == ("", True)
    assert jobs.forget_unfiled(clock.now()) == 0


def test_a_huge_message_is_kept_small(brook):
    row = take(letter(text="x" * 3_000_000), size=3_000_200)

    assert (len(row.text), row.size) == (actions.MOST_TEXT, 3_000_200)


def test_the_pipe_takes_a_message_and_says_what_it_did(app: Flask, brook):
    def pipe(raw: bytes, *words: str):
        return app.test_cli_runner().invoke(args=["mail", "receive", "-", *words], input=raw)

    done = pipe(letter(), "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (
        0, {"kind": "other", "recipients": [], "state": "filed"},
    )  # fmt: skip
    assert pipe(letter()).stdout == "other: came before\n"
    nothing = pipe(b"")
    assert (nothing.exit_code, "is empty" in nothing.stderr) == (1, True)
    assert pipe(b"\0\xff" * 3_000_000).exit_code == 0


def test_the_owner_who_left_is_replaced_by_a_manager(brook, make):
    from crm.core.permissions import Role

    manager = make.person(role=Role.MANAGER)
    brook.owner_id = None
    session.merge(brook)
    session.commit()

    take(report("5.1.1", "No such user"))

    assert session.query(FollowUp).one().owner_id == manager.id
