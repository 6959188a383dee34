"""The sender against a real mail server on loopback: each answer, a cut line, sign-in and TLS."""

import socket
from email.header import decode_header, make_header

import pytest

from crm.core import clock, mail, outbox
from crm.core.db import session
from crm.core.outbox import Audience, Mail, State
from tests.core.sink import Sink, certificate, check_password, tls


@pytest.fixture
def sink():
    with Sink() as server:
        yield server


def post(to="hr@example.org", audience=Audience.EXTERNAL, **more):
    values = {"subject": "Hello", "body": "Good morning."} | more
    row = outbox.post(kind="t", audience=audience, to=to, dedupe_key=f"{to} {values}", **values)
    session.commit()
    return row.id


def drain(app, server):
    app.config["MAIL_URL"] = server.url
    return mail.drain(clock.now())


def look(mail_id):
    session.rollback()
    return session.get(Mail, mail_id, populate_existing=True)


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("hr@example.org", (State.SENT, "", 1)),
        ("unknown@example.org", (State.FAILED, "550 5.1.1 No such person", 0)),
        ("busy@example.org", (State.PENDING, "451 4.3.0 Later", 0)),
        ("spam@example.org", (State.FAILED, "554 5.7.1 Not wanted", 0)),
        ("full@example.org", (State.PENDING, "452 4.2.2 Full", 0)),
        ("cut@example.org", (State.UNCERTAIN, "answer was lost", 1)),
        ("zoë@example.org", (State.FAILED, "cannot be written", 0)),
    ],
)
def test_each_answer_of_the_mail_server(app, sink, to, expected):
    state, reason, copies = expected
    mail_id = post(to)

    drain(app, sink)

    row = look(mail_id)
    assert row.state is state
    assert reason in row.last_error
    assert len(sink.kept) == copies


def test_one_bad_mail_does_not_hold_up_the_others(app, sink):
    for to in ("unknown@x.example", "a@x.example", "cut@x.example", "b@x.example"):
        post(to)

    assert drain(app, sink) == 2

    assert [m["To"] for m in sink.kept] == ["a@x.example", "cut@x.example", "b@x.example"]


def test_many_mails_share_one_connection(app, sink):
    for n in range(5):
        post(f"p{n}@example.org")

    assert drain(app, sink) == 5
    assert sink.handler.connections == 1


def test_what_arrives_is_what_was_posted(app, sink):
    body = "Dear Siân,\n\n.a line with a dot\n£12.71 an hour\n" + "long " * 400
    mail_id = post(subject="Café at 9 – £5", body=body)

    drain(app, sink)

    [got] = sink.kept
    row = look(mail_id)
    assert str(make_header(decode_header(got["Subject"]))) == "Café at 9 – £5"
    assert got.get_payload(decode=True).decode().replace("\r\n", "\n").strip() == body.strip()
    assert got["Message-ID"] == row.message_id
    assert got["Auto-Submitted"] == "auto-generated"


def test_no_transaction_is_open_while_the_mail_server_is_spoken_to(app, sink):
    seen = []
    sink.handler.before_body = lambda: seen.append(not registry.in_transaction())
    registry = session()
    post()

    drain(app, sink)

    assert seen == [True]


def test_without_a_mail_server_mail_stays_visible_and_unclaimed(app):
    mail_id = post()

    assert mail.drain(clock.now()) == 0
    assert look(mail_id).state is State.PENDING


def test_a_mail_server_that_is_down_costs_nothing_but_time(app):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        app.config["MAIL_URL"] = f"smtp://127.0.0.1:{taken.getsockname()[1]}"
        mail_id = post()
        mail.drain(clock.now())

    assert look(mail_id).state is State.PENDING
    assert "could not be reached" in look(mail_id).last_error


def test_a_kept_connection_that_ended_is_made_anew(app, sink):
    app.config["MAIL_URL"] = sink.url
    server = mail.connect(sink.url)
    server.sock.shutdown(socket.SHUT_RDWR)

    again = mail._ready(server, sink.url)

    assert again is not server
    assert again.noop()[0] == 250
    again.quit()


@pytest.mark.parametrize("url", ["smtp//x", "http://x", "smtp://", "smtp://h:99999", "mail"])
def test_an_address_that_cannot_work_is_refused_before_anything_is_claimed(app, url):
    app.config["MAIL_URL"] = url
    mail_id = post()

    with pytest.raises(mail.BadMailUrl, match="Set MAIL_URL to"):
        mail.drain(clock.now())
    assert look(mail_id).state is State.PENDING


@pytest.mark.parametrize(
    "bad", [{"MAIL_CLAIM_SECONDS": 30}, {"MAIL_HANDING_SECONDS": 600}, {"MAIL_ANSWER_SECONDS": 900}]
)
def test_a_lease_shorter_than_the_wait_is_refused(app, bad):
    mail.check(app.config)
    with pytest.raises(mail.BadMailTimes, match="to more than"):
        mail.check(app.config | bad)


def test_the_worker_does_not_start_on_a_bad_mail_address(app):
    app.config["MAIL_URL"] = "post office"

    done = app.test_cli_runner().invoke(args=["jobs", "work"])

    assert done.exit_code == 1
    assert "Set MAIL_URL" in done.output


@pytest.fixture(scope="module")
def pem(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("tls"))


AUTH = {"authenticator": check_password, "auth_required": True}


@pytest.fixture
def trusting(pem, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(pem.parent / "public.pem"))


def test_sign_in_over_starttls(app, pem, trusting):
    with Sink("smtp+starttls", "post:p%40ss%2Fword", tls_context=tls(pem), **AUTH) as server:
        mail_id = post()
        assert drain(app, server) == 1
    assert look(mail_id).state is State.SENT


def test_starttls_without_sign_in(app, pem, trusting):
    with Sink("smtp+starttls", tls_context=tls(pem), require_starttls=True) as server:
        post()
        assert drain(app, server) == 1


def test_tls_from_the_first_byte(app, pem, trusting):
    with Sink("smtps", ssl_context=tls(pem)) as server:
        post()
        assert drain(app, server) == 1


def test_a_wrong_password_keeps_the_mail(app, pem, trusting):
    with Sink("smtp+starttls", "post:wrong", tls_context=tls(pem), **AUTH) as server:
        mail_id = post()
        assert drain(app, server) == 0
    assert look(mail_id).state is State.PENDING
    assert "535" in look(mail_id).last_error


def test_a_certificate_nobody_signed_is_not_trusted(app, pem):
    with Sink("smtp+starttls", tls_context=tls(pem), require_starttls=True) as server:
        mail_id = post()
        assert drain(app, server) == 0
    assert not server.kept
    assert "certificate" in look(mail_id).last_error


def test_plain_smtp_refuses_to_sign_in_where_the_server_wants_tls_first(app, pem):
    with Sink("smtp", "post:p%40ss%2Fword", tls_context=tls(pem), require_starttls=True,
              **AUTH) as server:  # fmt: skip
        mail_id = post()
        assert drain(app, server) == 0
    assert look(mail_id).state is State.PENDING
