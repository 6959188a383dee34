"""Reading bounces: the samples beside the checkout, and messages made here."""

import csv
import json

import pytest
from flask import Flask

from crm.inbound import verdicts
from crm.inbound.bounces import read
from crm.inbound.letters import MOST_BYTES
from tests.shared_data import shared

KINDS = {"auto-reply": "auto_reply", "not a bounce": "other"}


def test_every_sample_is_judged_as_its_answer_says():
    folder = shared("bounces")
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        truth = list(csv.DictReader(file))
    wrong = []
    for line in truth:
        found = read((folder / line["file"]).read_bytes())
        if found.kind != KINDS.get(line["kind"], line["kind"]):
            wrong.append((line["file"], found.kind))
        if found.kind == "other":
            continue
        one = found.recipients[int(line["n"]) - 1]
        said = {
            "expected_hard_bounce": str(one.hard).lower(),
            "expected_recipient": one.address if found.kind == "bounce" else "",
            "expected_reason": one.reason,
            "expected_status": one.status,
        }
        wrong += [(line["file"], k, v) for k, v in said.items() if line[k] and v != line[k]]
        if one.suppress != line["suppress_address"].startswith("yes"):
            wrong.append((line["file"], "suppress", one.suppress))
    assert len(truth) == 24
    assert not wrong


def report(
    status: str, diagnostic: str, *, told: str = "It failed.", action: str = "failed"
) -> bytes:
    return (
        "From: MAILER-DAEMON@mx.example\nTo: service@council.example\nSubject: Undelivered Mail\n"
        "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; "
        f'boundary="b"\n\n--b\nContent-Type: text/plain\n\n{told}\n\n'
        "--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; ann@brook.example\n"
        f"Action: {action}\nStatus: {status}\nDiagnostic-Code: smtp; {diagnostic}\n\n--b\n"
        "Content-Type: message/rfc822\n\nMessage-ID: <abc@council.example>\nSubject: Hello\n\n"
        "Hi\n--b--\n"
    ).encode()


@pytest.mark.parametrize(
    ("status", "diagnostic", "reason", "hard"),
    [
        ("5.1.1", "550 5.1.1 No such user here", "userunknown", True),
        ("5.0.0", "550 Unknown recipient", "userunknown", True),
        ("5.1.2", "Host or domain name not found", "hostunknown", True),
        ("5.1.6", "551 user has moved", "hasmoved", True),
        ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied.", "userunknown", True),
        ("5.2.2", "552 5.2.2 over quota", "mailboxfull", False),
        ("4.2.2", "452 4.2.2 mailbox full", "mailboxfull", False),
        ("5.1.1", "550 5.1.1 blocked using zen.spamhaus.org", "blocked", False),
        ("5.7.1", "550 5.7.1 DMARC policy", "authfailure", False),
        ("5.2.1", "550 5.2.1 This account is disabled", "suspend", False),
        ("5.3.4", "552 5.3.4 message too big", "mesgtoobig", False),
        ("4.4.7", "delivery time expired", "expired", False),
        ("4.1.1", "450 4.1.1 user unknown, try again later", "expired", False),
        ("", "nothing that anybody knows", "undefined", False),
    ],
)
def test_a_report_is_judged_by_words_then_by_code(status, diagnostic, reason, hard):
    found = read(report(status, diagnostic))

    assert found.kind == "bounce"
    (one,) = found.recipients
    assert (one.reason, one.hard, one.suppress) == (reason, hard, hard)
    assert one.address == "ann@brook.example"
    assert found.about == "<abc@council.example>"


def test_a_report_of_delay_is_soft_and_one_of_success_is_no_bounce():
    assert read(report("4.0.0", "still trying", action="delayed")).recipients[0].hard is False
    assert read(report("2.0.0", "250 ok", action="delivered")).kind == "other"


@pytest.mark.parametrize(
    ("text", "addresses", "hard"),
    [
        ("Hi. This is the qmail-send program.\n\n<a@x.example>:\nno such user (#5.1.1)\n", 1, True),
        (
            "Not delivered:\n\n a@x.example\n no such user\n\n b@x.example\n over quota",
            2,
            True,
        ),
        ("Your message to a@x.example could not be delivered: mailbox full", 1, False),
    ],
)
def test_free_text_of_a_mail_server_is_read(text, addresses, hard):
    found = read(
        b"Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example>\n"
        b"To: service@council.example\nSubject: failure notice\n\n" + text.encode()
    )

    assert found.kind == "bounce"
    assert [r.address for r in found.recipients] == ["a@x.example", "b@x.example"][:addresses]
    assert found.recipients[0].hard is hard
    assert not any(r.hard for r in found.recipients[1:])


@pytest.mark.parametrize(
    ("heads", "kind"),
    [
        ("Subject: Automatic reply: Hello", "auto_reply"),
        ("Subject: Out of office", "auto_reply"),
        ("Subject: Hello\nAuto-Submitted: auto-replied", "auto_reply"),
        ("Subject: Hello\nAuto-Submitted: no", "other"),
        ("Subject: Hello\nX-Autoreply: yes", "auto_reply"),
        ("Subject: Re: could not be delivered?", "other"),
        ("Subject: Re: Your visit on Tuesday", "other"),
    ],
)
def test_answers_of_people_and_of_machines_are_told_apart(heads, kind):
    found = read(f"From: Ann <ann@brook.example>\n{heads}\n\nSee you then.\n".encode())

    assert found.kind == kind
    assert not any(r.hard or r.suppress for r in found.recipients)


def test_a_complaint_names_whom_to_stop_writing_to():
    body = (
        b'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\n'
        b"From: fbl@isp.example\n"
        b"\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
        b"Original-Rcpt-To: ann@brook.example\n\n--b\nContent-Type: message/rfc822\n\n"
        b"To: other@brook.example\nMessage-ID: <abc@council.example>\n\nHi\n--b--\n"
    )

    found = read(body)

    assert (found.kind, found.about) == ("complaint", "<abc@council.example>")
    assert [(r.address, r.hard, r.suppress) for r in found.recipients] == [
        ("ann@brook.example", False, True)
    ]
    assert read(body.replace(b"abuse", b"not-spam")).kind == "other"


def nested(depth: int) -> bytes:
    lines = [f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth)]
    return ("From: x@y.example\n" + "".join(lines)).encode()


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\0\0\0",
        b"no headers at all",
        nested(100),
        nested(3000),
        b"Content-Type: multipart/report; report-type=delivery-status\n\n--x\n",
        b'Content-Type: message/delivery-status\n\nStatus: \xff\xfe\n',
        b"Content-Type: text/plain; charset=no-such\nContent-Transfer-Encoding: base64\n\n!!!!\n",
        b"Subject: =?utf-8?b?//////?=\nFrom: =?x?q?=ff?= <a@b.example>\n\nhello",
        b"From: MAILER-DAEMON\nSubject: failure notice\nTo: " + b"a@b.example," * 20000 + b"\n\nx",
        report("5.1.1", "550 \0 No such user"),
        b"Subject: failure notice\nReturn-Path: <>\n\n" + b"a" * 10_000_000,
        b"Subject: failure notice\nReturn-Path: <>\n\n" + b"<a@b.example>\n" * 100_000,
    ],
    ids=range(13),
)  # fmt: skip
def test_a_hostile_message_has_an_answer(message):
    found = read(message)

    assert found.kind in {"bounce", "complaint", "auto_reply", "other"}
    assert len(found.recipients) <= 50


def test_a_report_cut_off_after_the_bound_is_still_read():
    assert read(report("5.1.1", "No such user") + b"x" * MOST_BYTES).recipients[0].hard


def test_every_reason_of_the_codes_is_known_to_the_words():
    named = {name for name, _ in (*verdicts.SOFT, *verdicts.GONE)}

    assert named >= verdicts.HARD
    assert not {name for _, name in verdicts.BY_STATUS} - named - {"contenterror"}


def test_the_command_prints_the_contract(app: Flask, tmp_path):
    file = tmp_path / "bounce.eml"
    file.write_bytes(report("5.1.1", "550 5.1.1 No such user"))

    done = app.test_cli_runner().invoke(args=["mail", "read-bounce", str(file), "--json"])

    assert done.exit_code == 0
    assert json.loads(done.stdout) == {
        "kind": "bounce",
        "recipients": [
            {
                "address": "ann@brook.example",
                "status": "5.1.1",
                "reason": "userunknown",
                "hard": True,
                "suppress": True,
            }
        ],
    }


def test_the_command_says_which_file_it_cannot_read(app: Flask, tmp_path):
    done = app.test_cli_runner().invoke(args=["mail", "read-bounce", str(tmp_path / "none.eml")])

    assert done.exit_code == 1
    assert "none.eml cannot be read" in done.stderr
