"""Messages written to do harm: they are kept small, shown as text, and never stop the pipe."""

import base64
import re

import pytest

from crm.consent import queries as consent
from crm.consent.rules import address_key
from crm.core.db import session
from crm.employers.models import LegalForm
from crm.followups.models import FollowUp
from crm.inbound import actions
from crm.inbound.letters import open_letter
from crm.inbound.models import Handling
from tests.browse import count_rows

HEAD = b"From: Ann <ann@brook.example>\nTo: s@council.example\nMessage-ID: <1@brook>\n"


def base64_body(text: str, kind: str = "text/html") -> bytes:
    coded = base64.b64encode(text.encode())
    return b"Content-Type: " + kind.encode() + b"\nContent-Transfer-Encoding: base64\n\n" + coded


@pytest.fixture
def brook(make, officer):
    employer = make.employer(legal_form=LegalForm.COMPANY, owner_id=officer.person_id)
    make.contact(employer, name="Ann Bell", email="ann@brook.example")
    return employer


def take(raw: bytes):
    done = actions.receive(raw)
    session.commit()
    return done.mail


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"Subject: =?utf-8?b?AGhpAA==?=\n\nhi",
        HEAD + b"Subject: x\nContent-Transfer-Encoding: base64\n\nAGhpAA==",
        HEAD + b"Subject: x\nContent-Type: text/plain; charset=unicode_escape\n\n\\ud800\\x00 hi",
        HEAD + b"Subject: x\nContent-Type: text/plain; charset=utf-7\n\n+2AA- hi",
        HEAD + b"Subject: =?unicode_escape?q?=5Cud800=5Cx00?=\n\nhi",
        HEAD.replace(b"<1@brook>", b"=?utf-8?b?AA==?=") + b"Subject: x\n\nhi",
        HEAD.replace(b"ann@", b"=?utf-8?b?AA==?=@") + b"Subject: x\n\nhi",
        HEAD + b"Subject: x\nContent-Type: text/plain; charset=idna\n\nhi\xff",
        HEAD + b"Subject: x\nContent-Type: message/rfc822\n\nMessage-ID: <\xff\xfe@x>\n\nhi",
        b"From: MAILER-DAEMON\nContent-Type: text/rfc822-headers\n\nMessage-ID: <\xff\xff@x>\n",
    ],
)
def test_what_no_database_takes_is_left_out_and_the_mail_is_kept(brook, officer, raw):
    row = take(raw)

    for text in (row.subject, row.text, row.message_id, row.from_addr):
        assert "\0" not in text
        assert text == text.encode("utf-8", "replace").decode()
    assert officer.get(f"/mail-in/{row.id}").status_code == 200


def test_controls_and_turned_writing_are_taken_out_of_what_is_shown(brook):
    subject = "pay \x1b[31mnow\x07 \u202egpj.exe"
    coded = base64.b64encode(subject.encode()).decode()
    row = take(HEAD + f"Subject: =?utf-8?b?{coded}?=\n\nred\x1b[2J\u202e line\r\nnext".encode())

    assert row.subject == "pay [31mnow gpj.exe"
    assert row.text == "red[2J line\nnext"


def test_markup_is_only_text_on_every_page(brook, officer):
    page = (
        "<html><style>p{}</style><script>alert(1)</script><p>Caf&eacute;&nbsp;at 5 &lt;b&gt;</p>"
        "<img src=https://spy.example/1.png><a href='javascript:x()'>here</a>"
        "&lt;script&gt;alert(2)&lt;/script&gt;</html>"
    )
    row = take(HEAD + b"Subject: <img src=x onerror=alert(3)>\n" + base64_body(page))

    assert row.text.startswith("Café at 5 <b>")
    for path in (f"/mail-in/{row.id}", "/mail-in?state=filed", f"/employers/{brook.ref}"):
        shown = officer.get(path).text
        assert "<script>alert" not in shown
        assert "spy.example" not in shown
        assert "javascript:x" not in shown
        assert "<img src=x" not in shown


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b'Content-Type: multipart/mixed; boundary="b"\n\n'
        + (b"--b\nContent-Type: text/html\n\n" + b"<style " * 2850 + b"\n") * 90,
        HEAD + b'Content-Type: multipart/mixed; boundary="b"\n\n'
        + b'--b\nContent-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary="b"\n\n'
        * 3000,
        HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 20000 + b"\n\nhi",
        HEAD + b"References: " + b"<a" * 30000 + b"\n\n" + b"a@b." * 5000,
    ],
)  # fmt: skip
def test_a_message_made_to_be_slow_is_kept_small(brook, raw):
    row = take(raw)

    assert len(row.text) <= actions.MOST_TEXT
    assert len(row.subject) <= 300
    assert len(open_letter(raw).text) <= 20_000


def test_a_newsletter_is_filed_and_nobody_has_to_answer_it(brook):
    for header in (b"Precedence: bulk", b"List-Id: <news.brook>", b"List-Unsubscribe: <x>"):
        row = take(HEAD + header + b"\nSubject: Our news " + header + b"\n\nBuy.")
        assert row.state is Handling.FILED

    assert count_rows(FollowUp) == 0


def test_our_own_mail_that_comes_back_is_noted_and_starts_nothing(brook):
    from tests.crm.inbound.test_receive import sent

    ours = sent(brook)
    raw = HEAD.replace(b"<1@brook>", ours.message_id.encode()) + b"Subject: Hello\n\nHi."

    row = take(raw)

    assert (row.state, row.text) == (Handling.NOTED, "")
    assert "Our own mail" in row.note
    assert count_rows(FollowUp) == 0


def test_a_forged_complaint_stops_nothing(brook):
    row = take(
        b'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\n'
        b"From: fbl@isp.example\n\n--b\nContent-Type: message/feedback-report\n\n"
        b"Feedback-Type: abuse\nOriginal-Rcpt-To: ann@brook.example\n\n--b--\n"
    )

    assert "about no mail of ours" in row.note
    assert not consent.stops_of(address_key("ann@brook.example"))


def test_who_may_only_read_files_and_drops_nothing(brook, auditor, make):
    row = take(HEAD.replace(b"ann@brook", b"who@else") + b"Subject: x\n\nhi")

    page = auditor.get(f"/mail-in/{row.id}").text
    assert "/file" not in re.findall(r'action="([^"]*)"', page)
    assert auditor.post(f"/mail-in/{row.id}/file", {"refs": brook.ref}).status_code == 403
    assert auditor.post(f"/mail-in/{row.id}/drop").status_code == 403
    assert auditor.get("/mail-in/999999").status_code == 404
