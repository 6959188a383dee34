"""The other shapes of one mail."""

import pytest

from crm.core import clock, mail, outbox
from crm.core.alternatives import html
from crm.core.db import session
from crm.core.outbox import About, Audience, Mail, State
from tests.core.sink import Sink

CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:{}\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("One\ntwo\n\nthree", "<p>One<br>\ntwo</p>\n<p>three</p>"),
        ("See https://a.example/x?y=1&z=2.", '<a href="https://a.example/x?y=1&amp;z=2">'),
        ('<img src="x">', "&lt;img src=&#34;x&#34;&gt;"),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        ('https://a.example/"onclick="x', '<a href="https://a.example/">'),
    ],
)
def test_text_becomes_paragraphs_and_links(text, inside):
    assert inside in html(text)


@pytest.mark.parametrize(
    ("calendar", "state", "kinds"),
    [
        ("", State.SENT, ["text/plain"]),
        (
            CALENDAR.format("CANCEL"),
            State.SENT,
            ["multipart/alternative", "text/plain", "text/html", "text/calendar"],
        ),
        ("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", State.FAILED, []),
    ],
)
def test_a_calendar_goes_beside_the_text(app, calendar, state, kinds):
    with Sink() as sink:
        app.config["MAIL_URL"] = sink.url
        row = outbox.post(
            kind="t", audience=Audience.EXTERNAL, to="hr@example.org", subject="S", body="B",
            dedupe_key="k", about=About(calendar=calendar),
        )  # fmt: skip
        session.commit()
        mail.drain(clock.now())

    assert session.get_one(Mail, row.id, populate_existing=True).state is state
    assert [part.get_content_type() for kept in sink.kept for part in kept.walk()] == kinds
