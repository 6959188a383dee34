"""The recording: only web addresses, only while it lasts, only by a link of ours."""

from datetime import timedelta

import pytest

from crm.core import clock
from crm.core.db import session
from tests.webinars.feedback.test_survey import links_of
from webinars.feedback import queries


def test_a_link_leads_to_the_recording_while_it_lasts(officer, stranger, make):
    webinar, (token,) = links_of(officer, make, 1)
    assert stranger.get(f"/me/recording.{token}").status_code == 410

    until = clock.today() + timedelta(days=3)
    page = officer.submit(
        f"/webinars/manage/{webinar.ref}/recording",
        {"url": "https://video.example/1", "until": f"{until:%d/%m/%Y}", "captions": "Captions."},
    )
    assert "Set the recording." in page.text
    answer = stranger.get(f"/me/recording.{token}")
    assert (answer.status_code, answer.location) == (302, "https://video.example/1")
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert "Captions." in stranger.get(f"/me/after.{token}").text

    queries.recording_of(webinar.id).until = clock.today() - timedelta(days=1)
    session.commit()
    assert stranger.get(f"/me/recording.{token}").status_code == 410
    assert "That time is over." in stranger.get(f"/me/after.{token}").text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://video.example/1", "//video.example", "video.example/1",
            "data:text/html,x", "https://"],
)  # fmt: skip
def test_other_addresses_are_refused(officer, make, url):
    webinar = make.webinar()
    page = officer.submit(f"/webinars/manage/{webinar.ref}/recording", {"url": url})

    assert "Enter an address that begins with https://" in page.text
    assert queries.recording_of(webinar.id) is None
