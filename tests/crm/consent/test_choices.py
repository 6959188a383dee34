"""The reader's own page: a POST acts, looking never does (RFC 8058)."""

import re
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from crm.consent import actions, letters, queries
from crm.consent.models import MailConsent, MailStop
from crm.consent.rules import Why, address_key
from crm.core.db import session
from crm.core.journal import THEIRS, Operation
from crm.employers.models import LegalForm
from tests.architecture.test_every_route import fingerprint

WHO = "ann@brook.example"


@pytest.fixture
def link(make):
    employer = make.employer(legal_form=LegalForm.SOLE_TRADER, email=WHO)
    return urlsplit(letters.address(WHO, "webinars", employer.id)).path


def stopped():
    session.expire_all()
    return [(s.topic, s.why) for s in queries.stops_of(address_key(WHO))]


def test_no_get_and_no_head_changes_anything(stranger, link):
    before = fingerprint()
    for method in ("GET", "HEAD"):
        for path in (link, f"{link}?List-Unsubscribe=One-Click", f"{link}?act=all"):
            answer = stranger.client.open(path, method=method)
            assert answer.status_code == 200

    assert fingerprint() == before
    page = stranger.get(link).text
    assert "Stop emails about webinar invitations" in page
    assert "a…@brook.example" in page
    assert WHO not in page


def test_one_click_stops_the_topic_at_once_without_token_or_redirect(stranger, link):
    answer = stranger.post(link, {"List-Unsubscribe": "One-Click"}, token=False)

    assert answer.status_code == 200
    assert stopped() == [("webinars", Why.UNSUBSCRIBED)]
    stranger.post(link, {"List-Unsubscribe": "One-Click"}, token=False)
    assert len(stopped()) == 1


def test_the_page_stops_all_and_starts_some_again(stranger, link):
    stranger.post(link, {"act": "all"}, token=False)
    assert stopped() == [("", Why.UNSUBSCRIBED)]

    page = stranger.post(link, {"act": "choose", "wanted": "news"}, token=False, follow=True)

    assert sorted(stopped()) == [("badges", Why.UNSUBSCRIBED), ("webinars", Why.UNSUBSCRIBED)]
    (given,) = session.query(MailConsent)
    assert (given.topic, given.source, given.text_version) == ("news", "Public page", "2026-11")
    assert 'value="news" checked' in page.text
    (verdict,) = queries.verdicts([queries.Reader(WHO)], "news")
    assert verdict.may


def test_staff_do_not_undo_what_a_reader_chose(manager, stranger, link):
    stranger.post(link, {"act": "choose", "wanted": "news"}, token=False)
    (done,) = session.scalars(sa.select(Operation.id).where(Operation.kind == THEIRS))

    said = manager.post(f"/history/{done}/undo", follow=True).text

    assert "Only who did it can take it back" in said
    assert [row.topic for row in session.query(MailConsent)] == ["news"]


def boxes(page) -> dict[str, bool]:
    found = re.findall(r'name="wanted" value="(\w+)"( checked)?', page.text)
    return {topic: bool(checked) for topic, checked in found}


def test_nothing_is_ticked_for_a_person_who_did_not_agree_to_it(stranger, link, make):
    assert boxes(stranger.get(link)) == {"webinars": False, "news": False, "badges": False}

    stranger.post(link, {"act": "choose", "wanted": "webinars"}, token=False)
    assert boxes(stranger.get(link)) == {"webinars": True, "news": False, "badges": False}

    body = make.employer(legal_form=LegalForm.COMPANY, email="post@brook.example")
    path = urlsplit(letters.address("post@brook.example", "webinars", body.id)).path
    assert set(boxes(stranger.get(path)).values()) == {True}


def test_an_organisation_that_saves_what_it_gets_anyway_agreed_to_nothing_new(stranger, make):
    body = make.employer(legal_form=LegalForm.COMPANY, email=WHO)
    path = urlsplit(letters.address(WHO, "webinars", body.id)).path

    stranger.post(path, {"act": "choose", "wanted": ["webinars", "news"]}, token=False)

    assert stopped() == [("badges", Why.UNSUBSCRIBED)]
    assert not session.query(MailConsent).count()


def test_choosing_nothing_stops_all_topics_also_ones_to_come(stranger, link):
    stranger.post(link, {"act": "choose"}, token=False)

    assert stopped() == [("", Why.UNSUBSCRIBED)]


def test_an_act_nobody_knows_changes_nothing(stranger, link):
    stranger.post(link, {"act": "drop tables"}, token=False)

    assert not stopped()


def test_it_works_after_the_employer_is_gone_and_keeps_a_bounce(stranger, app):
    path = urlsplit(letters.address(WHO, "news", 999)).path
    actions.stop(WHO, Why.BOUNCE)
    session.commit()

    stranger.post(path, {"act": "choose", "wanted": "news"}, token=False)

    assert ("", Why.BOUNCE) in stopped()


@pytest.mark.parametrize("token", ["x", "W10.abc", "a" * 5000, "%00", "W10=.=="])
def test_a_link_we_did_not_sign_is_one_plain_404(stranger, token):
    assert stranger.get(f"/mail-choices/{token}").status_code == 404
    assert stranger.post(f"/mail-choices/{token}", token=False).status_code == 404


def test_officers_see_and_add_stops_and_lift_only_bounces(officer, link):
    officer.submit("/mail-stops", {"address": "bo@x.example", "source": "by phone", "topic": ""})
    actions.stop("gone@x.example", Why.BOUNCE, source="550 no such user")
    session.commit()
    own, bounce = session.query(MailStop).order_by(MailStop.id)

    page = officer.get("/mail-stops").text
    assert "b…@x.example" in page
    assert "by phone" in page
    assert "bo@x.example" not in page
    assert "b…@x.example" in officer.get("/mail-stops?q=bo@x.example").text
    assert "This address is not stopped" in officer.get("/mail-stops?q=no@x.example").text

    refused = officer.post(f"/mail-stops/{own.id}/lift", {"why": "please"}, follow=True)
    assert "Only the person can start" in refused.text
    asked = officer.post(f"/mail-stops/{bounce.id}/lift", {"why": ""}, follow=True)
    assert "Say in a few words" in asked.text
    officer.post(f"/mail-stops/{bounce.id}/lift", {"why": "typing error"})
    session.expire_all()
    assert session.get(MailStop, bounce.id).lifted_why == "typing error"


def test_consent_is_recorded_and_taken_back_on_the_employers_page(officer, make):
    employer = make.employer(legal_form=LegalForm.SOLE_TRADER)
    contact = make.contact(employer, name="Ann Bell", email=WHO)
    path = f"/employers/{employer.ref}/mail-consent"
    assert "No consent yet" in officer.get(path).text

    page = officer.submit(
        f"{path}/new",
        {"who": contact.id, "topic": "news", "basis": "consent", "source": "jobs fair"},
    )
    assert "jobs fair" in page.text
    row = session.query(MailConsent).one()
    assert (row.contact_id, row.address_key) == (contact.id, address_key(WHO))

    officer.post(f"/mail-consent/{row.id}/take-back")
    assert "Took back their consent" in officer.get(path).text


def test_a_missing_answer_is_asked_for(officer, make):
    employer = make.employer(email=WHO)

    page = officer.submit(f"/employers/{employer.ref}/mail-consent/new", {"given_on": "tomorrow"})

    assert "Choose a topic" in page.text
